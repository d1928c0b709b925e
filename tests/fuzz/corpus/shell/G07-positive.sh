#!/bin/bash
#SBATCH --account=project_465000001
#SBATCH --partition=standard-g
#SBATCH --nodes=1
#SBATCH --ntasks-per-node=8
#SBATCH --gpus-per-node=8
#SBATCH --time=10
# expect: G07:9 G07:10 G07:13
srun bash -c "export RANK=$SLURM_PROCID; exec python train.py"
srun python train.py --rank $SLURM_PROCID
cat > wrapper.sh <<END
#!/bin/bash
export ROCR_VISIBLE_DEVICES=$SLURM_LOCALID
exec "\$@"
END
chmod +x wrapper.sh
srun ./wrapper.sh python train.py
