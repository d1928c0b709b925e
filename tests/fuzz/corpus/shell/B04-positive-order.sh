#!/bin/bash
#SBATCH --account=project_465000001
#SBATCH --partition=standard-g
#SBATCH --nodes=1
#SBATCH --ntasks-per-node=8
#SBATCH --gpus-per-node=8
#SBATCH --time=10
# expect: B04:22
cat > select_gpu <<'END'
#!/bin/bash
GPU_ORDER=(4 5 2 3 6 7 0 1)
export ROCR_VISIBLE_DEVICES=${GPU_ORDER[$SLURM_LOCALID]}
exec "$@"
END
chmod +x select_gpu
masks=
for shift in 48 56 16 24 0 8 32 40; do
  masks=$masks${masks:+,}$(printf '0x%x' $((0xfe << shift)))
done
# What printf writes is not known; the same list by hand is.
srun --cpu-bind=mask_cpu:$masks ./select_gpu ./program
srun --cpu-bind=map_cpu:49,57,17,25,1,9,33,41 ./select_gpu ./program
