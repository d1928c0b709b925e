# What goes wrong with sessions: full disks, dead nodes, jobs that are cancelled or out of time, folders
# and files of others. Nobody hangs, nothing is left, and the words say what has happened.
export BERTH_SLURM_C=1 BERTH_SLURM_G=1
. "$SOURCE/tests/e2e/lib.sh" || exit 1
. "$SOURCE/tests/e2e/vnc.sh" || exit 1

# has_ended ID
has_ended() {
  berth vnc info "$1"
  [[ $out == *"state        ended"* ]]
}
# servers FOLDER: the servers whose session lies below that folder.
servers() {
  pgrep -f "rfbauth $1/" || true
}

# Two on one node, which is told apart by the display and nothing else; one runs into its time limit, which
# takes Slurm a minute or two.
berth vnc start --memory 1G --cores 1 --time 1 --wait 120 --json
exits 0
limited=$(json .id) limited_job=$(json .job) display=$(json .endpoint.display) node=$(json .endpoint.node)
limited_word=$(< "$state_folder/$limited/password")
berth vnc start "${small[@]}" --wait 120 --json
exits 0
id=$(json .id) job=$(json .job)
equals "node" "$(json .endpoint.node)" "$node"
[ "$(json .endpoint.display)" != "$display" ] || fail "two servers have one display"
display=$(json .endpoint.display)

# One more program, as a step of the job that has the display and the image's own environment.
"$SOURCE/tests/support/make-image" viewer.sif xclock
# shellcheck disable=SC2016
berth vnc run "$id" --image viewer.sif -- sh -c 'echo "$SLURM_JOB_ID $SLURM_STEP_ID $DISPLAY $FROM_IMAGE"; exec xclock'
exits 0
read -r step_job step step_display image < "$state_folder/$id/run-1.log"
equals "job, display, image" "$step_job $step_display $image" "$job :$display yes"
[[ $step =~ ^[0-9]+$ ]] || fail "it is no step" "$step"
read -r clock _ < "$state_folder/$id/run-1.state"
equals "it runs" "$(cat "/proc/$clock/comm")" xclock
berth vnc run "$id" -- sh -c 'echo no licence >&2; exit 9'
exits 4
complains R03 "exit code 9" "run-2.log"
# A password that is not the server's any more.
cp "$state_folder/$id/password" word
echo wrongone > "$state_folder/$id/password"
berth vnc info "$id"
says "lost"
says "password"
berth vnc probe "$id"
exits 1
complains V25
cp word "$state_folder/$id/password"
berth vnc probe "$id"
exits 0

# Cancelled by somebody else than Berth.
scancel "$job"
wait_until 600 has_ended "$id" || fail "a cancelled job" "$out"
equals "files" "$(find "$state_folder/$id" -mindepth 1 -not -name 'run-*' -printf '%f\n' | sort | tr '\n' ' ')" \
  "asked.json job job.sh log owner "
wait_until 300 is_gone "/proc/$clock" || fail "the step outlives its job"
hidden "$(< word)"
rm word
berth vnc forget "$id"
exits 0

# What others have put in place of ours.
berth vnc start --here --geometry 400x300 --wait 60 --json
exits 0
id=$(json .id) folder=$state_folder/$id
victim=$WORK/victim && mkdir "$victim" && cp "$folder/asked.json" "$victim/"
cp "$folder/endpoint" kept
for trick in fifo folder link garbage empty; do
  rm -rf "$folder/endpoint"
  case $trick in
    fifo) mkfifo "$folder/endpoint" ;;
    folder) mkdir "$folder/endpoint" ;;
    link) ln -s /dev/zero "$folder/endpoint" ;;
    # shellcheck disable=SC2016
    garbage) printf 'node $(touch x)\nhost -oProxyCommand=x\nsocket /etc/passwd\n' > "$folder/endpoint" ;;
    empty) : > "$folder/endpoint" ;;
  esac
  berth vnc info "$id"
  exits 0
  says "starting"
  berth vnc probe "$id"
  exits 1
  complains V22
  berth vnc run "$id" -- true
  exits 1
  complains V22
done
rm -rf "$folder/endpoint"
cp kept "$folder/endpoint"
berth vnc probe "$id"
exits 0
berth vnc stop "$id"
exits 0
for trick in link open; do
  strange=$state_folder/20260101-000000-aaaa
  if [ $trick = link ]; then ln -s "$victim" "$strange"; else mkdir -m 755 "$strange" && cp "$victim/asked.json" "$strange"; fi
  berth vnc list
  complains V64 "20260101-000000-aaaa"
  says "$id"
  for command in info probe stop forget relay; do
    berth vnc $command 20260101
    exits 1
    complains V64 "ls -ld"
  done
  [ -e "$victim/asked.json" ] || fail "a link is followed"
  rm -rf "$strange"
done
rm -f "$folder/asked.json"
mkfifo "$folder/asked.json"
berth vnc list
complains V21
rm -rf "$folder"

# The folder for the relay in /tmp, when somebody else was there first. It is that of a user whom nobody
# else is, so that other tests are not disturbed.
berth vnc start --here --geometry 400x300 --wait 60 --json
exits 0
id=$(json .id)
if unshare --user --map-user=54321 true 2> /dev/null; then
  relays=/tmp/berth-vnc-54321
  for trick in link file open; do
    rm -rf "$relays"
    case $trick in
      link) ln -s "$victim" "$relays" ;;
      file) : > "$relays" ;;
      open) mkdir -m 777 "$relays" ;;
    esac
    start=(unshare --user --map-user=54321)
    berth vnc relay "$id" < /dev/null
    start=()
    exits 1
    complains V32 "ls -ld $relays"
    equals "the victim" "$(ls "$victim")" asked.json
  done
  rm -rf "$relays"
else
  echo "no user namespaces here: the folder in /tmp is not tried" >&2
fi
berth vnc stop "$id"
berth vnc forget "$id"
exits 0

# A disk that is full at the first file, the second, and so on, until there is room for all of them: either
# there is a session, or words and nothing else.
if [ "$(id -u)" = 0 ] && mkdir disk && mount -t tmpfs -o size=64k none disk 2> /dev/null; then
  umount disk
  trap 'umount "$WORK/disk" 2> /dev/null; "$SOURCE/tests/slurm/stop" "$SLURM"; rm -rf "$WORK"' EXIT
  ready=0 failed=0
  for limit in nr_inodes={4..17} size={1..12}p; do
    [[ $limit != size* ]] || limit=size=$((4096 * ${limit//[^0-9]/}))
    mount -t tmpfs -o "$limit,mode=700" none disk
    export XDG_STATE_HOME=$WORK/disk
    berth vnc start --here --geometry 400x300 --wait 60 --browser no
    if [ "$status" = 0 ]; then
      ready=$((ready + 1))
      berth vnc probe
      exits 0
      berth vnc stop last
      exits 0
    else
      failed=$((failed + 1))
      [[ $err == *"[F2"* || $err == *"[R0"* || $err == *"[V22]"* ]] || fail "$limit: no word" "$out$err"
    fi
    wait_until 300 test -z "$(servers "$WORK/disk")" || fail "$limit: a server is left" "$(servers "$WORK/disk")"
    equals "$limit: secrets" "$(find disk -name 'passw*' -o -name endpoint -o -name xauthority)" ""
    if [ -n "$(ls -A disk/berth/vnc 2> /dev/null)" ]; then
      berth vnc forget last
      exits 0
    fi
    wait_until 100 umount disk || { fail "$limit: the disk is in use"; finish; exit; }
  done
  unset XDG_STATE_HOME
  [ $ready -gt 1 ] && [ $failed -gt 5 ] || fail "the limits do not work" "$ready $failed"
else
  echo "no file system can be mounted here: full disks are not tried" >&2
fi

# The time limit.
wait_until 1800 has_ended "$limited" || fail "the time limit" "$out"
# While it completes, Slurm tells that in place of the reason.
ran_out() { [[ $(scontrol show job "$limited_job") == *JobState=TIMEOUT* ]]; }
wait_until 600 ran_out || fail "why it has ended" "$(scontrol show job "$limited_job")"
id=$limited
hidden "$limited_word"
berth vnc forget "$limited"
exits 0

# The compute node dies, and the script with it; what it could not remove goes all the same.
berth vnc start "${small[@]}" --wait 120 --json
exits 0
id=$(json .id) job=$(json .job) node=$(json .endpoint.node) private=$(dirname "$(json .endpoint.socket)")
word=$(< "$state_folder/$id/password")
server=$(server_of "$job")
kill -KILL "$(< "$SLURM/run/slurmd-$node.pid")"
# shellcheck disable=SC2046
kill -KILL $(pgrep -f "slurmstepd: \[$job\." || true) $(ps -o pgid= -p "$server" | sed 's/ *\(.*\)/-\1/') "$server" 2> /dev/null
scontrol update "nodename=$node" state=down reason=dead
wait_until 600 has_ended "$id" || fail "a dead node" "$out" "$(scontrol show job "$job")"
equals "files" "$(find "$state_folder/$id" -mindepth 1 -printf '%f\n' | sort | tr '\n' ' ')" \
  "asked.json job job.sh log owner "
hidden "$word"
# On a node of another name than this host's, Berth keeps its hands off /tmp.
rm -rf "$private" "/tmp/.X11-unix/X$(json .endpoint.display)"
berth vnc forget "$id"
exits 0
equals "nothing is left" "$(ls "$state_folder")" ""
finish
