# The live picture: of hostile servers and of a real one, and in a terminal.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export BERTH_SITE=demo
ran=live
command -v Xtigervnc > /dev/null || { echo "FAIL there is no Xtigervnc" >&2; exit 1; }

# until_line REGEX FILE: waits for it.
until_line() {
  local i
  checks=$((checks + 1))
  for ((i = 0; i < 600; i++)); do
    ! grep -qsE "$1" "$2" || return 0
    sleep 0.1
  done
  fail "$ran: no '$1'" "$(tail -n 5 "$2")"
}
# until_gone PID
until_gone() {
  local i
  checks=$((checks + 1))
  for ((i = 0; i < 600; i++)); do
    kill -0 "$1" 2> /dev/null || return 0
    sleep 0.1
  done
  fail "process $1 is still there" "$(tr '\0' ' ' < "/proc/$1/cmdline")"
}
child_of() { sed -n 's/^child //p' "$1"; }
switches() { awk '/ctxt_switches/ { n += $2 } END { print n }' "/proc/$1/status"; }

# All hostile servers at the same time. Each gets a word, or shows no more than a wrong picture; nobody
# grows, and nobody stays.
mkfifo stop-servers stop-pictures
# Without this gcc's sanitizer keeps 256 MiB of what was freed.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=16
declare -A wanted
modes=()
while read -r mode line; do
  modes+=("$mode") wanted[$mode]=$line
  "$SOURCE/tests/support/rfb-hostile" "$mode" < stop-servers > "$mode.port" &
  pids+=($!)
done << 'FINISH'
silent ended V27
garbage ended V24
banner ended V2[47]
slow ended V27
http ended V24
reason ended V2[47]
version ended V2[47]
empty ended V26
large ended V26
wide ended V26
name ended V2[47]
half ended V24
outside ended V24
copy frame 100 76 640 480
nothing ended V27
resize ended V26
screens ended V2[46]
cursor ended V24
encodings ended V24
cut ended V24
storm frame [0-9]+ [0-9]+ (88|[1-9][0-9]{2,3}) (88|[1-9][0-9]{2,3}) 5
bell frame 100 76 640 480
drip ended V27
rectangles frame 100 76 640 480
stop ended V27 the server stopped in the middle
close ended V34
FINISH
exec 8> stop-servers
for mode in "${modes[@]}"; do
  for ((i = 0; i < 600; i++)); do [ -s "$mode.port" ] && break; sleep 0.1; done
  "$LIVE_DUMP" "$(< "$mode.port")" 100 38 10 4000 < stop-pictures > "$mode.said" 2> "$mode.err" 8>&- &
  pids+=($!)
done
exec 9> stop-pictures
for mode in "${modes[@]}"; do
  ran="live: $mode"
  until_line "^${wanted[$mode]}" "$mode.said"
done
# The first pictures of the others are enough; those who go on are ended with us.
until_line '^frame.* 1[0-9]{3} ' storm.said
exec 8>&- 9>&-
for mode in "${modes[@]}"; do
  ran="live: $mode"
  until_line '^memory' "$mode.said"
  memory=$(sed -n 's/^memory //p' "$mode.said")
  [ "${memory:-1000000}" -lt 150000 ] || fail "$ran: the child took $memory KiB"
  equals "said on standard error" "$(cat "$mode.err")" ""
  until_gone "$(child_of "$mode.said")"
done
wait "${pids[@]}"

# A real server.
ran=live
mkfifo stop-server
Xtigervnc -displayfd 7 -geometry 640x480 -depth 24 -SecurityTypes None -localhost -nolisten tcp \
  -ac 7> display > server.log 2>&1 &
server=$!
until_line '^[0-9]+$' display
display=$(< display)
port=$((5900 + display))
# paint COLOR: the screen has that colour.
paint() {
  exec 8>&-
  [ -z "${painter:-}" ] || wait "$painter"
  rm -f stop-painter painted
  mkfifo stop-painter
  "$SOURCE/tests/support/x-paint" "$display" 1 "$1" < stop-painter > painted 9>&- &
  painter=$!
  exec 8> stop-painter
  until_line painted painted
}
paint ff0000
mkfifo orders
"$LIVE_DUMP" $port 100 30 20 60000 < orders > said 8>&- &
dump=$!
exec 9> orders
until_line '^frame 80 60 640 480 (ff|fe|fd)0000' said
child=$(child_of said)
echo size 20 100 >&9
until_line '^frame 20 16 640 480' said
paint 0000ff
until_line '^frame 20 16 640 480 0000f' said

# A picture that stands still wakes nobody and brings nothing.
quiet() {
  local i count lines
  checks=$((checks + 1))
  for ((i = 0; i < 100; i++)); do
    count=$(switches "$child") lines=$(wc -l < said)
    sleep 0.6
    [ "$count" != "$(switches "$child")" ] || [ "$lines" != "$(wc -l < said)" ] || return 0
  done
  fail "$1: it never rests" "$(tail -n 3 said)"
}
quiet "a still picture"

# The death of whoever watches is the child's end.
kill -KILL $dump
wait $dump 2> /dev/null
until_gone "$child"
exec 9>&-

# As text: letters where there are no colours, and colours where they are wanted.
paint ff0000
berth vnc shot 127.0.0.1:$port --text --columns 10
exits 0
equals "letters" "$out" "$(for ((i = 0; i < 4; i++)); do echo ----------; done)"
berth vnc shot "127.0.0.1:$port" --text --columns 4 --colors 256
equals "256 colours" "$(cat -v <<< "$out")" "$(for ((i = 0; i < 2; i++)); do echo '^[[48;5;196m    ^[[0m'; done)"
berth vnc shot "127.0.0.1:$port" --text --columns 4 --colors true -o picture.png
exits 0
says $'\e[48;2;255;0;0m    \e[0m'
says "640x480 pixels in picture.png"
berth vnc shot "127.0.0.1:$port" --text --columns 8 --json
equals "lines" "$(json '.lines | join("|")')" "--------|--------|--------"
equals "size" "$(json '[.width, .height, .columns, .rows] | join(" ")')" "640 480 8 3"
berth vnc shot "127.0.0.1:$port" --text --columns 1000
exits 2
complains U05
berth vnc watch "127.0.0.1:$port"
exits 2
complains V35

# In a terminal: the picture in its colour, and afterwards everything as it was.
for keys in q ^C; do
  "$SOURCE/tests/support/in-terminal" 80 25 'q ends' "$keys" "$BERTH" vnc watch "127.0.0.1:$port" --colors 256 > seen
  ran="berth vnc watch, $keys" out=$(cat -v seen)
  says "^[[?1049h"
  says "^[[1;1H^[[48;5;196m$(printf '%64s' '')^[[0m"
  says "127.0.0.1:$port  640x480  q ends"
  says "^[[0m^[[?25h^[[?1049l"
  equals "exit code, and whether letters are shown" "$(tail -n 1 seen)" "0 1"
done
# The end of the server is told.
"$SOURCE/tests/support/in-terminal" 40 10 "q ends" x sh -c "(sleep 2; kill $server) & exec \"\$0\" vnc watch 127.0.0.1:$port" \
  "$BERTH" > seen
ran="berth vnc watch" out=$(cat -v seen)
says "[V34]"
equals "exit code, and whether letters are shown" "$(tail -n 1 seen)" "4 1"
exec 8>&-
wait "$painter" "$server"
# Nobody there.
"$SOURCE/tests/support/in-terminal" 40 10 never x "$BERTH" vnc watch 127.0.0.1:$port > seen
out=$(cat -v seen)
says "[V23]"
equals "exit code, and whether letters are shown" "$(tail -n 1 seen)" "4 1"
finish
