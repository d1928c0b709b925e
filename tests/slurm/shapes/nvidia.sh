# A small NVIDIA cluster: two sockets with one L3 cache each, one thread on a core, four GPUs, no core
# kept for the system, partitions that jobs share.
cluster=nvidia
gpu_node="package:2 [numa(memory=240GB)] l3:1(size=64MB) core:24 pu:1"

kind G "${BERTH_SLURM_G:-2}" node001 127.0.70 48 "$gpu_node" \
  "Boards=1 SocketsPerBoard=2 CoresPerSocket=24 ThreadsPerCore=1 RealMemory=491520 Gres=gpu:a100:4"
kind C "${BERTH_SLURM_C:-2}" node101 127.0.80 48 "$gpu_node" \
  "Boards=1 SocketsPerBoard=2 CoresPerSocket=24 ThreadsPerCore=1 RealMemory=245760"
gpus G a100 nvidia_gpu_env 0-23:2 24-47:2

options="DefMemPerCPU=4096"
partitions="gpu Nodes=@G Default=YES MaxTime=2-00:00:00 MaxNodes=4 OverSubscribe=NO
gpu-whole Nodes=@G MaxTime=1-00:00:00 MaxNodes=4 OverSubscribe=EXCLUSIVE
cpu       Nodes=@C MaxTime=3-00:00:00 MaxNodes=2 OverSubscribe=NO"
environment=
