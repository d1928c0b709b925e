# A desktop in a job, from the start to the end: the server without a port, on loopback and on the
# network; a program of a container draws on it; the module lumi-vnc; and nothing is left behind.
export BERTH_SLURM_C=2 BERTH_SLURM_G=1
. "$SOURCE/tests/e2e/lib.sh" || exit 1
. "$SOURCE/tests/e2e/vnc.sh" || exit 1

# gone: nothing of a server is left on this machine that belongs to the session's display.
gone() { # JOB
  equals "servers" "$(server_of "$1")" ""
  equals "files" "$(session_files)" "asked.json job job.sh log owner "
}

berth vnc list
exits 0
says "no sessions"
berth vnc info
exits 1
complains V20

# Only looking makes nothing.
berth vnc start "${small[@]}" --show
exits 0
says "#SBATCH --account=$ACCOUNT"
says "-rfbunixpath"
equals "no folder" "$(ls "$state_folder" 2> /dev/null)" ""

# A program begins when the window manager has had time to take the display over: before that, a window may never show.
mkdir manager
cat > manager/xfwm4 << 'END'
#!/bin/bash
sleep 1
date +%s%N > "$HOME/manager.began"
exec openbox
END
chmod +x manager/xfwm4
PATH=$PWD/manager:$PATH berth vnc start "${small[@]}" --wait 60 --app 'date +%s%N > ~/program.began; exec xclock'
exits 0
id=$(berth_id)
wait_until 100 test -s "$HOME/program.began" || fail "no program" "$(cat "$state_folder/$id/log")"
equals "the manager is first" "$(($(< "$HOME/program.began") > $(< "$HOME/manager.began") + 500000000))" 1
berth vnc stop "$id"
exits 0
berth vnc forget "$id"

# A server without any port, and a program of an image that draws on it.
image=$WORK/viewer.sif
"$SOURCE/tests/support/make-image" "$image" xclock
berth vnc start "${small[@]}" --image "$image" --geometry 800x600 --wait 60 --json \
  --app 'echo "$DISPLAY" > ~/seen; echo $$ > ~/program; exec xclock -bg red -fg red -hd red -hl red -geometry 790x590+0+0'
exits 0
id=$(json .id)
equals "state" "$(json .state)" ready
[ "$(json .state)" = ready ] || { cat "$state_folder"/*/log; finish; }
equals "way" "$(json .ways.way)" relay
job=$(json .job) display=$(json .endpoint.display) socket=$(json .endpoint.socket)
equals "socket" "$(stat -c '%F %a' "$socket")" "socket 600"
equals "no port" "$(ss -Hltnp | grep -F "pid=$(server_of "$job"),")" ""
equals "job is named" "$(squeue -h -j "$(json .job)" -o %j)" berth-vnc
word=$(< "$state_folder/$id/password")
equals "length of the password" ${#word} 8
hidden "$word"
never_says "$word"
berth vnc probe
exits 0
says "800x600"
says "taken"
for ((i = 0; i < 100; i++)); do
  berth vnc shot -o picture.png --force
  "$SOURCE/tests/support/png-colors" picture.png > colors
  [ "$(awk '$1 == "ff0000" && $2 > 100000' colors)" ] && break
  sleep 0.2
done
equals "size" "$(head -n 1 colors)" "800 600"
[ "$(awk '$1 == "ff0000" && $2 > 100000' colors)" ] || fail "the program does not draw" "$(cat colors)" \
  "$(cat "$state_folder/$id/log")"
equals "the program's display" "$(< "$HOME/seen")" ":$display"
equals "picture's mode" "$(stat -c %a picture.png)" 600
echo mine > picture.png
berth vnc shot -o picture.png
exits 5
complains F22

# A second one at the same time, on the network; both are told apart.
first=$id
berth vnc start "${small[@]}" --listen node --wait 60 --json
exits 0
id=$(json .id) second=$(json .id)
equals "way" "$(json .ways.way)" forward
port=$(json .endpoint.port) host=$(json .endpoint.host)
says "ssh -N -L $port:$host:$port "
[[ $(ss -Hltnp "sport = :$port" | grep -F "pid=$(server_of "$(json .job)")," | awk '{ print $4 }') = "$host:$port" ]] ||
  fail "it listens elsewhere" "$(ss -Hltn "sport = :$port")"
berth vnc probe "$host:$port" --password-stdin < "$state_folder/$id/password"
exits 0
says "taken"
berth vnc probe "$host:$port" --password-stdin <<< wrongone
exits 1
complains V25
berth vnc probe "$host:$port"
exits 1
complains V25 "none is known"
# Many questions do not lock anybody out.
for i in 1 2 3 4 5 6 7; do berth vnc info "$second"; done
says "ready"
berth vnc list --json
equals "both" "$(json '[.sessions[] | select(.state == "ready").id] | sort | join(" ")')" "$first $second"
berth vnc forget "$first"
exits 1
complains V30 "vnc stop"

# A viewer by the relay, as the line for the laptop starts it; its input is that ssh.
mkfifo hold
"$BERTH" vnc relay "$first" < hold 2> relay-err &
relay=$!
exec 8> hold
path=/tmp/berth-vnc-$(id -u)/$first
for ((i = 0; i < 100; i++)); do [ -S "$path" ] && break; sleep 0.1; done
equals "relay's socket" "$(stat -c '%F %a' "$path")" "socket 600"
greeting=$(python3 -c "
import socket
s = socket.socket(socket.AF_UNIX)
s.connect('$path')
s.settimeout(20)
print(s.recv(12, socket.MSG_WAITALL).decode().strip())")
equals "greeting" "$greeting" "RFB 003.008"
# The end of the ssh is the end of its relay.
exec 8>&-
wait $relay
equals "relay's exit code" $? 0
equals "socket after the relay" "$(ls "$path" 2> /dev/null)" ""

# The end: by hand, by the server's death, and by the program's.
berth vnc stop "$second"
exits 0
id=$second
equals "files" "$(session_files)" "asked.json job job.sh log owner "
word=$(< "$state_folder/$first/password")
kill "$(< "$HOME/program")" || fail "no program to end"
for ((i = 0; i < 100; i++)); do
  berth vnc info "$first"
  [[ $out == *ended* ]] && break
  sleep 0.2
done
says "ended"
id=$first
gone "$job"
hidden "$word"
equals "socket" "$(ls "$socket" 2> /dev/null)" ""
berth vnc forget "$first" "$second"
exits 0
equals "nothing is left" "$(ls "$state_folder")" ""

# On loopback; a stopped server is lost, and is ready again when it goes on.
berth vnc start "${small[@]}" --listen loopback --wait 60 --json
exits 0
id=$(json .id) port=$(json .endpoint.port) display=$(json .endpoint.display)
server=$(server_of "$(json .job)")
equals "addresses" "$(ss -Hltnp "sport = :$port" | grep -F "pid=$server," | awk '{ print $4 }' | grep -v '^\[::1\]')" \
  "127.0.0.1:$port"
kill -STOP "$server"
berth vnc probe --deadline 3
exits 6
complains V27
kill -CONT "$server"
berth vnc probe
exits 0
kill -KILL "$server"
wait_for_job "$(< "$state_folder/$id/job")"
berth vnc info
says "ended"
equals "files" "$(session_files)" "asked.json job job.sh log owner "
# A server that is killed cannot remove its socket.
rm -f "/tmp/.X11-unix/X$display"
berth vnc forget "$id"
exits 0

# What Slurm refuses leaves nothing.
berth vnc start "${small[@]}" --partition nowhere
exits 4
complains R03
equals "nothing is left" "$(ls "$state_folder")" ""
# A job that waits is queued, and can be stopped.
berth vnc start --memory 1000G --partition largemem --cores 1 --time 10 --save start.sh
exits 0
sed -i 's/^sbatch /sbatch --begin=now+1hour /' start.sh
bash start.sh > job.id
berth vnc list --json
equals "a script without Berth" "$(json '.sessions[0].state')" "ended"
id=$(json '.sessions[0].id')
cp job.id "$state_folder/$id/job"
berth vnc info
says "queued"
berth vnc probe
exits 1
complains V22
berth vnc stop "$id" --json
equals "stopped" "$(json .stopped)" true
berth vnc forget "$id"
exits 0

# The module, which tells everything in text; the host's name is missing in it.
cat > "$HOME/.bash_profile" << END
export PATH=$PATH
# A system's own modules would come after this file.
unset BASH_ENV
module() { [ "\$*" = "load lumi-vnc/20230110" ] && . "$SOURCE/tests/stand-ins/lumi-vnc"; }
END
BERTH_TEST_VNC=no-host berth vnc start "${small[@]}" --backend module --wait 60 --json
exits 0
equals "state" "$(json .state)" ready
id=$(json .id) port=$(json .endpoint.port) host=$(json .endpoint.host)
says "-L $port:$host:$port "
equals "browser" "$(json .ways.browser)" "http://localhost:45123/vnc.html"
berth vnc info --password --json
word=$(json .password)
equals "length of the password" ${#word} 8
hidden "$word"
berth vnc shot -o module.png
exits 0
says "640x480"
berth vnc stop "$id"
exits 0
berth vnc info --json
equals "state" "$(json .state)" ended
gone "$(json .job)"
hidden "$word"
BERTH_TEST_VNC=no-proxy berth vnc start "${small[@]}" --backend module --wait 60
exits 1
complains V22
says "the proxy for browsers did not start in time"
finish
