# Sourced by the tests that need a real Slurm: starts one on loopback and ends it with the test.
. "$SOURCE/tests/cli/lib.sh" || exit 1
SLURM=$(mktemp -d /tmp/berth-e2e-XXXXXX)
trap '"$SOURCE/tests/slurm/stop" "$SLURM"; rm -rf "$WORK"' EXIT
"$SOURCE/tests/slurm/start" "$SLURM" > /dev/null || { echo "FAIL Slurm does not start" >&2; exit 1; }
. "$SLURM/env.sh"
export PATH=$SOURCE/tests/stand-ins:$PATH
ACCOUNT=project_465000001
# Folders that jobs make in /tmp by the user's name are this test's, and go with its Slurm.
export USER=${SLURM##*/}

# wait_for_job ID: waits until it has ended and leaves $state.
wait_for_job() {
  local i
  for ((i = 0; i < 600; i++)); do
    state=$(timeout 10 squeue -h -t all -j "$1" -o %T)
    case $state in PENDING | RUNNING | COMPLETING | CONFIGURING | "") sleep 0.1 ;; *) return ;; esac
  done
}
