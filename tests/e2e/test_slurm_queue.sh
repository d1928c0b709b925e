# A life with Slurm: submit, list, show, follow, cancel; arrays, dependencies, failures; and a
# controller that goes away.
export BERTH_SLURM_C=2 BERTH_SLURM_G=1
. "$SOURCE/tests/e2e/lib.sh" || exit 1

# job_file NAME [OPTION...]: a script for a CPU node, whose commands come from standard input.
job_file() {
  { printf '#!/bin/bash\n#SBATCH --account=%s --partition=small --time=5\n' $ACCOUNT
    [ $# = 1 ] || printf '#SBATCH %s\n' "${@:2}"
    cat; } > "$1"
}

# wait_for_state ID STATE
wait_for_state() {
  local i
  for ((i = 0; i < 600; i++)); do
    [ "$(timeout 10 squeue -h -t all -j "$1" -o %T)" = "$2" ] && return
    sleep 0.1
  done
  fail "job $1 is not $2" "$(squeue -t all -j "$1")"
}

berth job list
exits 0
says "no jobs"

berth doctor --json
equals "Slurm" "$(json '.checks[] | select(.what == "Slurm") | .there')" true

# A test is no submission.
job_file hello.sh <<< 'echo hello'
berth job test hello.sh
exits 0
says "would accept"
[[ $err == *"to start at"* ]] || fail "Slurm does not say when" "$err"
berth job test hello.sh --json
equals "accepted" "$(json .accepted)" true
berth job list
says "no jobs"

# What Slurm refuses is told, and explained.
job_file long.sh "--time=9-00:00:00" <<< true
berth job test long.sh
exits 4
complains R03 "time limit" "more time than the partition allows"
berth job test long.sh --json
equals "accepted" "$(json .accepted)" false
printf '#!/bin/bash\n#SBATCH --partition=small\ntrue\n' > unpaid.sh
berth job submit unpaid.sh
exits 4
complains R03 "--account"

# A job that runs and writes; the log is emptied and grows on.
job_file writer.sh "--job-name=writer|one" "--output=$WORK/%x-%j.log" << 'END'
log=$(scontrol show job "$SLURM_JOB_ID" | sed -n 's/ *StdOut=//p')
printf 'loading 1%%\rloading 100%%\r\n'
echo first
while [ ! -e go-on ]; do sleep 0.1; done
: > "$log"
echo second
while [ ! -e end ]; do sleep 0.1; done
echo last
exit 3
END
berth job submit writer.sh
exits 0
writer=$out
equals "a number" "${writer//[0-9]/}" ""
job_file after.sh <<< 'echo never'
berth job submit after.sh --after "$writer" --json
exits 0
after=$(json .id)
wait_for_state "$writer" RUNNING
berth job list
exits 0
says "writer|one"
says "(Dependency)"
says "1 job runs, 1 waits"
berth job list --json
equals "schema" "$(json .schema)" berth.job.list/1
equals "name" "$(json ".jobs[] | select(.id == \"$writer\") | .name")" "writer|one"
equals "limit" "$(json ".jobs[] | select(.id == \"$writer\") | .limit")" 300
berth job show "$writer"
exits 0
says "RUNNING: it runs"
says "$WORK/writer|one-$writer.log"
says "nid001000"
berth job show "$after"
says "Dependency: it waits for another job"
says "afterok:$writer"
"$BERTH" job log "$writer" -f > followed 2> followed-err &
follower=$!
for ((i = 0; i < 300; i++)); do grep -q first followed && break; sleep 0.1; done
touch go-on
for ((i = 0; i < 300; i++)); do grep -q second followed && break; sleep 0.1; done
berth job log "$writer" -n 1
equals "the last line" "$out" second
touch end
# It notices the end by itself.
wait $follower
equals "exit code of the follower" $? 0
equals "followed" "$(< followed)" $'loading 100%\nfirst\nsecond\nlast'
grep -q "Q08" followed-err || fail "the emptied log went unnoticed" "$(< followed-err)"
grep -q "job $writer has ended: FAILED" followed-err || fail "the end went unnoticed" "$(< followed-err)"
berth job show "$writer"
says "FAILED: its script ended with an error"
says "exit code  3"
says "berth job log $writer"
berth job show "$writer" --json
equals "exit code" "$(json '.jobs[0].exit_code')" 3
wait_for_state "$after" PENDING
for ((i = 0; i < 100; i++)); do
  berth job show "$after"
  [[ $out == *Never* ]] && break
  sleep 0.2
done
says "DependencyNeverSatisfied: the job that it waits for did not end as it should"
berth job log "$after"
exits 1
complains Q05 "PENDING"

# Other ways to fail.
job_file missing.sh <<< no-such-command
job_file nowhere.sh "--output=/nonexistent/%j.out" <<< true
job_file slow.sh "--time=1" <<< 'exec sleep 100'
berth job submit missing.sh
missing=$out
berth job submit nowhere.sh
nowhere=$out
wait_for_job "$missing"
wait_for_job "$nowhere"
berth job show "$missing"
says "a command in it was not found"
berth job log "$missing"
says "command not found"
berth job show "$nowhere"
says "its output file could not be opened"
berth job log "$nowhere"
exits 1
complains Q05 "FAILED"

# Held and arrays.
job_file held.sh --hold <<< true
berth job submit held.sh
held=$out
berth job show "$held"
says "JobHeldUser: it is held by its owner"
says "scontrol release $held"
job_file array.sh "--array=1-4%1" "--output=$WORK/array-%A_%a.log" << 'END'
echo "index $SLURM_ARRAY_TASK_ID"
exec sleep 100
END
berth job submit array.sh
array=$out
wait_for_state "${array}_1" RUNNING
berth job list
says "${array}_1"
says "${array}_[2-4%1]"
berth job show "${array}_3"
says "JobArrayTaskLimit"
for ((i = 0; i < 100; i++)); do
  berth job log "${array}_1"
  [[ $out == *index* ]] && break
  sleep 0.1
done
equals "log of one" "$out" "index 1"
berth job log "$array"
equals "log of the array" "$out" "index 1"
[[ $err == *"this is ${array}_1"* ]] || fail "it does not say which" "$err"
berth job log "${array}_3"
exits 1
complains Q05

# Cancelling: one of an array that waits, all of it, and what is not there.
berth job cancel "${array}_3" --yes
exits 0
berth job list
says "${array}_[2,4%1]"
berth job cancel "$array" "$held" 999999 --yes --json
exits 1
equals "cancelled" "$(json '.cancelled | join(" ")')" "$array $held"
equals "not there" "$(json '.diagnostics[0].id')" Q03
wait_for_job "${array}_1"
equals "state" "$state" CANCELLED
berth job show "$held"
says "CANCELLED: it was cancelled"
never_says "JobHeldUser"
berth job cancel "$after" --yes
exits 0
is_quiet

# A log that its job has not begun yet is waited for; ^C ends that.
job_file later.sh --begin=now+1hour <<< true
berth job submit later.sh
later=$out
env --default-signal=INT "$BERTH" job log "$later" -f > followed 2> followed-err &
follower=$!
for ((i = 0; i < 300; i++)); do grep -q waiting followed-err && break; sleep 0.1; done
kill -INT $follower
wait $follower
equals "exit code after ^C" $? 130
berth job cancel "$later" --yes
exits 0

# What is free, beside the limits.
berth job submit slow.sh
slow=$out
wait_for_state "$slow" RUNNING
berth job partitions --json
exits 0
equals "GPUs" "$(json '.partitions[] | select(.name == "standard-g") | "\(.gpus_idle)/\(.gpus)"')" 8/8
equals "idle" "$(json '.partitions[] | select(.name == "small") | "\(.nodes_idle)/\(.nodes) \(.max_nodes)"')" "1/2 4"
berth job partitions
says "dev-g"

# This Slurm has no accounting.
berth job history
exits 3
complains Q04
berth job partitions --limits
exits 3
complains Q04
berth job show 999999
exits 1
complains Q03

# The controller goes away; no job of ours is left behind it.
berth job cancel "$slow" --yes
exits 0
wait_for_job "$slow"
kill "$(< "$SLURM/run/slurmctld.pid")"
for ((i = 0; i < 100; i++)); do timeout 1 scontrol ping 2> /dev/null | grep -q DOWN && break; sleep 0.1; done
berth job list
exits 3
complains Q01 "does not answer"
finish
