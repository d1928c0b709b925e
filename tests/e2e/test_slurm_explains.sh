# What `berth job explain` says of a script is what its tasks get from a real Slurm, task by task: cores,
# GCDs, variables, image, binds and words. What it calls not known is not compared. The scripts are
# Berth's own, of every way to place tasks, and those of courses.
export BERTH_SLURM_C=8 BERTH_SLURM_G=8
. "$SOURCE/tests/e2e/lib.sh" || exit 1

mkdir -p host/slurmd host/cray host/scratch programs mnist reports
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
# A task leaves a file with all that it was given.
cat > programs/report << 'END'
#!/bin/bash
cpus=$(taskset -cp $$)
jq -nc --arg cpus "${cpus##*: }" --arg name "${0##*/}" --rawfile mounts /proc/self/mountinfo \
  '{step: $ENV.SLURM_STEP_ID, node: $ENV.SLURM_NODEID, rank: $ENV.SLURM_LOCALID} | map_values(tonumber) +
    {cpus: $cpus, words: ([$name] + $ARGS.positional), environment: $ENV,
     mounts: [$mounts | split("\n")[] | split(" ")[4] // empty]}' \
  --args -- "$@" > "$REPORTS/$SLURM_JOB_ID-$SLURM_STEP_ID-$SLURM_PROCID"
END
for name in python conda-python-distributed program accelerate vllm; do cp programs/report programs/$name; done
chmod 755 programs/*
cp programs/program program
torch=lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1-dockerhash-0d479e852886.sif
PATH=$WORK/programs:$PATH "$SOURCE/tests/support/make-image" $torch taskset jq mkdir report python \
  conda-python-distributed accelerate vllm
cp $torch $laif
# A stand-in for the modules; sbatch hands it on to the job.
module() { export SIFPYTORCH=$WORK/$torch; }
export -f module
export WORK torch REPORTS=$WORK/reports PATH=$WORK/programs:$PATH LC_ALL=C

names=()
declare -A ids # of the jobs, by their names
start() { # NAME: the script is explained and handed to Slurm
  berth job explain --site ./site.yaml --json "$1.sh"
  exits 0
  printf '%s\n' "$out" > "$1.json"
  checks=$((checks + 1))
  ids[$1]=$(sbatch --parsable --output "$WORK/$1.out" "$1.sh" 2> "$1.err") || fail "sbatch $1" "$(< "$1.err")"
  names+=("$1")
}
own() { # NAME OPTIONS...
  local name=$1
  shift
  berth job script --site ./site.yaml --account $ACCOUNT --time 10 -o "$name.sh" "$@" -- report one "two words"
  exits 0
  start "$name"
}
course() { # NAME
  sed "s/^#SBATCH --account=.*/#SBATCH --account=$ACCOUNT/; s#^SIF=.*#SIF=$WORK/$laif#" \
    "$SOURCE/tests/fixtures/courses/$1.sh" > "$1.sh"
  start "$1"
}

g=(--partition standard-g --image ./$torch)
for nodes in 1 2 8; do
  own linear-$nodes "${g[@]}" --nodes $nodes
  own torchrun-$nodes "${g[@]}" --nodes $nodes --launcher torchrun
  own accelerate-$nodes "${g[@]}" --nodes $nodes --launcher accelerate
  own ccd-$nodes --partition standard --nodes $nodes --strategy linear-ccd --launcher mpi
done
own deepspeed "${g[@]}" --nodes 2 --launcher deepspeed
own vllm "${g[@]}" --launcher vllm
own single --partition small --launcher single --image ./$torch
own six "${g[@]}" --cores 6
own green "${g[@]}" --nodes 2 --strategy green --launcher mpi
own pairs "${g[@]}" --gpus-per-task 2
own shared "${g[@]}" --tasks-per-gpu 2
own both "${g[@]}" --both-threads --strategy third
own half "${g[@]}" --order 4,5,2,3
own wrapper "${g[@]}" --mechanism auto --strategy linear-ccd
own part --partition small-g --gpus-per-node 2 --image ./$torch
for name in green-ring linear-gcd torch-ranks; do course $name; done
cat > places.sh << END
#!/bin/bash
#SBATCH --account=$ACCOUNT
#SBATCH --partition=standard
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=16
#SBATCH --cpus-per-task=8
#SBATCH --time=10:00
export OMP_PLACES=cores OMP_PROC_BIND=close OMP_NUM_THREADS=\$SLURM_CPUS_PER_TASK
srun --cpus-per-task=\$SLURM_CPUS_PER_TASK singularity exec -B $WORK/host/scratch:/data $WORK/$torch \\
  bash -c 'export MY_RANK=\$SLURM_PROCID MY_NODE_RANK=\$SLURM_LOCALID; exec report one "two words"'
srun --cpu-bind=map_cpu:121,113,105,97,89,81,73,65,57,49,41,33,25,17,9,1 report second
END
start places

# A line for each thing in which a task differs from the explanation, and the number of things compared.
cat > compare.jq << 'END'
def known: . != null and (tostring | contains("<?>") | not);
def digits: ascii_downcase | ltrimstr("0x") | sub("^0+(?=.)"; "");
# The mask that Slurm tells a task; lists go round.
def told: .environment | select((.SLURM_CPU_BIND_TYPE // "") | startswith("mask_cpu")) |
  (.SLURM_CPU_BIND_LIST | split(",")) as $list | $list[(.SLURM_LOCALID | tonumber) % ($list | length)] | digits;
def item($what; $said; $got): select($said | known) | {what: $what, said: $said, got: $got};
($explained[0].steps | to_entries) as $steps | . as $reports |
[ $steps[] | .key as $s | .value as $step |
  item("tasks of step \($s)"; $step.nodes * $step.tasks_per_node; [$reports[] | select(.step == $s)] | length),
  ( range($step.nodes) as $n | $step.ranks[] | . as $rank |
    "step \($s), node \($n), task \(.rank)" as $place |
    ([$reports[] | select(.step == $s and .node == $n and .rank == $rank.rank)] | first) as $task |
    item("\($place): cores"; $rank.cpus; $task.cpus),
    item("\($place): mask"; ($task | [told] | first) as $told | select($told) | $rank.mask // null |
      if . then digits else . end; [$task | told] | first),
    item("\($place): ROCR_VISIBLE_DEVICES"; $rank.rocr_visible_devices; $task.environment.ROCR_VISIBLE_DEVICES),
    item("\($place): HIP_VISIBLE_DEVICES"; $rank.hip_visible_devices; $task.environment.HIP_VISIBLE_DEVICES),
    item("\($place): GCDs"; $rank.gcds // null | if . then map(tostring) | join(",") else . end;
      $task.environment.ROCR_VISIBLE_DEVICES),
    ($step.environment + $rank.environment | to_entries[] |
      item("\($place): \(.key)"; .value; $task.environment[.key])),
    item("\($place): image"; $step.image.path?; $task.environment.SINGULARITY_CONTAINER),
    ( ($step.environment.SINGULARITY_BIND // empty), ($step.image.binds? // [])[] | split(",")[] | split(":") |
      (.[1] // .[0]) as $bind |
      item("\($place): \($bind) is bound"; true; ($task.mounts // []) | index($bind) != null) ),
    ( $step.program | to_entries[] |
      item("\($place): word \(.key)"; .value | sub("^\\./"; ""); $task.words[.key]) )
  )
] | "compared \(length)", (.[] | select(.said != .got) | "\(.what): said \(.said), got \(.got)")
END
for name in "${names[@]}"; do
  wait_for_job "${ids[$name]}"
  ran="job $name (${ids[$name]})"
  equals "state" "$state" COMPLETED
  [ "$state" = COMPLETED ] || fail "$ran" "$(tail -n 20 "$name.out" 2>&1)"
  compared=$(cat reports/"${ids[$name]}"-* | jq -rs --slurpfile explained "$name.json" -f compare.jq 2>&1)
  equals "what explain said and the tasks got" "$(sed 1d <<< "$compared" | head -n 20)" ""
  echo "$name: ${compared%%$'\n'*}"
  [[ ${compared%%$'\n'*} =~ ^compared\ [1-9][0-9]+$ ]] || fail "$ran: too little was compared" "$compared"
done
finish
