# Another HPE Cray EX with MI250X, by its site file alone: the matrix of scripts, and tasks that run where the
# machine's documents want them.
SITE=frontier
. "$SOURCE/tests/e2e/sites.sh" || exit 1
ACCOUNT=ABC123

# shellcheck disable=SC2086
for image in "" "--image ./image.sif"; do
  for partition in "--partition batch" "--partition batch --nodes 2" "" "--partition extended --nodes 3"; do
    for launcher in ranks mpi deepspeed; do
      for strategy in linear-gcd linear-ccd; do
        add $partition $image --launcher $launcher --strategy $strategy
      done
    done
    for launcher in torchrun accelerate single ray vllm; do add $partition $image --launcher $launcher; done
  done
done
masked=$((2 * 4 * 6))
g=(--partition batch --image ./image.sif)
add "${g[@]}" --cores 6
add "${g[@]}" --gpus-per-task 2
add "${g[@]}" --tasks-per-gpu 2 --cores 3 --launcher mpi
add "${g[@]}" --order 4,5,2,3
add "${g[@]}" --both-threads
add "${g[@]}" --nodes 2 --container bindings-module
masked=$((masked + 6))
no_lumi
judge $masked 'B11|B19|C12|P02'

# Up to 91 nodes two hours, up to 183 six, then twelve. The default partition needs no name.
berth job script --account $ACCOUNT --time 3:00:00 --nodes 91 -- ./a
exits 1
complains S08 "03:00:00 is more than the 02:00:00 that 'batch' allows"
berth job script --account $ACCOUNT --time 3:00:00 --nodes 92 -- ./a
exits 0
says "#SBATCH --partition=batch"
berth job script --account $ACCOUNT --time 13:00:00 --nodes 5000 -- ./a
complains S08 "12:00:00"
berth job script --account project_465000001 -- ./a
complains S04 "ABC123"
berth job script --account $ACCOUNT --partition standard-g -- ./a
complains S03 "frontier has no partition 'standard-g'"
berth job script "${g[@]}" --account $ACCOUNT --mechanism gpu-bind -- ./a
complains S42
no_tools

cores=(49-55 57-63 17-23 25-31 1-7 9-15 33-39 41-47)
run_tasks --nodes 2
for ((rank = 0; rank < 16; rank++)); do
  equals "rank $rank" "$(grep "^$rank " "$log")" "$rank ${cores[rank % 8]} $((rank % 8)) exec --rocm"
done
finish
