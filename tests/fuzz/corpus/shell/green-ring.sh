#!/bin/bash
#SBATCH --account=project_465000001
#SBATCH --partition=standard-g
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=8
#SBATCH --gpus-per-node=8
#SBATCH --time=10:00

cat << EOF > select_gpu_$SLURM_JOB_ID
#!/bin/bash
GPU_ORDER=(0 1 3 2 4 5 7 6)
export ROCR_VISIBLE_DEVICES=\${GPU_ORDER[\$SLURM_LOCALID]}
exec "\$@"
EOF
chmod +x ./select_gpu_$SLURM_JOB_ID

mask=fe
CPU_BIND="mask_cpu:0x${mask}000000000000,0x${mask}00000000000000,0x${mask}000000,0x${mask}0000"
CPU_BIND="${CPU_BIND},0x${mask},0x${mask}00,0x${mask}0000000000,0x${mask}00000000"

export MPICH_GPU_SUPPORT_ENABLED=1
srun --cpu-bind=${CPU_BIND} ./select_gpu_$SLURM_JOB_ID ./program --steps 100
rm -f ./select_gpu_$SLURM_JOB_ID
