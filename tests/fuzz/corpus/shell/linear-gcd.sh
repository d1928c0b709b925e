#!/bin/bash -e
#SBATCH --account=project_<number of your project>
#SBATCH --partition=standard-g
#SBATCH --nodes=4
#SBATCH --gpus-per-node=8
#SBATCH --tasks-per-node=8
#SBATCH --mem=480G
#SBATCH --time=00:15:00
#SBATCH --output="output_%x_%j.txt"

# The container and its runscripts come with a module.
module load LUMI/25.03 partition/container
module load PyTorch/2.7.1-rocm-6.2.4-python-3.12-singularity-20250827

# Seven cores of each CCD, in the order of the GCDs.
c=fe
MASKS="0x${c}000000000000,0x${c}00000000000000,0x${c}0000,0x${c}000000,0x${c},0x${c}00,0x${c}00000000,0x${c}0000000000"

cd mnist
srun --cpu-bind=mask_cpu:$MASKS \
  singularity exec $SIFPYTORCH \
    conda-python-distributed -u train_ddp.py --gpu --modelpath model
