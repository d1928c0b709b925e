# Sourced behind lib.sh by the tests of VNC sessions.
# Slurm's tasks get a library in front of all others, which gcc's sanitizer does not like.
mkdir -p host/{slurmd,cray,scratch} && touch host/libcxi.so.1
cat > site.yaml << END
extends: demo
bind-presets:
  slurm: {binds: "$WORK/host/slurmd:/var/spool/slurmd"}
  cray: {binds: "$WORK/host/cray:/opt/cray"}
  cxi: {binds: "$WORK/host/libcxi.so.1:/usr/lib64/libcxi.so.1"}
  user-filesystems: {binds: ["$WORK/host/scratch:/scratch"]}
END
export BERTH_SITE=$WORK/site.yaml ASAN_OPTIONS=verify_asan_link_order=0 SBATCH_ACCOUNT=$ACCOUNT
small=(--memory 1G --cores 1 --time 10)
state_folder=$HOME/.local/state/berth/vnc

# session_files: the names of the newest session's files.
session_files() {
  find "$state_folder/$id" -mindepth 1 -printf '%f\n' | sort | tr '\n' ' '
}

# hidden WORD: no process tells it in its command line or environment, and no file that others may read
# or that is kept has it.
hidden() {
  local process found
  checks=$((checks + 1))
  [ ${#1} = 8 ] || { fail "no password to look for: '$1'"; return; }
  for process in /proc/[0-9]*; do
    [ "$process" != "/proc/$$" ] && [ "$process" != "/proc/$BASHPID" ] || continue
    for found in "$process/cmdline" "$process/environ"; do
      ! tr '\0' '\n' 2> /dev/null < "$found" | grep -qF -- "$1" ||
        fail "$found has the password" "$(tr '\0' ' ' < "$process/cmdline")"
    done
  done
  found=$(grep -rlF -- "$1" "$HOME" "$SLURM" 2> /dev/null |
    grep -vE '/(password|start\.log)$')
  [ -z "$found" ] || fail "the password is in a file" "$found"
  # Only the owner may look into the session.
  equals "folder's mode" "$(stat -c %a "$state_folder/$id")" 700
  equals "files for others" "$(find "$state_folder/$id" -type f -perm /077)" ""
}

# server_of JOB: the process of the server in that job.
server_of() {
  local process
  for process in /proc/[0-9]*; do
    [ "$(cat "$process/comm" 2> /dev/null)" = Xtigervnc ] || continue
    ! tr '\0' '\n' 2> /dev/null < "$process/environ" | grep -qx "SLURM_CONF=$SLURM_CONF" ||
      ! tr '\0' '\n' 2> /dev/null < "$process/environ" | grep -qx "SLURM_JOB_ID=$1" || echo "${process#/proc/}"
  done
}


# berth_id: the newest session.
berth_id() {
  ls "$state_folder" | tail -n 1
}

# wait_until TENTHS COMMAND...: until it is true; false when it never is.
wait_until() {
  local i tenths=$1
  shift
  for ((i = 0; i < tenths; i++)); do
    "$@" && return 0
    sleep 0.1
  done
  return 1
}
listens() { [ -n "$(ss -Hltn "sport = :$1")" ]; }
is_closed() { ! listens "$1"; }
is_gone() { [ ! -e "$1" ]; }

# free_port: one on which nobody listens, below those that the kernel gives away.
free_port() {
  local port
  while :; do
    port=$((12000 + RANDOM % 18000))
    listens "$port" || break
  done
  echo "$port"
}

# start_ssh: a real sshd, "there", whose commands see the same sessions and the same Slurm.
start_ssh() {
  SSH_FOLDER=$(mktemp -d /tmp/berth-e2e-ssh-XXXXXX)
  trap '"$SOURCE/tests/ssh/stop" "$SSH_FOLDER"; "$SOURCE/tests/slurm/stop" "$SLURM"; rm -rf "$WORK"' EXIT
  BERTH_SSHD_ENV="XDG_STATE_HOME=$HOME/.local/state BERTH_SITE=$BERTH_SITE SLURM_CONF=$SLURM_CONF \
ASAN_OPTIONS=$ASAN_OPTIONS" "$SOURCE/tests/ssh/start" "$SSH_FOLDER" > /dev/null ||
    { echo "FAIL sshd does not start" >&2; exit 1; }
}
