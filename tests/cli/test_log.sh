# berth job log of files: of any size and content.
. "$SOURCE/tests/cli/lib.sh" || exit 1

seq 100 > log
berth job log ./log
exits 0
equals "the last lines" "$out" "$(seq 81 100)"
is_quiet
berth job log ./log -n 3
equals "three" "$out" "$(seq 98 100)"
berth job log ./log --lines 0
equals "none" "$out" ""
berth job log ./log --lines x
exits 2
berth job log ./log -n 2 --json
exits 0
equals "lines" "$(json '.lines | join(",")')" 99,100
equals "size" "$(json .size)" "$(stat -c %s log)"

# Progress bars, colours, and what a terminal must not get.
printf 'start\n10%%\r20%%\r100%%\r\n\033[31mred\033[0m \033]0;owned\a\033[2Jend\001\377\nhalf \342\200\256line' > log
berth job log ./log
exits 0
equals "clean" "$out" $'start\n100%\nred end\\x01\xef\xbf\xbd\nhalf \\u202eline'
plain

# Into a pipe that does not block.
seq 3000 > log
"$SOURCE/tests/support/narrow-pipe" out "$BERTH" job log ./log -n 3000 > piped
equals "nothing is lost" "$(md5sum < piped)" "$(md5sum < log)"

# Search.
printf 'epoch %d loss %d\n' 1 9 2 8 3 7 > log
berth job log ./log --search 'loss [89]$'
exits 0
equals "found" "$out" $'epoch 1 loss 9\nepoch 2 loss 8'
berth job log ./log --search nothing
exits 1
equals "found" "$out" ""
berth job log ./log --search '('
exits 2
complains U05
berth job log ./log --search x --json
exits 1
equals "id" "$(json '.diagnostics[0].id')" S42

# Binary, and 50 GB.
head -c 300000 /dev/urandom > log
berth job log ./log
exits 0
LC_ALL=C grep -q $'[\001-\010\013-\037\177]' <<< "$out" && fail "control characters"
if truncate -s 50G log; then
  printf '\nthe end\n' >> log
  berth job log ./log -n 1
  exits 0
  equals "the end" "$out" "the end"
  berth job log ./log --search 'the .nd'
  exits 0
  complains Q07
  equals "the end" "$out" "the end"
fi
rm log

# What is no log.
berth job log ./log
exits 1
complains Q05
berth job log .
exits 5
complains F20
mkfifo pipe
berth job log ./pipe
exits 5
complains F20 "regular"
echo secret > log
chmod 000 log
if [ ${#as_nobody[@]} -gt 0 ]; then
  chmod 755 "$WORK"
  start=("${as_nobody[@]}")
  berth job log ./log
  exits 5
  complains F20 "Permission denied"
  start=()
fi
rm -f log

# Following: what is appended comes, emptying and replacing are noticed, ^C ends it with 130.
wait_for() { # TEXT: is in .out or .followed-err
  local i
  checks=$((checks + 1))
  for ((i = 0; i < 300; i++)); do
    grep -qF -- "$1" .out .followed-err 2> /dev/null && return
    sleep 0.1
  done
  fail "following: no '$1'" "$(cat .out .followed-err)"
}
echo one > log
env --default-signal=INT "$BERTH" job log ./log -f > .out 2> .followed-err &
pid=$!
wait_for one
printf '1%%\r2%%\r' >> log
printf '3%%\ntwo\n' >> log
wait_for two
printf 'three\n' > log
wait_for three
wait_for "emptied"
mv log log.1
wait_for "gone"
echo four > log
wait_for four
wait_for "another file"
printf 'five' >> log
kill -INT $pid
wait $pid
equals "exit code after ^C" $? 130
equals "all of it" "$(grep -v five .out)" $'one\n3%\ntwo\nthree\nfour'

# A reader that has seen enough.
while :; do echo more; sleep 0.05; done > log &
writer=$!
"$BERTH" job log ./log -f 2> /dev/null | head -n 1 > .out
equals "exit codes" "${PIPESTATUS[*]}" "0 0"
kill $writer
wait $writer 2> /dev/null

# On a terminal an unfinished line is drawn anew and taken away; ^C typed there ends it, too. The
# shell is bash, because a dash would die of the same ^C before it tells the exit code.
if command -v script > /dev/null && script --version 2> /dev/null | grep -q util-linux; then
  printf 'begin\n50%%' > log
  { for ((i = 0; i < 300; i++)); do grep -q 50% typescript 2> /dev/null && break; sleep 0.1; done
    printf '\003'; sleep 1; } |
    SHELL=/bin/bash timeout 60 script -qefc "stty -a > before; $BERTH job log ./log -f; echo code=\$?; stty -a > after" typescript > /dev/null
  checks=$((checks + 1))
  grep -q 'code=130' typescript || fail "^C on a terminal" "$(cat -v typescript)"
  equals "terminal" "$(cat after)" "$(cat before)"
  checks=$((checks + 1))
  grep -q $'\r\033\\[K50%' typescript || fail "the unfinished line stays" "$(cat -v typescript)"
fi
finish
