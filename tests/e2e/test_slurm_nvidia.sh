# A small NVIDIA cluster, by its site file alone: the matrix of scripts, and tasks that run beside their GPUs.
SITE=nvidia
. "$SOURCE/tests/e2e/sites.sh" || exit 1
ACCOUNT=physics
cp image.sif pytorch_25.03-py3.sif

# shellcheck disable=SC2086
for image in "" "--image ./image.sif" "--image ./pytorch_25.03-py3.sif"; do
  for partition in "--partition gpu-whole" "--partition gpu-whole --nodes 2" "--partition gpu --nodes 2 --exclusive" ""; do
    for launcher in ranks mpi deepspeed; do
      for strategy in linear pairs; do
        add $partition $image --launcher $launcher --strategy $strategy
      done
    done
    for launcher in torchrun accelerate single ray vllm; do add $partition $image --launcher $launcher; done
  done
  for partition in "--partition cpu" "--partition cpu --nodes 2 --exclusive"; do
    for launcher in ranks mpi single ray; do add $partition $image --launcher $launcher; done
  done
  add --partition cpu --exclusive $image --strategy sockets
done
masked=$((3 * (3 * 6 + 1)))
g=(--partition gpu-whole --image ./image.sif)
add "${g[@]}" --cores 6
add "${g[@]}" --gpus-per-task 2
add "${g[@]}" --tasks-per-gpu 3 --cores 4 --launcher mpi
add "${g[@]}" --order 3,1
masked=$((masked + 4))
add --partition gpu --gpus-per-node 3 --launcher vllm -- org/model
no_lumi
judge $masked 'B11|B19|P02'

berth job script --account $ACCOUNT --partition gpu-whole --both-threads -- ./a
exits 1
complains B17 "no second hardware thread"
berth job script "${g[@]}" --mechanism gpu-bind -- ./a
complains S42
berth job script --partition gpu --time 30 -- ./a
exits 0
never_complains S04
berth job mask
says "GPU"
never_says "GCD"
no_tools

# What scripts from elsewhere ask for is judged by what is here.
cat > elsewhere.sh << 'END'
#!/bin/bash
#SBATCH --time=10
#SBATCH --partition=gpu-whole
#SBATCH --gpus-per-node=4
#SBATCH --ntasks-per-node=4
export CUDA_VISIBLE_DEVICES=$SLURM_LOCALID
srun apptainer exec --nv /shared/a.sif python a.py
END
berth job check elsewhere.sh
out+=$err err+=$out
complains G06
never_complains C15
never_complains S60
never_complains G11

sed -i "s/ --nv//" elsewhere.sh
berth job check elsewhere.sh --fix --write
equals "the option comes back" "$(grep -c "apptainer exec --nv /shared/a.sif" elsewhere.sh)" 1

cores=(0-11 12-23 24-35 36-47)
run_tasks --partition gpu-whole --nodes 2
for ((rank = 0; rank < 8; rank++)); do
  equals "rank $rank" "$(grep "^$rank " "$log")" "$rank ${cores[rank % 4]} $((rank % 4)) exec --nv"
done
run_tasks --partition gpu-whole --strategy pairs
order=(0 2 1 3)
for ((rank = 0; rank < 4; rank++)); do
  equals "rank $rank" "$(grep "^$rank " "$log")" "$rank ${cores[order[rank]]} ${order[rank]} exec --nv"
done
finish
