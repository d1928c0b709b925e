# Every kind of script that Berth writes is valid bash, pleases shellcheck, and is accepted by a
# real Slurm with the limits of LUMI; and what Berth refuses, Slurm refuses as well.
export BERTH_SLURM_C=4 BERTH_SLURM_G=4
. "$SOURCE/tests/e2e/lib.sh" || exit 1
"$SOURCE/tests/support/make-image" image.sif
torch=lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1-dockerhash-0d479e852886.sif
old=lumi-pytorch-rocm-5.6.1-python-3.10-pytorch-v2.2.0-dockerhash-f421797bd407.sif
laif=lumi-multitorch-full-u24r64f21m43t29-20260319_153422.sif
for name in "$torch" "$old" "$laif"; do cp image.sif "$name"; done

accepted() { # OPTIONS...: writes the script, looks at it, and asks Slurm
  local answer
  rm -f job.sh
  berth job script --account $ACCOUNT --time 20 -o job.sh "$@" -- python train.py --epochs 3
  exits 0
  checks=$((checks + 2))
  bash -n job.sh || fail "$ran: bash cannot read it"
  shellcheck job.sh > shellcheck.out || fail "$ran: shellcheck" "$(< shellcheck.out)" "$(< job.sh)"
  answer=$(timeout 30 sbatch --test-only job.sh 2>&1) || fail "$ran: Slurm says" "$answer" "$(< job.sh)"
}

for image in ./$torch ./$old ./$laif ./image.sif; do
  for strategy in linear-gcd linear-ccd green red third; do
    accepted --partition standard-g --nodes 4 --image $image --strategy $strategy
  done
done
accepted --partition standard-g --nodes 2 --strategy linear-gcd --mechanism gpu-bind
accepted --partition standard-g --gpus-per-task 2 --mechanism gpu-bind --image ./$laif
accepted --partition standard-g --gpus-per-task 2 --image ./$laif
accepted --partition standard-g --tasks-per-gpu 2 --cores 3 --launcher mpi --image ./$laif
accepted --partition standard-g --order 4,5,2,3 --image ./$torch
accepted --partition standard-g --gpus-per-node 4 --image ./$torch
accepted --partition standard-g --cores 6 --both-threads --image ./$torch
accepted --partition standard-g --launcher torchrun --nodes 2 --image ./$torch
accepted --partition standard-g --launcher torchrun --image ./$laif
accepted --partition standard-g --launcher single --image ./$laif
accepted --partition small-g --image ./$torch
accepted --partition small-g --gpus-per-node 3 --image ./$torch
accepted --partition small-g --gpus-per-node 4 --gpus-per-task 2 --nodes 2 --image ./$torch
accepted --partition small-g --gpus-per-node 2 --tasks-per-gpu 2 --image ./$torch
accepted --partition small-g --launcher torchrun --gpus-per-node 2 --image ./$laif
accepted --partition small-g --launcher single --image ./$laif
accepted --partition small-g --exclusive --image ./$torch
accepted --partition dev-g --exclusive --nodes 2 --strategy green --image ./$laif
accepted --partition standard --strategy linear-ccd --image ./image.sif
accepted --partition standard --launcher mpi --nodes 2 --image ./image.sif
accepted --partition standard --launcher ranks --ntasks-per-node 16 --image ./image.sif
accepted --partition standard --image ./image.sif
accepted --partition small --image ./image.sif
accepted --partition small --ntasks-per-node 4 --cores 8 --both-threads --image ./image.sif
accepted --partition small --exclusive --strategy linear-ccd --image ./image.sif
accepted --partition small --mem 200G --image ./image.sif
accepted --partition debug
accepted --partition largemem --mem 3000G --cores 32

# The two judges agree on what is too much: Berth refuses the options, and Slurm the same header
# when somebody writes it by hand.
refused() { # ID PARTITION HEADER OPTIONS...
  local id=$1 partition=$2 header=$3
  shift 3
  berth job script --account $ACCOUNT --partition "$partition" "$@" -- true
  exits 1
  complains "$id" hint
  equals "no script" "$out" ""
  printf '#!/bin/bash\n#SBATCH -A %s -p %s %s\ntrue\n' $ACCOUNT "$partition" "$header" > raw.sh
  checks=$((checks + 1))
  ! timeout 30 sbatch --test-only raw.sh 2> /dev/null || fail "Slurm accepts $header on $partition"
}
refused S08 standard-g "-t 2-00:01" --time 2-00:01
refused S08 debug "-t 31" --time 31
refused S08 dev-g "-t 3:01:00" --time 3:01:00
refused S09 small "-N 5" --nodes 5 --time 5
refused S09 standard-g "-N 1025" --nodes 1025 --time 5
refused S12 small "--gpus-per-node=1" --gpus-per-node 1 --time 5
refused S12 small-g "--gpus-per-node=9" --gpus-per-node 9 --time 5
refused S10 small-g "-n 8 -c 8 -N 1" --ntasks-per-node 8 --cores 8 --time 5
refused S18 standard-g "--mem=481G" --mem 481G --time 5
refused S03 standard-gg "" --time 5
finish
