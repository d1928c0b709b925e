# Every combination of strategy, launcher, partition and family of image that Berth writes a script for: bash
# reads it, shellcheck has nothing to say, and a real Slurm would take it without a word of warning.
export BERTH_SLURM_C=4 BERTH_SLURM_G=4
. "$SOURCE/tests/e2e/lib.sh" || exit 1
"$SOURCE/tests/support/make-image" image.sif
torch=lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1-dockerhash-0d479e852886.sif
old=lumi-pytorch-rocm-5.6.1-python-3.10-pytorch-v2.2.0-dockerhash-f421797bd407.sif
mpich=lumi-multitorch-mpich-u24r64f21m43t29-20260225_144743.sif
laif=lumi-multitorch-full-u24r64f21m43t29-20260319_153422.sif
for name in "$torch" "$old" "$mpich" "$laif"; do cp image.sif "$name"; done
mkdir scripts
count=0

add() { # OPTIONS...: one script, with the program of the options or the usual one
  count=$((count + 1))
  [[ " $* " == *" -- "* ]] || set -- "$@" -- python train.py --epochs 3
  berth job script --account $ACCOUNT --time 20 -o "scripts/$count.sh" "$@"
  exits 0
  ran_by[count]=$ran
}

gpu_partitions=("--partition standard-g" "--partition standard-g --nodes 2" "--partition small-g"
  "--partition dev-g --exclusive --nodes 2")
cpu_partitions=("--partition standard --nodes 2" "--partition small" "--partition debug --exclusive")
# shellcheck disable=SC2086
for image in "" "--image ./$torch" "--image ./$old" "--image ./$mpich" "--image ./$laif" "--image ./image.sif"; do
  for partition in "${gpu_partitions[@]}"; do
    for launcher in ranks mpi deepspeed; do
      for strategy in linear-gcd linear-ccd green red third; do
        add $partition $image --launcher $launcher --strategy $strategy
      done
    done
    for launcher in torchrun accelerate single ray vllm; do add $partition $image --launcher $launcher; done
  done
  for partition in "${cpu_partitions[@]}"; do
    for launcher in ranks mpi single ray; do add $partition $image --launcher $launcher; done
    add $partition $image --strategy linear-ccd
  done
done
# What else changes the header or the start.
g=(--partition standard-g --image ./$laif)
add "${g[@]}" --cores 6
add "${g[@]}" --gpus-per-task 2
add "${g[@]}" --tasks-per-gpu 2 --cores 3 --launcher mpi
add "${g[@]}" --order 4,5,2,3
add "${g[@]}" --both-threads
add "${g[@]}" --mechanism gpu-bind
add "${g[@]}" --container bindings-module
add "${g[@]}" --container module --module PyTorch/2.7.1 --launcher runscript
add "${g[@]}" --overlay venv.sqsh --caches /scratch/$ACCOUNT/caches
add --partition standard --nodes 2 --launcher mpi --ntasks-per-node 16 -- ./simulate
add --partition small --array 0-9%2 --open-mode append --no-requeue --signal USR1@300 -- ./simulate
add --partition small --array 1,3-7:2 --signal B:TERM@60 --dependency singleton -- ./simulate
add --partition small-g --gpus-per-node 3 --launcher vllm --image ./$laif -- org/model

# One call for all of them: starting it takes longer than reading a script.
checks=$((checks + 3))
(cd scripts && shellcheck -S warning -- *.sh) > shellcheck.out 2>&1 || fail "shellcheck" "$(< shellcheck.out)"
[ "$(find scripts -name '*.sh' | wc -l)" = "$count" ] || fail "not every script was written"
# Berth's own judge agrees. On LUMI the images would not lie in /tmp.
sed -i "s#$WORK#/scratch/$ACCOUNT#g" scripts/*.sh
(cd scripts && "$BERTH" job check -- *.sh) > check.out 2>&1
said=$(grep -E ': (error|warning): ' check.out) && fail "berth job check" "$said"
# Three notes are true of some of them: workers that nothing binds, old images, a cache in the home.
equals "notes of berth job check" "$(grep -o '\[[A-Z][0-9][0-9]\]$' check.out | sort -u | grep -vE 'B11|C14|P02')" ""
for ((i = 1; i <= count; i++)); do
  ran=${ran_by[i]}
  checks=$((checks + 2))
  said=$(bash -n "scripts/$i.sh" 2>&1) && [ -z "$said" ] || fail "$ran: bash says" "$said"
  said=$(timeout 30 sbatch --test-only "scripts/$i.sh" 2>&1) || fail "$ran: Slurm refuses" "$said"
  said=$(grep -v '^sbatch: Job [0-9]* to start at ' <<< "$said")
  [ -z "$said" ] || fail "$ran: Slurm says" "$said"
done

# sbatch cannot test a job of two parts; it can take one that is to wait for ever.
for two in "--partition standard-g --nodes 2 --het-partition standard --het-ntasks-per-node 16 --het-cores 8" \
  "--partition small --het-partition small-g" "--partition small-g --launcher mpi --het-partition small --het-nodes 2"; do
  # shellcheck disable=SC2086
  berth job script --account $ACCOUNT --time 20 -o two.sh --force --image ./$laif $two -- ./a : ./b
  exits 0
  checks=$((checks + 2))
  shellcheck -S warning two.sh > shellcheck.out || fail "$ran: shellcheck" "$(< shellcheck.out)"
  said=$(timeout 30 sbatch --hold --parsable two.sh 2>&1) && [[ $said =~ ^[0-9]+$ ]] || fail "$ran: Slurm says" "$said"
  timeout 30 scancel "$said"
done
echo "$count scripts"
finish
