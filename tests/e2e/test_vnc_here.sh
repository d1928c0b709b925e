# Sessions on this host, without a job: they outlive the command, end by themselves or by hand, and leave
# nothing, whoever is killed in the middle.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export PATH=$SOURCE/tests/stand-ins:$PATH
cat > site.yaml << END
extends: demo
bind-presets:
  slurm: {binds: "$WORK/host/slurmd:/var/spool/slurmd"}
  cray: {binds: "$WORK/host/cray:/opt/cray"}
  cxi: {binds: "$WORK/host/libcxi.so.1:/usr/lib64/libcxi.so.1"}
  user-filesystems: {binds: ["$WORK/host/scratch:/scratch"]}
END
mkdir -p host/{slurmd,cray,scratch} && touch host/libcxi.so.1
export BERTH_SITE=$WORK/site.yaml
unset SLURM_JOB_ID
state_folder=$HOME/.local/state/berth/vnc
trap end_all EXIT

# end_all: what a failed test has left running, by the groups that the sessions tell.
end_all() {
  local host pid start file
  for file in "$state_folder"/*/process; do
    [ ! -s "$file" ] || { read -r host pid start < "$file" && kill -KILL -- "-$pid" 2> /dev/null; }
  done
  rm -rf "$WORK"
}

begin() { # OPTION...: a session; leaves $id, $folder, $display, $leader and $server
  berth vnc start --here --geometry 400x300 --wait 60 --json "$@"
  exits 0
  equals "state" "$(json .state)" ready
  [ "$(json .state)" = ready ] || { cat "$state_folder"/*/log; finish; exit; }
  id=$(json .id) display=$(json .endpoint.display)
  folder=$state_folder/$id
  read -r _ leader _ < "$folder/process"
  server=$(pgrep -g "$leader" Xtigervnc) || { fail "no server in group $leader"; finish; exit; }
  private=$(sed -n 's/^folder //p' "$folder/endpoint")
}
until_gone() { # PID...
  local i
  for ((i = 0; i < 600; i++)); do
    [ -n "$(ps -o pid=,state= -p "$1" 2> /dev/null | grep -v Z)" ] || { shift; [ $# -gt 0 ] || return 0; }
    sleep 0.1
  done
  fail "process $1 is still there" "$(ps -o pid,state,args -p "$1")"
}
# clean: nothing of the session is left but its record.
clean() {
  equals "files" "$(find "$folder" -mindepth 1 -not -name 'run-*' -printf '%f\n' | sort | tr '\n' ' ')" \
    "asked.json job.sh log owner "
  equals "lock" "$(ls "/tmp/.X$display-lock" 2> /dev/null)" ""
  # Another program may have the number by now, and listen.
  grep -q "/tmp/.X11-unix/X$display\$" /proc/net/unix ||
    equals "socket" "$(ls "/tmp/.X11-unix/X$display" 2> /dev/null)" ""
  equals "private folder" "$(ls -d "$private" 2> /dev/null)" ""
}

# From the start to the end. It has no controlling terminal and a group of its own, so the end of a login
# does not reach it.
begin --app 'exec xclock -bg red'
equals "no job" "$(json .job)" null
equals "way" "$(json .ways.way)" host
says "-L 59"
says "$private/vnc"
equals "group and session" "$(ps -o pgid=,sess=,tty= -p "$leader" | xargs)" "$leader $leader ?"
berth vnc probe
exits 0
says "400x300"
berth vnc list
says "ready"
berth vnc forget "$id"
exits 1
complains V30
word=$(< "$folder/password")
equals "length of the password" ${#word} 8
for process in /proc/[0-9]*; do
  for file in cmdline environ; do
    [ "$process" = "/proc/$BASHPID" ] || ! tr '\0' '\n' 2> /dev/null < "$process/$file" | grep -qF -- "$word" ||
      fail "$process/$file has the password"
  done
done
equals "files for others" "$(find "$folder" -type f -perm /077)" ""

# One more program, of this host and of an image; what fails at once is told.
berth vnc run last --show -- xclock -bg 'a b'
exits 0
says "xclock -bg 'a b'"
equals "only shown" "$(ls "$folder"/run-* 2> /dev/null)" ""
# shellcheck disable=SC2016
berth vnc run last -- sh -c 'echo "$DISPLAY $1"; exec xclock' sh 'one more'
exits 0
says "run-1.log"
grep -qx ":$display one more" "$folder/run-1.log" || fail "its display and words" "$(cat "$folder/run-1.log")"
read -r clock _ < "$folder/run-1.state"
equals "it runs" "$(cat "/proc/$clock/comm")" xclock
berth vnc run last -- sh -c 'echo no such file >&2; exit 7'
exits 4
complains R03 "exit code 7" "no such file" "run-2.log"
berth vnc run last -- no-such-program
exits 4
complains R03 127
berth vnc run last -- true
exits 0
[[ $err == *"exit code 0"* ]] || fail "the end is not told" "$err"
"$SOURCE/tests/support/make-image" viewer.sif xclock
# shellcheck disable=SC2016
berth vnc run last --image viewer.sif -- sh -c 'echo "$FROM_IMAGE"; exec xclock'
exits 0
grep -qx yes "$folder/run-5.log" || fail "not in the image" "$(cat "$folder/run-5.log")"
berth vnc run last --save again.sh -- sh -c 'exit 5'
exits 0
bash again.sh > /dev/null 2>&1
equals "a script without Berth" $? 5
berth vnc run last
exits 2
complains U05 "--"
berth vnc stop "$id"
exits 0
until_gone "$leader" "$server" "$clock"
clean
berth vnc stop "$id"
says "ended already"
berth vnc run "$id" -- true
exits 1
complains V22
berth vnc forget "$id"
exits 0
equals "nothing is left" "$(ls "$state_folder")" ""

# The server is killed: the session ends, and the lock and the socket go with it.
begin
kill -KILL "$server"
until_gone "$leader"
clean
berth vnc info
says "ended"

# Its script is killed as well, so nobody clears up but Berth; the next session is not disturbed.
first=$id
begin
kill -KILL "$leader"
kill -KILL "$server"
until_gone "$leader" "$server"
[ -S "/tmp/.X11-unix/X$display" ] || fail "a killed server leaves its socket"
second=$id old=$display old_private=$private
begin
third=$id
berth vnc list
says "ended"
id=$second folder=$state_folder/$second private=$old_private
if [ "$display" != "$old" ]; then display=$old; clean; fi
equals "the other's private folder" "$(ls -d "$old_private" 2> /dev/null)" ""
berth vnc probe "$third"
exits 0
berth vnc stop "$third"
exits 0

# The script alone is killed: the server that is left without it is ended.
begin
kill -KILL "$leader"
until_gone "$leader"
kill -0 "$server" || fail "the server has died with its script"
berth vnc stop "$id"
exits 0
until_gone "$server"
clean
berth vnc forget "$first" "$second" "$third" "$id"
exits 0

# A lock goes when its process is dead, and with it the socket; one of a process that lives stays, and so
# does what is no file of ours.
begin
lock=/tmp/.X$display-lock
kill -KILL "$leader" "$server"
until_gone "$leader" "$server"
cp -r "$folder" kept
printf '%10d\n' $$ > "$lock"
berth vnc list
[ -e "$lock" ] && [ -S "/tmp/.X11-unix/X$display" ] || fail "the lock of a process that lives is removed"
rm -f "$lock"
echo 99999999 > victim
ln -s "$WORK/victim" "$lock"
cp kept/* "$folder"
berth vnc list
[ -L "$lock" ] && [ -e victim ] || fail "a link is followed"
rm -f "$lock"
echo 99999999 > "$lock"
cp kept/* "$folder"
berth vnc list
clean
berth vnc forget "$id"
exits 0

# When the time is over.
begin --time 0:03
until_gone "$leader" "$server"
clean
berth vnc forget "$id"

# Another host's session is told as that, and nothing of it is touched.
begin
cp "$folder/process" process
sed -i 's/^[^ ]*/elsewhere/' "$folder/process"
berth vnc info --json
equals "state" "$(json .state)" unknown
says "elsewhere"
berth vnc stop "$id"
exits 1
complains V62 "log in"
berth vnc run "$id" -- true
exits 1
complains V62
cp process "$folder/process"
berth vnc stop "$id"
exits 0

# The server of an image: it needs nothing of the host's. One without a server is told before anything is.
"$SOURCE/tests/support/make-image" server.sif --vnc
begin --server-image server.sif
equals "its root" "$(readlink "/proc/$server/root")" "/mnt/root"
berth vnc probe
exits 0
says "400x300"
berth vnc info
says "server of"
berth vnc stop "$id"
exits 0
until_gone "$leader" "$server"
clean
# TurboVNC takes other options; a stand-in for it refuses what that refuses.
"$SOURCE/tests/support/make-image" turbo.sif --turbovnc
for listen in socket loopback; do
  begin --server-image turbo.sif --listen $listen
  [[ $(readlink "/proc/$server/exe") = */opt/real/Xtigervnc ]] || fail "its program" "$(readlink "/proc/$server/exe")"
  [ $listen != socket ] || equals "socket" "$(stat -c '%F %a' "$private/vnc")" "socket 600"
  berth vnc probe
  exits 0
  berth vnc stop "$id"
  exits 0
  clean
done
berth vnc start --here --server-image viewer.sif
exits 1
complains V61
berth vnc start --server-image server.sif --backend module
exits 2
complains V31
berth vnc start --here --partition small --gpus 1
exits 2
complains V31 "--partition" "--gpus"

# What the site thinks of it.
printf 'vnc:\n  here-policy: login nodes are for everybody\n' >> site.yaml
berth vnc start --here --show
exits 0
complains V60 "for everybody" "without --here"
SLURM_JOB_ID=1 berth vnc start --here --show
never_complains V60
for folder in "$state_folder"/*/; do berth vnc forget "$(basename "$folder")"; done
equals "nothing is left" "$(ls "$state_folder")" ""
equals "processes are left" "$(grep -lsF "BERTH_VNC_SESSION=$WORK" /proc/[0-9]*/environ)" ""
finish
