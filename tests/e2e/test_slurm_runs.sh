# The linear-GCD job of a real image runs under a real Slurm: every task gets the cores and the GCD
# that the table in the script promises, sees the binds, and runs inside the image.
export BERTH_SLURM_C=1 BERTH_SLURM_G=2
. "$SOURCE/tests/e2e/lib.sh" || exit 1

# The binds of LUMI, from folders that exist here.
mkdir -p host/slurmd host/cray host/scratch
touch host/libcxi.so.1
echo from-host > host/scratch/data
cat > site.yaml << END
extends: lumi
name: here
bind-presets:
  slurm: {binds: "$WORK/host/slurmd:/var/spool/slurmd"}
  cray: {binds: "$WORK/host/cray:/opt/cray"}
  cxi: {binds: "$WORK/host/libcxi.so.1:/usr/lib64/libcxi.so.1"}
  user-filesystems: {binds: ["$WORK/host/scratch:/scratch"]}
END
image=lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1-dockerhash-0d479e852886.sif
"$SOURCE/tests/support/make-image" $image taskset
# shellcheck disable=SC2016
report='echo "$RANK $(taskset -cp $$) gcd=$ROCR_VISIBLE_DEVICES $(cat /scratch/data) $FROM_IMAGE $LOCAL_RANK/$WORLD_SIZE $OMP_NUM_THREADS $MASTER_ADDR"'

berth job script --site ./site.yaml --partition standard-g --nodes 2 --time 10 --account $ACCOUNT \
  --image ./$image --strategy linear-gcd --output "$WORK/%j.out" -o job.sh --submit -- \
  bash -c "$report"
exits 0
says "Submitted batch job"
id=${out##* }
wait_for_job "$id"
equals "state" "$state" COMPLETED
cores=(49-55 57-63 17-23 25-31 1-7 9-15 33-39 41-47)
for ((rank = 0; rank < 16; rank++)); do
  line=$(grep "^$rank " "$id.out")
  checks=$((checks + 1))
  [[ $line == "$rank "*": ${cores[rank % 8]} gcd=$((rank % 8)) from-host yes 0/16 7 nid005000" ]] ||
    fail "rank $rank reports '$line'" "$(< "$id.out")"
done

# Two GCDs for each task, with the wrapper: the masks join two CCDs.
berth job script --site ./site.yaml --partition standard-g --time 10 --account $ACCOUNT \
  --image ./$image --gpus-per-task 2 --output "$WORK/%j.out" --submit --json -- bash -c "$report"
exits 0
id=$(json .job_id)
wait_for_job "$id"
equals "state" "$state" COMPLETED
pairs=(49-55,57-63 17-23,25-31 1-7,9-15 33-39,41-47)
for ((rank = 0; rank < 4; rank++)); do
  line=$(grep "^$rank " "$id.out")
  checks=$((checks + 1))
  [[ $line == *": ${pairs[rank]} gcd=$((2 * rank)),$((2 * rank + 1)) "* ]] ||
    fail "rank $rank reports '$line'" "$(< "$id.out")"
done

# In pieces.
berth job script --site ./site.yaml --partition standard-g --time 10 --account $ACCOUNT \
  --image ./$image --strategy green --output "$WORK/%j.out" --split pieces --submit -- bash -c "$report"
exits 0
id=${out##* }
wait_for_job "$id"
equals "state" "$state" COMPLETED
green=(0 1 3 2 4 5 7 6)
for ((rank = 0; rank < 8; rank++)); do
  line=$(grep "^$rank " "$id.out")
  checks=$((checks + 1))
  [[ $line == *": ${cores[green[rank]]} gcd=${green[rank]} "* ]] ||
    fail "rank $rank reports '$line'" "$(< "$id.out")"
done

# Shared nodes: no masks, but each task has its own GCD of those that the job got.
berth job script --site ./site.yaml --partition small-g --gpus-per-node 2 --time 10 \
  --account $ACCOUNT --image ./$image --output "$WORK/%j.out" --submit -- bash -c "$report"
exits 0
complains B05
id=${out##* }
wait_for_job "$id"
equals "state" "$state" COMPLETED
equals "GCDs" "$(grep -o 'gcd=[0-9,]*' "$id.out" | sort | tr '\n' ' ')" "gcd=0 gcd=1 "

# A job that Slurm refuses: its words reach the user, and the exit code says so.
berth job script --site ./site.yaml --partition standard-g --nodes 1000 --time 10 \
  --account $ACCOUNT --image ./$image --submit -- true
exits 4
complains R03 "sbatch"
# Without sbatch at all.
PATH=/nowhere berth job script --site ./site.yaml --partition standard-g --time 10 \
  --account $ACCOUNT --image ./$image --submit -- true
exits 3
complains R02
finish
