#!/bin/bash
#SBATCH --account=project_465000001
#SBATCH --partition=small
#SBATCH --nodes=1
#SBATCH --time=10
if [ -f data ]; then
  srun ./program
fi
echo $((1 + (2))) $( (echo a) | cat)
case $1 in (a) echo ;; b | c) echo ;; esac
