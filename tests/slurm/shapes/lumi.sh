# The shape of LUMI: CPU nodes with 128 cores, GPU nodes with 64 of which eight are reserved, and eight
# GPU dies. BERTH_SLURM_C and BERTH_SLURM_G say how many CPU and GPU nodes (2 and 4).
#
# A shape describes kinds of nodes, one call of `kind` each, and then the partitions; start explains both.
cluster=lumi
cpu_nodes=${BERTH_SLURM_C:-2} gpu_nodes=${BERTH_SLURM_G:-4}

# As hwloc's synthetic topology; the second thread of core n is CPU n + cores.
pairs() { for ((i = 0; i < $1; i++)); do printf '%s%d,%d' "${2:-}" "$i" $((i + $1)); set -- "$1" ,; done; }
gpu_node="package:1 group:4 [numa(memory=128GB)] l3:2(size=32MB) core:8 pu:2(indexes=$(pairs 64))"
cpu_node="package:2 group:4 [numa(memory=32GB)] l3:2(size=32MB) core:8 pu:2(indexes=$(pairs 128))"
# Slurm counts CPUs core by core, two threads each: the first core of every eight is reserved.
reserved=
for core in 0 8 16 24 32 40 48 56; do reserved=$reserved,$((2 * core)),$((2 * core + 1)); done

kind C "$cpu_nodes" nid001000 127.0.10 256 "$cpu_node" \
  "Boards=1 SocketsPerBoard=2 CoresPerSocket=64 ThreadsPerCore=2 RealMemory=229376"
kind G "$gpu_nodes" nid005000 127.0.50 128 "$gpu_node" \
  "Boards=1 SocketsPerBoard=1 CoresPerSocket=64 ThreadsPerCore=2 RealMemory=491520 Gres=gpu:mi250:8 CpuSpecList=${reserved#,}"
kind L 1 nid000101 127.0.1 256 "$cpu_node" \
  "Boards=1 SocketsPerBoard=2 CoresPerSocket=64 ThreadsPerCore=2 RealMemory=4096000"

# GCD 0 and 1 are on NUMA domain 3, 2 and 3 on 1, 4 and 5 on 0, 6 and 7 on 2.
gpus G mi250 amd_gpu_env 48-63:2 16-31:2 0-15:2 32-47:2

options="DefMemPerCPU=896
JobSubmitPlugins=lua"
partitions="standard Nodes=@C MaxTime=2-00:00:00 MaxNodes=512  OverSubscribe=EXCLUSIVE DefMemPerNode=229376
small      Nodes=@C MaxTime=3-00:00:00 MaxNodes=4    OverSubscribe=NO
debug      Nodes=@C MaxTime=00:30:00   MaxNodes=4    OverSubscribe=NO
largemem   Nodes=@L MaxTime=1-00:00:00 MaxNodes=1    OverSubscribe=NO
standard-g Nodes=@G MaxTime=2-00:00:00 MaxNodes=1024 OverSubscribe=EXCLUSIVE DefMemPerNode=491520
small-g    Nodes=@G MaxTime=3-00:00:00 MaxNodes=4    OverSubscribe=NO DefMemPerNode=65536
dev-g      Nodes=@G MaxTime=03:00:00   MaxNodes=32   OverSubscribe=NO DefMemPerNode=65536"

# As on LUMI, a CPU is a core unless a job asks for its hardware threads.
environment="export SBATCH_HINT=nomultithread SALLOC_HINT=nomultithread SLURM_HINT=nomultithread"
