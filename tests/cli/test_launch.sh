# Every way to start a program: launchers, containers, caches, headers of jobs in the queue, jobs of two
# parts, sessions; and what does not go together.
. "$SOURCE/tests/cli/lib.sh" || exit 1
. "$SOURCE/tests/cli/job_lib.sh" || exit 1
touch venv.sqsh
g=(--partition standard-g)
module=PyTorch/2.7.1-rocm-6.2.4-python-3.12-singularity-20250827

script six-cores "${g[@]}" --image ./$torch --cores 6 "${train[@]}"; is_quiet
script accelerate "${g[@]}" --launcher accelerate --image ./$laif -- accelerate launch --mixed_precision bf16 train.py
complains B11 "--launcher ranks"
script accelerate-two-nodes "${g[@]}" --nodes 2 --launcher accelerate --image ./$laif -- python -m package.train --epochs 3
script deepspeed "${g[@]}" --nodes 2 --launcher deepspeed --image ./$laif -- deepspeed train.py --deepspeed ds.json
is_quiet
script ray --partition small-g --launcher ray --image ./$laif -- python tune.py; is_quiet
script ray-two-nodes "${g[@]}" --nodes 2 --launcher ray --image ./$laif -- python tune.py; is_quiet
script vllm --partition small-g --gpus-per-node 2 --launcher vllm --image ./$laif -- vllm serve org/model; is_quiet
script vllm-two-nodes "${g[@]}" --nodes 2 --launcher vllm --image ./$laif --caches /scratch/project_465000001/caches \
  -- org/model --max-model-len 4096 --port=8000
is_quiet
script runscript "${g[@]}" --nodes 2 --launcher runscript --container module --module $module -- python train.py
is_quiet
script module "${g[@]}" --container module --module $module --image ./$torch --overlay venv.sqsh "${train[@]}"; is_quiet
script bindings-module "${g[@]}" --container bindings-module --image ./$laif --bind /opt/data:/data "${train[@]}"; is_quiet
script overlay "${g[@]}" --nodes 2 --image ./$laif --overlay venv.sqsh --caches "/flash/my caches" "${train[@]}"; is_quiet
script overlay-old "${g[@]}" --image ./$old --overlay venv.sqsh "${train[@]}"
script mpi-host-gpus "${g[@]}" --launcher mpi -- ./simulate; is_quiet
script mpi-old-image "${g[@]}" --launcher mpi --image ./$torch -- ./simulate; is_quiet
script ranks-threads --partition standard --nodes 2 --launcher mpi --ntasks-per-node 16 -- ./simulate; is_quiet
script array --partition small --array 0-9%2 --dependency afterok:4711 --signal USR1@300 --open-mode append \
  --no-requeue -- ./simulate
is_quiet
script two-parts "${g[@]}" --nodes 2 --launcher mpi --image ./$laif --het-partition standard --het-ntasks-per-node 16 \
  --het-cores 8 -- ./simulate input.dat : ./watch --every 10
is_quiet
script two-parts-old "${g[@]}" --image ./$old --het-partition small --het-nodes 2 -- python train.py : python serve.py
script auto "${g[@]}" --mechanism auto --launcher mpi -- ./simulate; is_quiet
script session --partition small-g --interactive --image ./$laif; is_quiet
script session-ranks --partition dev-g --exclusive --interactive --image ./$laif "${train[@]}"; is_quiet

# In pieces: a second wrapper for the second part.
berth job script "${A[@]}" "${g[@]}" --image ./$old --het-partition small --split two -- python a.py : python b.py; exits 0
equals "pieces" "$(ls -A two | tr '\n' ' ')" "environment.sh job.sh second.sh task.sh "
for piece in two/*; do
  checks=$((checks + 1))
  (cd two && shellcheck "${piece##*/}") > shellcheck.out || fail "$piece" "$(< shellcheck.out)"
done

rm -r two

# The mechanism follows the version of Slurm that the site file names.
printf 'extends: lumi\nslurm: {version: 22.05.8}\n' > older.yaml
berth job script --site ./older.yaml "${A[@]}" "${g[@]}" --mechanism auto --launcher mpi -- ./simulate; exits 0; is_quiet
says ROCR_VISIBLE_DEVICES; never_says gpu-bind
refused 1 S42 "22.05.8" --site ./older.yaml "${g[@]}" --mechanism gpu-bind
printf 'extends: lumi\nslurm: {version: 25.11.1, sends-mail: true}\n' > newer.yaml
berth job script --site ./newer.yaml "${A[@]}" "${g[@]}" --mechanism auto --launcher mpi --mail-type END \
  --mail-user me@example.org -- ./simulate
exits 0; is_quiet; says "--gpu-bind=map:"; says "#SBATCH --mail-type=END"; says "#SBATCH --mail-user=me@example.org"
berth job script "${A[@]}" "${g[@]}" --mail-type ALL -- true; exits 0; complains S24 "sends no mail"; never_says mail

# What a user sets himself is not set again.
berth job script "${A[@]}" "${g[@]}" --image ./$torch --env MIOPEN_USER_DB_PATH=/tmp/mine "${train[@]}"; exits 0
equals "once" "$(grep -c MIOPEN_USER_DB_PATH= <<< "$out")" 1
berth job script "${A[@]}" "${g[@]}" --launcher mpi --env MPICH_GPU_SUPPORT_ENABLED=0 -- ./simulate; exits 0
equals "once" "$(grep -c MPICH_GPU_SUPPORT_ENABLED <<< "$out")" 1
berth job script "${A[@]}" "${g[@]}" --nodes 2 --launcher vllm -- org/model -tp 4 --pipeline-parallel-size 4; exits 0
never_says "--tensor-parallel-size"; equals "once" "$(grep -c pipeline-parallel-size <<< "$out")" 1
# MPICH's variables are the host's, and the images of the LUMI AI Factory have an MPICH of their own.
berth job script "${A[@]}" "${g[@]}" --launcher mpi --image ./$laif -- ./simulate; exits 0; never_says MPICH_; says "--mpi=pmi2"
berth job script "${A[@]}" --partition standard --launcher mpi -- ./simulate; exits 0; never_says MPICH_

# What does not go together.
refused 1 S42 "GPUs" --partition standard --launcher accelerate
refused 1 S42 "GPUs" --partition standard --launcher vllm
refused 1 S42 "--container module" "${g[@]}" --launcher runscript --image ./$torch
refused 1 S42 "linear-gcd" "${g[@]}" --launcher runscript --container module --module $module --strategy green
refused 1 S42 "linear-gcd" "${g[@]}" --launcher runscript --container module --module $module --gpus-per-task 2
refused 1 S42 "itself" "${g[@]}" --launcher runscript --container module --module $module --mechanism gpu-bind
refused 1 S42 "--module" "${g[@]}" --container module
refused 1 S42 "--image" "${g[@]}" --container bindings-module
refused 1 S42 "sets the binds" "${g[@]}" --container bindings-module --image ./$torch
refused 1 S42 "--image" "${g[@]}" --overlay venv.sqsh
refused 1 M17 "" "${g[@]}" --image ./$laif --overlay 'a:b,c.sqsh'
refused 1 S42 "--het-partition" "${g[@]}" --het-cores 4
refused 1 S43 "second part" "${g[@]}" --het-partition standard
refused 1 S43 "" "${g[@]}" --het-partition standard -- : ./serve
refused 1 S43 "second part" "${g[@]}" --het-partition standard -- ./a :
refused 1 S03 "--het-partition: lumi has no partition" "${g[@]}" --het-partition standrad -- ./a : ./b
refused 1 S11 "--het-cores" "${g[@]}" --het-partition standard --het-ntasks-per-node 128 --het-cores 2 -- ./a : ./b
refused 1 S42 "options Berth writes" "${g[@]}" --launcher torchrun -- torchrun --nproc-per-node 8 train.py
refused 1 S42 "options Berth writes" "${g[@]}" --launcher deepspeed -- deepspeed --num_gpus 8 train.py
refused 1 S43 "behind 'accelerate'" "${g[@]}" --launcher accelerate -- accelerate launch
refused 1 S48 "0-99%4" "${g[@]}" --array 0..9
refused 1 S48 "afterok:4711" "${g[@]}" --dependency 4711
refused 1 S48 "USR1@300" "${g[@]}" --signal 'USR1 300'
refused 1 S44 "" "${g[@]}" --caches $'a\nb' --image ./$laif
refused 1 J04 "there are: default" "${g[@]}" --template nothing
berth job script "${A[@]}" "${g[@]}" --het-partition standard --array 0-3 -- ./a : ./b; exits 1; complains S42 "arrays"
berth job script "${A[@]}" "${g[@]}" --het-partition standard --launcher ray -- ./a : ./b; exits 1; complains S42 "second part"
berth job script "${A[@]}" "${g[@]}" --split x --template default -- ./a; exits 1; complains S42 "--split"; absent x
# What both parts have in common is told once.
berth job script -A me -t 60 --partition standard-g --het-partition debug --container module -- ./a : ./b; exits 1
equals "accounts" "$(grep -c S04 <<< "$err") $(grep -c S42 <<< "$err")" "1 1"; complains S08 "--time: 01:00:00 is more than the 00:30:00"
for option in "--submit" "--split x" "--template default" "--array 0-3" "--test"; do
  # shellcheck disable=SC2086
  berth job script "${A[@]}" "${g[@]}" --interactive $option; exits 1; complains S42 "session"
done
berth job script "${A[@]}" "${g[@]}" --launcher nothing -- true; exits 2; complains U04 "accelerate"

# JSON tells who runs where.
berth job script "${A[@]}" "${g[@]}" --nodes 2 --json --image ./$torch --strategy green --het-partition small -- ./a : ./b
exits 0
equals "layout" "$(json '.layout | "\(.launcher) \(.mechanism) \(.nodes) \(.tasks_per_node) \(.second.nodes)"')" "ranks wrapper 2 8 1"
equals "assignment" "$(json '.layout.assignment | "\(.strategy) \(.tasks[2].gcds[0]) \(.tasks[2].cpus)"')" "green 3 25-31"
berth job script "${A[@]}" --partition small --json -- ./a; exits 0
equals "no assignment" "$(json '.layout | "\(.launcher) \(.assignment)"')" "single null"
finish
