# The shape of Frontier: GPU nodes only, in a partition that is the default one. What jobs of which size may
# run how long is a policy beyond slurm.conf, and is not here.
cluster=frontier
gpu_nodes=${BERTH_SLURM_G:-3}

pairs() { for ((i = 0; i < $1; i++)); do printf '%s%d,%d' "${2:-}" "$i" $((i + $1)); set -- "$1" ,; done; }
gpu_node="package:1 group:4 [numa(memory=128GB)] l3:2(size=32MB) core:8 pu:2(indexes=$(pairs 64))"
reserved=
for core in 0 8 16 24 32 40 48 56; do reserved=$reserved,$((2 * core)),$((2 * core + 1)); done

kind G "$gpu_nodes" frontier00001 127.0.60 128 "$gpu_node" \
  "Boards=1 SocketsPerBoard=1 CoresPerSocket=64 ThreadsPerCore=2 RealMemory=512000 Gres=gpu:8 CpuSpecList=${reserved#,}"
gpus G "" amd_gpu_env 48-63:2 16-31:2 0-15:2 32-47:2

options=
partitions="batch Nodes=@G Default=YES MaxTime=12:00:00 MaxNodes=9472 OverSubscribe=EXCLUSIVE
extended  Nodes=@G MaxTime=1-00:00:00 MaxNodes=64 OverSubscribe=EXCLUSIVE"
environment="export SBATCH_THREADS_PER_CORE=1 SLURM_THREADS_PER_CORE=1"
