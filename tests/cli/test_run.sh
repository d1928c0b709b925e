# Runs: the log, what is left behind, cancel, resume, and what happens when Berth itself is killed. The
# tool is a script here; builds with real parts are in tests/e2e.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export XDG_STATE_HOME=$WORK/state
unset LMOD_CMD LOADEDMODULES
cat > site.yaml << 'END'
name: here
build:
  recipes: {pull: {space: 1K, temporary: 1K}}
END
export BERTH_SITE=$WORK/site.yaml
mkdir bin
# singularity pull OUT URI: what it does stands in the file "tool".
printf '#!/bin/bash\nout=$2\n. "%s/tool"\n' "$WORK" > bin/singularity
chmod 755 bin/singularity
export PATH=$WORK/bin:$PATH
good='echo whole > "$out"'

# wait_until COMMAND...: for up to a minute.
wait_until() {
  local i
  for ((i = 0; i < 1200; i++)); do
    "$@" && return
    sleep 0.05
  done
  fail "never: $*"
}
state() { "$BERTH" run show --json 2> /dev/null | jq -r .state; }
state_is() { [ "$(state)" = "$1" ]; }
gone() { ! kill -0 "$1" 2> /dev/null; }

berth run list; exits 0; equals "nothing yet" "$out" "no runs; a build with --run makes one"
berth run show; exits 1; complains R07 "no runs yet"

# A run that goes well: its record, its log.
cat > tool << 'END'
printf 'INFO:    Starting\r1 %%\r2 %%\rthere\n\033[31mred\033[0m \033]0;title\007\n' >&2
echo "binds: ${SINGULARITY_BIND-none}, home: $SINGULARITY_CACHEDIR"
END
echo "$good" >> tool
SINGULARITY_BIND=/x berth build pull docker://a -o "it's.sif" --run
exits 0; complains L17; plain
equals "content" "$(< "it's.sif")" whole
equals "nothing left" "$(ls -A | grep berth-)" ""
berth run list; exits 0; says "done"; says "build pull: it's.sif"; plain
id=${out##*$'\n'}; id=${id%% *}
berth run log; exits 0; plain; says $'\nthere\n'; says 'red \x1b]0;title\x07'; says "binds: none"; says "== [2/3] Pull the image"
berth run log "$id" --lines 1; exits 0; says "== [3/3]"; never_says "there"
berth run log --json; exits 0; equals "schema" "$(json .schema)" berth.run.log/1
berth run show "$id"; exits 0; says "done, "; says "3  done"; never_says "left behind"
berth run show "$id" --json; equals "state" "$(json '.state + " " + (.steps | length | tostring) + " " + .plan.schema')" "done 3 berth.plan/1"
berth run resume "$id"; exits 1; complains R08 "done already"
berth run cancel "$id"; exits 1; complains R08 "not at work"
berth run show nonsense; exits 1; complains R07 "berth run list"
equals "mode" "$(stat -c %a "$WORK/state/berth/runs/$id" "$WORK/state/berth/runs/$id/log" | tr '\n' ' ')" "700 600 "
# Nothing that a log says reaches the terminal when it runs, either.
berth run remove "$id"; exits 0
berth run show "$id"; exits 1; complains R07

# A failure: nothing under the final name, and the rest goes on where it stopped.
printf 'echo half > "$out"\necho the reason >&2\nexit 9\n' > tool
berth build pull docker://a -o b.sif --run
exits 4; complains R03 "exit code 9: the reason"; complains R12 ".b.sif.berth-work" "berth run resume"
absent "nothing"
checks=$((checks + 1)); [ ! -e b.sif ] || fail "half an image under the final name"
berth run show; says "failed in step 2 of 3"; says "(exit code 9)"; says "left behind"; says "next         berth run resume"
berth build pull docker://a -o b.sif --run; exits 5; complains R09 "berth run show"
echo "$good" > tool
mkdir elsewhere; cd elsewhere || exit 1
berth run resume; exits 0
cd .. || exit 1
equals "content" "$(< b.sif)" whole
equals "nothing left" "$(ls -A | grep berth-)" ""

# Cancelled by another shell: the whole group ends, and it is said what is left.
cat > tool << 'END'
echo half > "$out"
sleep 100 & echo $! > "$BASH_SOURCE.child"
wait
END
("$BERTH" build pull docker://a -o c.sif --run > out 2> err; echo $? > code) &
wait_until test -s tool.child
wait_until state_is running
berth build pull docker://a -o c.sif --run; exits 5; complains R09
berth run resume; exits 1; complains R08 "at work"
berth run remove "$("$BERTH" run show --json | jq -r .id)"; exits 1; complains R08
berth run cancel last; exits 0; says "cancelled in step 2 of 3"; says "left behind"
wait
equals "its exit code" "$(< code)" 130
checks=$((checks + 1)); grep -q 'R06' err || fail "no [R06]" "$(< err)"
wait_until gone "$(< tool.child)"
rm tool.child
echo "$good" > tool
berth run resume; exits 0; equals "content" "$(< c.sif)" whole

# Ctrl-C does the same; the end of the login does not reach it.
cat > tool << 'END'
echo $$ > "$BASH_SOURCE.child"
[ -e "$BASH_SOURCE.go" ] || sleep 100
END
"$BERTH" build pull docker://a -o d.sif --run > out 2> err & runner=$!
wait_until test -s tool.child
kill -HUP $runner
state_is running || fail "SIGHUP has ended it"
kill -INT $runner
wait $runner; equals "exit code" $? 130
equals state "$(state)" cancelled
wait_until gone "$(< tool.child)"
rm -r ./.d.sif.berth-work

# Berth is killed while the tool works: the run says so, and does not go on beside the old tool.
rm tool.child
"$BERTH" build pull docker://a -o e.sif --run > out 2> err & runner=$!
wait_until test -s tool.child
wait_until state_is running
kill -KILL $runner
wait $runner 2> /dev/null
berth run show; says "interrupted in step 2 of 3"
berth run resume; exits 1; complains R08 "still at work"
berth run cancel last; exits 0
wait_until gone "$(< tool.child)"
echo "$good" > tool
berth run resume; exits 0
equals "content" "$(< e.sif)" whole

# Killed at any moment: in the end there is the whole image and nothing else.
printf 'echo ha > "$out"\nsleep 0.0%%d\n' > slow
for delay in 0.001 0.01 0.02 0.03 0.04 0.05 0.06 0.08 0.1 0.12 0.15 0.2; do
  printf 'echo half > "$out"\nsleep 0.03\n%s\n' "$good" > tool
  "$BERTH" build pull docker://a -o f.sif --run > out 2> err & runner=$!
  sleep $delay
  kill -KILL $runner 2> /dev/null
  wait $runner 2> /dev/null
  checks=$((checks + 1))
  [ ! -e f.sif ] || [ "$(< f.sif)" = whole ] || fail "after $delay s: half an image"
  if [ -e .f.sif.berth-work ]; then
    berth run cancel last
    berth run resume
    [ "$status" = 0 ] || fail "after $delay s: cannot resume" "$err" "$(find .f.sif.berth-work)"
    equals "after $delay s" "$(< f.sif)" whole
  fi
  equals "after $delay s nothing is left" "$(ls -Ad .*berth-work 2> /dev/null)" ""
  rm -rf f.sif ./.f.sif.berth-work.*
done

# On its own: it goes on without us, and can be followed.
printf 'echo one\nsleep 0.3\necho two\n%s\n' "$good" > tool
berth build pull docker://a -o g.sif --run --detach
exits 0; says "goes on by itself"
berth run log --follow; exits 0; says one; says two; says "== [3/3]"
wait_until state_is "done"
equals "content" "$(< g.sif)" whole

# Two at the same moment: one of them makes it.
printf 'sleep 0.2\n%s\n' "$good" > tool
"$BERTH" build pull docker://a -o h.sif --run 2> err1 & one=$!
"$BERTH" build pull docker://a -o h.sif --run 2> err2 & two=$!
wait $one; first=$?
wait $two; second=$?
checks=$((checks + 1))
case "$first $second" in "0 5" | "5 0" | "0 1" | "1 0") ;; *) fail "two at once: $first $second" "$(cat err1 err2)" ;; esac
equals "content" "$(< h.sif)" whole

# A flood: what is shown is clean, and the log is complete.
printf 'yes "$(printf "\\033[2J%%080d" 1)" | head -n 100000\n%s\n' "$good" > tool
berth build pull docker://a -o i.sif --run
exits 0
berth run log --lines 3; exits 0; plain; says '\x1b[2J000'
checks=$((checks + 1))
[ "$("$BERTH" run log --all | wc -l)" = 100003 ] || fail "lines are missing in the log"

# A disk that fills up in the middle.
cat > full.sh << END
mount -t tmpfs -o size=200k none "$WORK/small" && cd "$WORK/small" || exit 99
"$BERTH" build pull docker://a -o j.sif --run 2> "$WORK/err"; code=\$?
ls -A > "$WORK/listing"
exit \$code
END
mkdir small
printf 'head -c 1000000 /dev/zero > "$out"\n' > tool
if [ "$(id -u)" = 0 ]; then alone=(unshare --mount); else alone=(unshare --user --map-root-user --mount); fi
"${alone[@]}" bash full.sh; code=$?
equals "exit code" "$code" 4
equals "no image" "$(< listing)" ".j.sif.berth-work"
checks=$((checks + 1)); grep -q "No space left" err || fail "not said" "$(< err)"

# Records that cannot be written do not stop the build.
if [ ${#as_nobody[@]} = 0 ]; then
  mkdir locked; chmod 500 locked
  XDG_STATE_HOME=$WORK/locked berth build pull docker://a -o k.sif --run; exits 5; complains F21
fi
finish
