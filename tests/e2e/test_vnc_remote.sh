# A desktop from the laptop: another home, a real sshd in between, a real Slurm behind it, and nothing of
# Berth on the far side. What breaks in between is said, and nothing is left behind.
export BERTH_SLURM_C=2 BERTH_SLURM_G=1
. "$SOURCE/tests/e2e/lib.sh" || exit 1
SSHD=$(mktemp -d /tmp/berth-sshd-XXXXXX) CODES=$(mktemp -d /tmp/berth-sshd-XXXXXX)
trap 'end_all; "$SOURCE/tests/ssh/stop" "$SSHD"; "$SOURCE/tests/ssh/stop" "$CODES"; "$SOURCE/tests/slurm/stop" "$SLURM"; rm -rf "$WORK"' EXIT
# Slurm's tasks get a library in front of all others, which gcc's sanitizer does not like.
export ASAN_OPTIONS=verify_asan_link_order=0
BERTH_SSHD_ENV="SLURM_CONF=$SLURM_CONF SBATCH_HINT=nomultithread SLURM_HINT=nomultithread PATH=$PATH ASAN_OPTIONS=$ASAN_OPTIONS" \
  "$SOURCE/tests/ssh/start" "$SSHD" > /dev/null || { echo "FAIL sshd does not start" >&2; exit 1; }
far_home=$SSHD/home state_folder=$SSHD/home/.local/state/berth/vnc
mkdir -p host/{slurmd,cray,scratch} run && touch host/libcxi.so.1
cat > site.yaml << END
extends: demo
bind-presets:
  slurm: {binds: "$WORK/host/slurmd:/var/spool/slurmd"}
  cray: {binds: "$WORK/host/cray:/opt/cray"}
  cxi: {binds: "$WORK/host/libcxi.so.1:/usr/lib64/libcxi.so.1"}
  user-filesystems: {binds: ["$WORK/host/scratch:/scratch"]}
END
export BERTH_SITE=$WORK/site.yaml XDG_RUNTIME_DIR=$WORK/run
slurm_conf=$SLURM_CONF
# The laptop knows of no Slurm.
unset SLURM_CONF
small=(-F "$SSHD/config" --account "$ACCOUNT" --cores 1)
ssh=(-F "$SSHD/config")

# far COMMAND...: runs it as somebody who has logged in over there.
far() { (cd / && HOME=$far_home SLURM_CONF=$slurm_conf XDG_RUNTIME_DIR='' "$@"); }

# What runs in the background; each ends with the test.
pids=()
end_all() {
  end_children "${pids[@]}"
  # Jobs of a test that was broken off outlive their Slurm.
  [ -z "$(far timeout 10 squeue --me -h 2> /dev/null)" ] || { far timeout 10 scancel --me; sleep 3; }
}

# until_true COMMAND...: waits until it succeeds, at most a minute.
until_true() {
  local i
  for ((i = 0; i < 600; i++)); do "$@" > /dev/null 2>&1 && return; sleep 0.1; done
  fail "in vain: $*"
}

# background NAME WORDS...: runs berth; its output is in NAME.out and NAME.err, its process in $pid.
background() {
  local name=$1
  shift
  : > "$name.out"
  "$BERTH" "$@" > "$name.out" 2> "$name.err" &
  pid=$!
  pids+=("$pid")
}

# ended NAME PID STATUS TEXT...: waits for its end; its messages have the texts.
ended() {
  local name=$1 text code
  wait "$2"
  code=$?
  ran="berth in the background, $name"
  equals "exit code of $name" "$code" "$3"
  shift 3
  for text in "$@"; do
    checks=$((checks + 1))
    grep -qF -- "$text" "$name.err" || fail "$ran: no '$text'" "$(cat "$name.err")"
  done
  ! grep -q Sanitizer "$name.err" || fail "$ran: a sanitizer spoke" "$(cat "$name.err")"
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
  found=$(grep -rlF -- "$1" "$WORK" "$SSHD" "$SLURM" 2> /dev/null | grep -v '/password$')
  [ -z "$found" ] || fail "the password is in a file" "$found"
  equals "files for others" "$(find "$WORK/run" "$state_folder" -type f -perm /077)" ""
}

# start NAME OPTIONS...: a session over there, its id in $id and its job in $job.
start() {
  berth vnc start --on there "${small[@]}" --memory 1G --wait 120 --json "$@"
  exits 0
  equals "state" "$(json .state)" ready
  id=$(json .id) job=$(json .job)
  [ "$(json .state)" = ready ] || { cat "$state_folder"/*/log; finish; }
}

# connect PORT: a viewer that only holds its connection until the server ends it; then it is written down.
cat > viewer.py << 'END'
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.settimeout(120)
greeting = s.recv(12, socket.MSG_WAITALL)
open(sys.argv[2], "wb").write(greeting)
try:
    while s.recv(4096):
        pass
except OSError:
    pass
open(sys.argv[2] + ".end", "w")
END
connect() { python3 viewer.py "$1" "$2" & pids+=($!); until_true grep -q "RFB 003.008" "$2"; }
port_of() { until_true grep -q . "$1.out"; port=$(sed -n 's/^localhost:://p' "$1.out"); }

# Nothing is there, and looking makes nothing.
berth vnc list there: "${ssh[@]}"
exits 0
says "no sessions; 'berth vnc start --on there'"
berth vnc info there:last "${ssh[@]}"
exits 1
complains V20
berth vnc start --on there "${small[@]}" --show
exits 0
says "ssh there 'sh -s'"
says "#SBATCH --account=$ACCOUNT"
equals "no folder" "$(ls "$state_folder" 2> /dev/null)" ""
# Places that are none.
for place in "-x:last" "there:../x" "a b:last" "there:\$(id)"; do
  berth vnc info "${ssh[@]}" -- "$place"
  exits 2
  complains V49
done
for command in "list there:last" "stop there:" "forget there:"; do
  # shellcheck disable=SC2086
  berth vnc $command "${ssh[@]}"
  exits 2
  complains V49
done

# A session that its time limit ends, while the rest goes on.
start --time 1
short=$id
background short vnc open "there:$short" "${ssh[@]}" --no-viewer
short_pid=$pid
port_of short
connect "$port" short.greeting

# From start to end. The login prints things of its own.
cat > "$far_home/.bashrc" << 'END'
echo 'Welcome!'
printf 'berth-answer/1 and no line end'
END
start --time 10 --geometry 800x600 --app 'exec xclock'
first=$id first_job=$job
equals "folder's mode" "$(stat -c %a "$state_folder/$first")" 700
equals "nothing on the laptop" "$(find "$HOME" "$WORK/run" -mindepth 1)" ""
equals "job is named" "$(far squeue -h -j "$job" -o %j)" berth-vnc
word=$(< "$state_folder/$first/password")
never_says "$word"
# Who logs in there sees the same session, and stops what was started from here; and the other way.
far "$BERTH" vnc list --json > far.json
equals "seen from there" "$(jq -r --arg id "$first" '.sessions[] | select(.id == $id).state' far.json)" ready
far "$BERTH" vnc start --account "$ACCOUNT" --memory 1G --cores 1 --time 10 --listen node --wait 120 --json > far.json
second=$(jq -r .id far.json)
equals "state of what was started there" "$(jq -r .state far.json)" ready
berth vnc list there: "${ssh[@]}" --json
exits 0
equals "all three" "$(json '[.sessions[] | select(.state == "ready").id] | join(" ")')" "$second $first $short"
equals "two on one node" "$(json '[.sessions[].endpoint.node] | unique | length < 3')" true

# One is asked, and pictured, through the connection.
berth vnc probe "there:$first" "${ssh[@]}"
exits 0
says "800x600"
says "taken"
berth vnc probe "there:$second" "${ssh[@]}"
exits 0
says "1280x800"
berth vnc shot "there:$first" "${ssh[@]}" -o picture.png
exits 0
"$SOURCE/tests/support/png-colors" picture.png > colors
equals "size" "$(head -n 1 colors)" "800 600"
berth vnc shot "there:$first" "${ssh[@]}" --text --columns 40 --colors none
exits 0
berth vnc info "there:$first" "${ssh[@]}"
exits 0
never_says "$word"
berth vnc info "there:$first" "${ssh[@]}" --password --json
equals "password" "$(json .password)" "$word"

# One more program on its screen, which the picture shows; one that cannot be is told at once.
berth vnc run "there:$first" "${ssh[@]}" -- xclock -bg '#0000ff' -fg '#0000ff' -hd '#0000ff' -hl '#0000ff' -geometry 700x500+20+20
exits 0
says "$state_folder/$first/run-1.log at there"
blue() {
  berth vnc shot "there:$first" "${ssh[@]}" -o picture.png --force
  "$SOURCE/tests/support/png-colors" picture.png | awk '$1 == "0000ff" && $2 > 100000 { found = 1 } END { exit !found }'
}
until_true blue
berth vnc run "there:$first" "${ssh[@]}" --json -- sh -c 'echo no such model >&2; exit 4'
exits 4
equals "what is wrong" "$(json '.diagnostics[0].id')" R03
says "ends with exit code 4: "
says "no such model"
equals "where it is" "$(json .log)" "$state_folder/$first/run-2.log"
berth vnc run "there:$first" "${ssh[@]}" --image viewer.sif -- viewer
exits 2
complains V31
berth vnc run "there:$first" "${ssh[@]}" --show -- xterm
exits 0
says "ssh there 'sh -s'"
berth vnc run "there:nothing" "${ssh[@]}" -- xterm
exits 1
complains V20

# Opened: the viewer gets the password by a file; nobody else gets it.
cat > viewer.sh << 'END'
stat -c '%n %a' "$BERTH_VNC_PASSWD" "$BERTH_VNC_PASSWORD_FILE" "${BERTH_VNC_PASSWD%/*}" > modes
touch is-open
while [ ! -e may-go ]; do sleep 0.1; done
exec "$BERTH" vnc "$1" --password-stdin "127.0.0.1::$BERTH_VNC_PORT" $2 < "$BERTH_VNC_PASSWORD_FILE"
END
export BERTH
background open vnc open "there:$first" "${ssh[@]}" --viewer 'bash viewer.sh probe "" # $BERTH_VNC_PORT'
until_true test -e is-open
hidden "$word"
equals "modes" "$(awk '{ print $2 }' modes | tr '\n' ' ')" "600 600 700 "
touch may-go
ended open "$pid" 0 "python3, as a step in job $first_job" "800x600" "taken" "the viewer has ended"
equals "files of the viewer" "$(find "$WORK/run" -mindepth 1)" ""
cat > type.py << 'END'
import os, pty, select, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
seen = b""
try:
    while True:
        # What is typed before a program has turned its echo off is thrown away.
        if select.select([terminal], [], [], 0.3)[0]:
            piece = os.read(terminal, 4096)
            if not piece:
                break
            seen += piece
        elif seen.rstrip().endswith(b":"):
            os.write(terminal, open(sys.argv[1], "rb").read())
            seen = b""
except OSError:
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
# Any viewer: one of other people, which reads the password from a terminal.
berth vnc open "there:$first" "${ssh[@]}" --viewer \
  'python3 type.py "$BERTH_VNC_PASSWORD_FILE" gvnccapture "localhost:$((BERTH_VNC_PORT - 5900))" other.png'
exits 0
equals "size" "$(python3 -c "import struct; print(*struct.unpack('>II', open('other.png', 'rb').read()[16:24]))")" "800 600"
# On the login node itself there is no ssh, and the relay is the same.
far env BERTH="$BERTH" XDG_RUNTIME_DIR="$WORK/run" "$BERTH" vnc open "$first" --viewer \
  '"$BERTH" vnc probe --password-stdin "127.0.0.1::$BERTH_VNC_PORT" < "$BERTH_VNC_PASSWORD_FILE"' 2> far.err
equals "exit code on the login node" $? 0
grep -q 800x600 far.err || fail "no viewer on the login node" "$(cat far.err)"
equals "files of the viewer" "$(find "$WORK/run" -mindepth 1)" ""
# The server on the cluster network needs no relay.
berth vnc open "there:$second" "${ssh[@]}" --viewer 'bash viewer.sh probe "" # $BERTH_VNC_PORT'
exits 0
[[ $err == *"the way is a forward"*"1280x800"* ]] || fail "$ran: no forward" "$err"
# The wrong password is the viewer's matter, and said.
berth vnc open "there:$first" "${ssh[@]}" --viewer \
  'echo wrongone | "$BERTH" vnc probe --password-stdin "127.0.0.1::$BERTH_VNC_PORT"'
exits 1
complains V47 "V25"
berth vnc open "there:$first" "${ssh[@]}" --viewer no-such-viewer
exits 1
complains V47
# ^C ends the way and leaves the session.
background cancelled vnc open "there:$first" "${ssh[@]}" --no-viewer
port_of cancelled
kill -INT "$pid"
ended cancelled "$pid" 130 "R06"
equals "still there" "$(far squeue -h -j "$first_job" -o %T)" RUNNING

# A login node that asks for a code besides the key: once for all that is done there, and nobody sees it.
if [ "$(id -u)" = 0 ]; then
  BERTH_SSHD_CODE=kode-7r4w BERTH_SSHD_OPTIONS="SetEnv HOME=$far_home SLURM_CONF=$slurm_conf PATH=$PATH ASAN_OPTIONS=$ASAN_OPTIONS" \
    "$SOURCE/tests/ssh/start" "$CODES" > /dev/null || fail "no sshd that asks for codes"
  asked=("$SOURCE/tests/support/type-secret" kode-7r4w "$BERTH" vnc)
  "${asked[@]}" open "there:$first" -F "$CODES/config" --no-viewer > code.out
  grep -q '^localhost::' code.out || fail "no way behind a code" "$(cat code.out)"
  equals "asked once" "$(grep -c 'Password' code.out)" 1
  "${asked[@]}" open "there:$first" -F "$CODES/config" \
    --viewer '"$BERTH" vnc probe --password-stdin "127.0.0.1::$BERTH_VNC_PORT" < "$BERTH_VNC_PASSWORD_FILE"' > code.out
  grep -q 800x600 code.out || fail "no viewer behind a code" "$(cat code.out)"
  "${asked[@]}" list there: -F "$CODES/config" --json > code.out
  grep -q "\"$first\"" code.out || fail "no list behind a code" "$(cat code.out)"
  ! grep -nE "kode-7r4w|LEAK" code.out > seen || fail "the code was seen" "$(cat seen)"
  "$SOURCE/tests/support/type-secret" 111111 "$BERTH" vnc list there: -F "$CODES/config" > code.out
  grep -q H06 code.out || fail "a wrong code says nothing" "$(cat code.out)"
  berth vnc open "there:$first" -F "$CODES/config" --no-viewer < /dev/null
  exits 4
  complains H06 "on a terminal"
  "$SOURCE/tests/ssh/stop" "$CODES"
fi

# The login node goes away in the middle, and comes back: the way does, too.
background away vnc open "there:$first" "${ssh[@]}" --no-viewer
away_pid=$pid
port_of away
away_port=$port
connect "$away_port" before.greeting
"$SOURCE/tests/ssh/stop" "$SSHD" --keep
until_true grep -q "lost the connection" away.err
until_true test -e before.greeting.end
BERTH_SSHD_ENV="SLURM_CONF=$slurm_conf SBATCH_HINT=nomultithread SLURM_HINT=nomultithread PATH=$PATH ASAN_OPTIONS=$ASAN_OPTIONS" \
  "$SOURCE/tests/ssh/start" "$SSHD" > /dev/null
until_true grep -q "connected again" away.err
connect "$away_port" after.greeting
# Its job is cancelled while somebody looks at it.
far scancel "$first_job"
ended away "$away_pid" 1 "V48" "CANCELLED"
until_true test -e after.greeting.end
berth vnc info "there:$first" "${ssh[@]}" --json
exits 0
equals "state" "$(json .state)" ended
equals "what is left" "$(ls --ignore "run-*" "$state_folder/$first" | tr "\n" " ")" "asked.json job job.sh log owner "
berth vnc open "there:$first" "${ssh[@]}"
exits 1
complains V22 "CANCELLED"

# Ended from here.
berth vnc forget "there:$second" "${ssh[@]}"
exits 1
complains V30
berth vnc stop "there:$second" "${ssh[@]}"
exits 0
says "is stopped"
berth vnc stop "there:$second" "${ssh[@]}"
exits 0
says "has ended already"
equals "what is left" "$(ls "$state_folder/$second" | tr '\n' ' ')" "asked.json job job.sh log owner "
berth vnc forget "there:$first" "there:$second" "${ssh[@]}"
exits 0

# A browser's way, to a proxy that only its node reaches.
start --time 10 --listen loopback --browser yes
background browser vnc open "there:$id" "${ssh[@]}" --browser
until_true grep -q . browser.out
python3 -c "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=60).read().decode())" \
  "$(< browser.out)" > page.html 2> page.err
grep -qi novnc page.html || fail "no page for browsers" "$(cat browser.out browser.err page.err)"
kill -INT "$pid"
ended browser "$pid" 130 "R06"
berth vnc stop "there:$id" "${ssh[@]}"
berth vnc forget "there:$id" "${ssh[@]}"
exits 0
berth vnc start --on there "${small[@]}" --browser yes --listen socket --here
exits 2
complains V31 "--here"

# A job that waits: why is said, and there is no session to be had.
far scontrol update partitionname=largemem state=down
berth vnc start --on there "${small[@]}" --memory 1G --partition largemem --time 10 --json
exits 0
id=$(json .id) job=$(json .job)
berth vnc open "there:$id" "${ssh[@]}" --wait 3
exits 6
complains V27
[[ $err == *"waiting: job $job is queued (PartitionDown"* ]] || fail "$ran: does not say why" "$err"
berth vnc stop "there:$id" "${ssh[@]}"
berth vnc forget "there:$id" "${ssh[@]}"
exits 0
# What Slurm refuses leaves nothing.
berth vnc start --on there "${small[@]}" --partition nowhere
exits 4
complains R03 "sbatch"

# Folders that are not the user's alone.
mkdir precious && echo mine > precious/password && cp "$state_folder/$short/asked.json" precious/
ln -s "$WORK/precious" "$state_folder/20990101-000000-aaaa"
berth vnc list there: "${ssh[@]}"
exits 0
complains V42 "is passed over"
berth vnc stop there:20990101 "${ssh[@]}"
exits 1
equals "foreign file" "$(< precious/password)" mine
rm "$state_folder/20990101-000000-aaaa"

# The time limit of the first one has come by now, or comes.
ended short "$short_pid" 1 "V48" "TIMEOUT"
berth vnc list there: "${ssh[@]}" --json
equals "ended" "$(json '.sessions[0].state')" ended
berth vnc forget "there:$short" "${ssh[@]}"
exits 0
equals "nothing is left" "$(ls "$state_folder")" ""

# The whole folder of sessions is a link: nothing is written there.
rmdir "$state_folder" && mkdir elsewhere && ln -s "$WORK/elsewhere" "$state_folder"
for command in "list there:" "start --on there"; do
  # shellcheck disable=SC2086
  berth vnc $command "${ssh[@]}"
  exits 1
  complains V42
done
equals "elsewhere" "$(ls elsewhere)" ""
rm "$state_folder"
# A disk that is full: nothing is submitted, and nothing stays.
mkdir "$state_folder"
if mount -t tmpfs -o size=8k,mode=700 none "$state_folder" 2> /dev/null; then
  berth vnc start --on there "${small[@]}" --time 10
  exits 5
  complains V43 "No space left"
  equals "nothing stays" "$(ls "$state_folder")" ""
  umount "$state_folder"
else
  echo "no full disk: nothing can be mounted here" >&2
fi
equals "no job" "$(far squeue -h)" ""

# Logins that do not answer.
echo 'exit 0' > "$far_home/.bashrc"
berth vnc list there: "${ssh[@]}"
exits 4
complains V40
echo 'head -c 9000000 /dev/zero | tr "\0" x' > "$far_home/.bashrc"
berth vnc list there: "${ssh[@]}"
exits 4
complains V41 "more than is read"
echo 'PATH=/nonexistent:/usr/bin/nothing' > "$far_home/.bashrc"
berth vnc list there: "${ssh[@]}"
[ "$status" != 0 ] || fail "$ran: a login without programs"
plain
rm "$far_home/.bashrc"
# Hosts that are none.
berth vnc list nowhere.invalid: "${ssh[@]}"
exits 4
complains H02
: > "$SSHD/known_hosts"
berth vnc list there: "${ssh[@]}" < /dev/null
exits 4
complains H05
plain
finish
