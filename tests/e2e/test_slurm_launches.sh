# Every way to start a program runs under a real Slurm on 1, 2 and 8 nodes, in the stand-in for Singularity.
# Each task reports where it is and what it was given, and that is compared, task by task, with what `berth
# job script --json` says. Python, accelerate, vLLM, Ray and the runscript of a module are stand-ins that
# report: what Berth promises is how they are called.
export BERTH_SLURM_C=8 BERTH_SLURM_G=8
. "$SOURCE/tests/e2e/lib.sh" || exit 1

mkdir -p host/slurmd host/cray host/scratch programs
touch host/libcxi.so.1
cat > site.yaml << END
extends: lumi
name: here
slurm: {version: $(sbatch --version | cut -d ' ' -f 2)}
bind-presets:
  slurm: {binds: "$WORK/host/slurmd:/var/spool/slurmd"}
  cray: {binds: "$WORK/host/cray:/opt/cray"}
  cxi: {binds: "$WORK/host/libcxi.so.1:/usr/lib64/libcxi.so.1"}
  user-filesystems: {binds: ["$WORK/host/scratch:/scratch"]}
END
cat > programs/report << 'END'
#!/bin/bash
cpus=$(taskset -cp $$)
echo "TASK node=$SLURM_NODEID local=$SLURM_LOCALID rank=$SLURM_PROCID cpus=${cpus##*: } gcd=$ROCR_VISIBLE_DEVICES" \
  "RANK=$RANK/$WORLD_SIZE/$LOCAL_RANK hip=$HIP_VISIBLE_DEVICES name=$SLURMD_NODENAME at=$MASTER_ADDR:$MASTER_PORT" \
  "threads=$OMP_NUM_THREADS index=$SLURM_ARRAY_TASK_ID inside=$FROM_IMAGE words=${0##*/} $*"
[ ! -d "$MIOPEN_USER_DB_PATH" ] || echo "CACHE $SLURM_NODEID"
END
for name in python accelerate vllm; do cp programs/report programs/$name; done
# What the module's script does, as far as Berth relies on it.
cat > programs/conda-python-distributed << 'END'
#!/bin/bash
export ROCR_VISIBLE_DEVICES=$SLURM_LOCALID RANK=$SLURM_PROCID WORLD_SIZE=$SLURM_NTASKS LOCAL_RANK=$SLURM_LOCALID
exec python "$@"
END
cat > programs/ray << 'END'
#!/bin/bash
cluster=$HOME/ray-$SLURM_JOB_ID
mkdir -p "$cluster"
case "$1 $2" in
  "start --head" | start\ --address=*)
    cpus=$(taskset -cp $$)
    echo "RAY $2 name=$SLURMD_NODENAME cpus=${cpus##*: } gcd=$ROCR_VISIBLE_DEVICES hip=$HIP_VISIBLE_DEVICES words=$*"
    touch "$cluster/$SLURMD_NODENAME"
    exec sleep 600
    ;;
  health-check*) [ "$(ls "$cluster" | wc -l)" = "$SLURM_JOB_NUM_NODES" ] ;;
esac
END
chmod 755 programs/*
torch=lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1-dockerhash-0d479e852886.sif
laif=lumi-multitorch-full-u24r64f21m43t29-20260319_153422.sif
PATH=$WORK/programs:$PATH "$SOURCE/tests/support/make-image" $laif taskset mkdir touch sleep ls wc \
  report python accelerate vllm conda-python-distributed ray
cp $laif $torch
# A stand-in for the modules; sbatch hands it on to the job.
module() { export SIF=$WORK/$torch SINGULARITY_BIND=$WORK/host/scratch:/scratch; }
export -f module
export WORK torch
# Programs without an image are those of the host; the image has no locales.
export PATH=$WORK/programs:$PATH LC_ALL=C

names=() # the jobs, by the name of their form
submit() { # NAME OPTIONS... -- PROGRAM...
  local name=$1
  shift
  berth job script --site ./site.yaml --account $ACCOUNT --time 10 --job-name "$name" --output "$WORK/$name.out" \
    --open-mode append --submit --json "$@"
  exits 0
  printf '%s\n' "$out" > "$name.json"
  names+=("$name")
}

report=(-- report one "two words")
for n in 1 2 8; do
  g=(--partition standard-g --nodes $n)
  submit ranks-$n "${g[@]}" --image ./$torch "${report[@]}"
  submit mpi-$n "${g[@]}" --image ./$torch --launcher mpi --strategy green "${report[@]}"
  submit deepspeed-$n "${g[@]}" --image ./$laif --launcher deepspeed "${report[@]}"
  submit torchrun-$n "${g[@]}" --image ./$laif --launcher torchrun -- train.py one
  submit accelerate-$n "${g[@]}" --image ./$laif --launcher accelerate -- train.py one
  submit ray-$n "${g[@]}" --image ./$laif --launcher ray "${report[@]}"
  submit vllm-$n "${g[@]}" --image ./$laif --launcher vllm -- org/model
  submit runscript-$n "${g[@]}" --container module --module PyTorch --launcher runscript -- python train.py
  submit threads-$n --partition standard --nodes $n --launcher mpi --ntasks-per-node 16 "${report[@]}"
done
g=(--partition standard-g --nodes 2 --image ./$torch)
submit pairs "${g[@]}" --gpus-per-task 2 "${report[@]}"
submit shared "${g[@]}" --tasks-per-gpu 2 "${report[@]}"
submit six "${g[@]}" --cores 6 --strategy red "${report[@]}"
submit both "${g[@]}" --both-threads --strategy third "${report[@]}"
submit half "${g[@]}" --order 4,5,2,3 "${report[@]}"
submit auto "${g[@]}" --mechanism auto --strategy linear-ccd "${report[@]}"
submit ccd --partition standard --nodes 2 --strategy linear-ccd "${report[@]}"
submit single --partition small-g --launcher single --image ./$laif "${report[@]}"
submit array --partition small --array 0-2 -- report
submit parts --partition standard-g --nodes 2 --image ./$torch --launcher mpi --het-partition standard \
  --het-ntasks-per-node 16 --het-cores 8 -- report first : report second
submit turned --partition small --launcher mpi --het-partition standard-g --het-nodes 2 -- report first : report second

# wait_for NAME: until the job has ended, however busy the machine is.
wait_for() {
  local id i states
  id=$(jq .job_id "$1.json")
  for ((i = 0; i < 2400; i++)); do
    states=$(timeout 20 squeue -h -t all -j "$id" -o %T | sort -u)
    case $states in *PENDING* | *RUNNING* | *COMPLETING* | *CONFIGURING* | "") sleep 0.1 ;; *) break ;; esac
  done
  ran="job $1 ($id)"
  equals "state" "$states" COMPLETED
  [ "$states" = COMPLETED ] || fail "$ran" "$(cat "$1.out" 2>&1)"
}

# What the layout promises: a line for each task.
promised() { # NAME
  jq -r '.layout | . as $l | range(.nodes) as $n | .assignment.tasks[] |
    "node=\($n) local=\(.rank) rank=\($n * $l.tasks_per_node + .rank) cpus=\(.cpus) gcd=\(.gcds | map(tostring) | join(","))"' \
    "$1.json" | sort
}
got() { grep -o '^TASK .*' "$1.out" | sed 's/^TASK //'; }

placed() { # NAME: each task is where the layout says, and has what it says
  equals "who runs where" "$(got "$1" | sed 's/ RANK=.*//' | sort)" "$(promised "$1")"
}

torch_ranks() { # NAME
  local total line rank head
  total=$(jq '.layout | .nodes * .tasks_per_node' "$1.json")
  head=$(got "$1" | sed -n 's/^node=0 .*name=\([^ ]*\) .*/\1/p' | sort -u)
  while IFS= read -r line; do
    rank=${line#*rank=} rank=${rank%% *}
    checks=$((checks + 1))
    [[ $line == *" RANK=$rank/$total/0 "*" at=$head:1"[0-9][0-9][0-9][0-9]" "* ]] || fail "$ran: rank $rank" "$line"
  done < <(got "$1")
}

alone() { # NAME WORDS...: one task on each node with all cores; the program is called so
  local nodes name=$1
  shift
  nodes=$(jq .layout.nodes "$name.json")
  equals "tasks" "$(got "$name" | sed 's/ local.*//' | sort -n | tr '\n' ' ')" \
    "$(for ((i = 0; i < nodes; i++)); do echo "node=$i"; done | sort -n | tr '\n' ' ')"
  equals "cores" "$(got "$name" | sed 's/.*cpus=\([^ ]*\) .*/\1/' | sort -u)" \
    1-7,9-15,17-23,25-31,33-39,41-47,49-55,57-63
  equals "words" "$(got "$name" | sed 's/.*words=//; s/:1[0-9]\{4\}/:PORT/; s/port 1[0-9]\{4\}/port PORT/;
    s/port 2[0-9]\{4\}/port PORT/; s/nid[0-9]*/NODE/; s/rdzv-id=[0-9]*/rdzv-id=ID/' | sort -u)" "$*"
}

cached() { # NAME: every node had a folder for MIOpen
  equals "caches" "$(grep '^CACHE' "$1.out" | sort -u | wc -l)" "$(jq .layout.nodes "$1.json")"
}

for n in 1 2 8; do
  wait_for ranks-$n; placed ranks-$n; torch_ranks ranks-$n; cached ranks-$n
  equals "words" "$(got ranks-$n | sed 's/.*threads=/threads=/' | sort -u)" "threads=7 index= inside=yes words=report one two words"
  wait_for mpi-$n; placed mpi-$n; cached mpi-$n
  equals "no ranks of torch" "$(got mpi-$n | grep -o 'RANK=[^ ]*' | sort -u)" "RANK=//"
  wait_for deepspeed-$n; placed deepspeed-$n; torch_ranks deepspeed-$n
  wait_for torchrun-$n; cached torchrun-$n
  several="--nnodes=$n --rdzv-backend=c10d --rdzv-id=ID --rdzv-endpoint=NODE:PORT"
  if [ $n = 1 ]; then several=; standalone="--standalone "; else standalone=; fi
  alone torchrun-$n "python -m torch.distributed.run --nproc-per-node=8 $standalone--numa-binding=exclusive ${several:+$several }train.py one"
  wait_for accelerate-$n
  alone accelerate-$n "accelerate launch --multi_gpu --num_machines $n --num_processes $((8 * n)) --main_process_ip NODE --main_process_port PORT ${several:+--rdzv_backend c10d }train.py one"
  wait_for runscript-$n; placed runscript-$n
  equals "words" "$(got runscript-$n | sed 's/.*words=//' | sort -u)" "python train.py"
  # Ray: a head and the workers, one on each node, and the program on the head's once all are there.
  for name in ray-$n vllm-$n; do
    wait_for $name
    [ $name != vllm-1 ] || continue
    equals "heads" "$(grep -c '^RAY --head' $name.out)" 1
    equals "nodes with Ray" "$(grep '^RAY' $name.out | grep -o 'name=[^ ]*' | sort -u | wc -l)" $n
    equals "where the program runs" "$(got $name | grep -o 'name=[^ ]*')" "$(grep '^RAY --head' $name.out | grep -o 'name=[^ ]*')"
    equals "GCDs" "$(grep '^RAY' $name.out | grep -o 'gcd=.* words' | sort -u)" "gcd= hip=0,1,2,3,4,5,6,7 words"
  done
  equals "words" "$(got ray-$n | sed 's/.*words=//')" "report one two words"
  [ $n = 1 ] || several="--pipeline-parallel-size $n --distributed-executor-backend ray"
  equals "words" "$(got vllm-$n | sed 's/.*words=//; s/2[0-9]\{4\}$/PORT/')" \
    "vllm serve org/model --tensor-parallel-size 8 ${several:+$several }--port PORT"
  wait_for threads-$n
  equals "tasks" "$(got threads-$n | wc -l)" $((16 * n))
  equals "cores" "$(got threads-$n | sed 's/.*cpus=\([^ ]*\) .*threads=\([0-9]*\) .*/\1 \2/' | sort -Vu | tr '\n' ,)" \
    "$(for ((i = 0; i < 128; i += 8)); do echo "$i-$((i + 7)) 8"; done | tr '\n' ,)"
done
for name in pairs shared six both half auto; do
  wait_for $name; placed $name; torch_ranks $name; cached $name
done
equals "mechanism" "$(jq -r .layout.mechanism auto.json)" wrapper
wait_for ccd
equals "who runs where" "$(got ccd | sed 's/ gcd=.*//' | sort)" "$(promised ccd | sed 's/ gcd=.*//')"
wait_for single
equals "one task" "$(got single | sed 's/ cpus=.*//')" "node=0 local=0 rank=0"
wait_for array
equals "indices" "$(got array | grep -o 'index=[0-9]*' | sort | tr '\n' ' ')" "index=0 index=1 index=2 "
# The words of the two parts; the first part is placed as always.
wait_for parts
equals "first" "$(got parts | grep 'words=report first' | sed 's/ RANK=.*//; s/node=[0-9]* //; s/rank=[0-9]* //' | sort)" \
  "$(promised parts | sed 's/node=[0-9]* //; s/rank=[0-9]* //' | sort)"
equals "second" "$(got parts | grep 'words=report second' | sed 's/.*cpus=\([^ ]*\) .*/\1/' | sort -V | tr '\n' ,)" \
  "$(for ((i = 0; i < 128; i += 8)); do echo "$i-$((i + 7))"; done | tr '\n' ,)"
wait_for turned
equals "first" "$(got turned | grep 'words=report first' | sed 's/ gcd=.*//')" "node=0 local=0 rank=0 cpus=0"
jq '.layout = .layout.second' turned.json > turned-second.json
equals "second" "$(got turned | grep 'words=report second' | sed 's/ RANK=.*//; s/node=[0-9]* //; s/rank=[0-9]* //' | sort)" \
  "$(promised turned-second | sed 's/node=[0-9]* //; s/rank=[0-9]* //' | sort)"

case $(sbatch --version) in
  *" 2"[0-3].* | *" 24.0"[0-4]*) echo "not run: --mechanism gpu-bind, which needs Slurm 24.05 ($(sbatch --version) is here)" ;;
  *) submit map --partition standard-g --mechanism gpu-bind -- report; wait_for map; placed map ;;
esac
finish
