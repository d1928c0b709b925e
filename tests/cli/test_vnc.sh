# VNC from outside: hostile servers, a real one, and words about what cannot be.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export BERTH_SITE=demo

# hostile MODE: starts such a server; leaves $port and $server.
hostile() {
  rm -f stop port
  mkfifo stop
  "$SOURCE/tests/support/rfb-hostile" "$1" < stop > port 9>&- &
  server=$!
  exec 9> stop
  for ((i = 0; i < 100; i++)); do [ -s port ] && break; sleep 0.1; done
  port=$(< port)
}
enough() {
  exec 9>&-
  wait "$server"
}

# Whatever a server does, the command comes back, with a word for it and without a crash or a picture.
# One that copies from outside its screen is passed over by the library, and harms only its own picture.
# judge MODE IDS COMMAND: in a folder of its own; what only the deadline can end has a short one.
judge() {
  local mode=$1 ids=$2 command=$3 deadline=60 said
  [[ $ids != *V27* ]] || deadline=3
  mkdir "$mode-${command%% *}" && cd "$mode-${command%% *}" || exit 1
  WORK=$PWD
  # shellcheck disable=SC2086
  berth vnc $command "127.0.0.1:$port" --deadline $deadline
  said=$(grep -oE '\[V[0-9]{2}\]' <<< "$err" | tr -d '[]')
  [ "$status" != 0 ] || said=fine
  [[ " $ids " == *" $said "* ]] || fail "$ran: $mode" "$out$err"
  plain
  [[ $ids == *fine* ]] || absent picture.png
}
mkfifo stop-all
judges=()
while read -r mode ids; do
  "$SOURCE/tests/support/rfb-hostile" "$mode" < stop-all > "$mode.port" 9>&- &
  [ -n "${judges[*]}" ] || exec 9> stop-all
  for ((i = 0; i < 600; i++)); do [ -s "$mode.port" ] && break; sleep 0.1; done
  port=$(< "$mode.port")
  for command in probe "shot -o picture.png"; do
    (judge "$mode" "$ids" "$command"; [ "$failures" = 0 ]) 9>&- &
    judges+=($!)
  done
done << 'END'
silent V27
garbage V24
banner V24 V27
slow V24 V27
http V24
reason V24 V27
version V24 V27
empty V26
large V26
wide V26
name V24 V27
half V24
outside V24 V27
copy fine V24 V27
nothing V27
resize V24 V26 V27
screens V24 V26 V27
cursor V24 V27
encodings V24 V27
cut V24 V27
END
for judge in "${judges[@]}"; do
  checks=$((checks + 1))
  wait "$judge" || failures=$((failures + 1))
done
exec 9>&-

# What a desktop calls itself is no command for the terminal.
hostile control
berth vnc probe "127.0.0.1:$port" --deadline 5
exits 0
plain
says "none is asked for"
says '\x1b'
enough

# A screen that becomes smaller while its picture comes.
hostile shrink
berth vnc shot "127.0.0.1:$port" -o small.png --deadline 20
exits 0
says "1x1 pixels in small.png"
enough

# Nobody there, no such host, no such session, and things that are none of these.
berth vnc probe "127.0.0.1:$port"
exits 4
complains V23
berth vnc probe no-such-host.invalid:5901
exits 4
complains V23
berth vnc probe 127.0.0.1:99999
exits 2
complains V49
berth vnc shot 127.0.0.1:5901
exits 2
complains U05 "--output"
berth vnc stop nothing
exits 1
complains V20
berth vnc relay nothing --stdio
exits 1
complains V20

# A name server that never answers takes no longer than the deadline. Only root may be one.
if [ "$(id -u)" = 0 ]; then
  rm -f stop port
  mkfifo stop
  python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.77", 53))
print("listens", flush=True)
sys.stdin.read()' < stop > port 9>&- &
  server=$!
  exec 9> stop
  for ((i = 0; i < 300; i++)); do [ -s port ] && break; sleep 0.1; done
  echo "nameserver 127.0.0.77" > resolv.conf
  start=(unshare --mount sh -c "mount --bind $WORK/resolv.conf /etc/resolv.conf && exec \"\$@\"" sh)
  berth vnc probe some.invalid:5901 --deadline 2
  exits 6
  complains V27
  start=()
  enough
fi

# What cannot be is said before anything is made.
berth vnc start --geometry 0x600
exits 2
complains U05
berth vnc start --geometry 100000x100000 --time soon --memory much
exits 2
complains U05 "geometry" "--time" "--memory"
berth vnc start --image x.sif
exits 2
complains V31 "--app"
berth vnc start --backend module --listen node
exits 2
complains V31
# Which module it is only the site knows.
printf 'name: bare\nvnc: {backend: direct}\n' > bare.yaml
berth vnc start --backend module --account a --show --site ./bare.yaml
exits 2
complains V31 "'bare' knows no module" "--backend direct"
XDG_STATE_HOME="$WORK/a,b" berth vnc start --show
exits 2
complains V31 "plain path"
absent a,b

# The script can be read, checked and run by hand, and nothing that a user says becomes another command.
berth vnc start --show --app 'echo "$(id)"; touch '\''x y'\''' --geometry 800x600 --partition 'a b'
exits 0
says "geometry=800x600"
says "#SBATCH --partition='a b'"
for backend in direct module; do
  for listen in socket loopback node; do
    [ $backend = direct ] || [ $listen = socket ] || continue
    words=(--backend $backend)
    [ $backend = module ] || words+=(--listen $listen)
    berth vnc start "${words[@]}" --app 'a "b" $c' --save start.sh --force
    exits 0
    bash -n start.sh || fail "the plan is no script"
    sed -n '/cat > .*<<.END_OF_FILE/,/^END_OF_FILE$/p' start.sh | sed -n '/^#!/,/^END_OF_FILE/p' |
      sed '$d' > job.sh
    [ "$(wc -l < job.sh)" -gt 40 ] || fail "no job script" "$(cat start.sh)"
    shellcheck -s bash -e SC1090,SC1091,SC2034,SC2154,SC2016,SC2119,SC2120 job.sh > said || fail "$ran: shellcheck" "$(cat said)"
    grep -qF "app='a \"b\" \$c'" job.sh || fail "the program's words" "$(grep app= job.sh)"
  done
done
printf 'extends: demo\ncontainer-command: /opt/my tools/singularity\n' > odd.yaml
berth vnc start --backend direct --image "$laif_path" --app xterm --show --site ./odd.yaml
exits 0
says "'/opt/my tools/singularity' run -B"
[ ! -e "$HOME/.local/state/berth" ] || fail "looking made a folder"

berth doctor --json
equals "VNC" "$(json '.checks[] | select(.what == "VNC probe") | .there')" true
finish
