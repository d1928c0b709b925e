# The commands that talk to Slurm, without one and with one in a bad mood.
. "$SOURCE/tests/cli/lib.sh" || exit 1
moods=$SOURCE/tests/stand-ins/slurm
printf '#!/bin/bash\n#SBATCH --account=project_465000001\ntrue\n' > job.sh
asking=("job list" "job show 1" "job history" "job log 1" "job cancel 1 --yes" "job partitions"
  "job partitions --limits" "job submit job.sh" "job test job.sh")

# Without Slurm: said, with exit code 3.
mkdir -p bin
for command in "${asking[@]}"; do
  # shellcheck disable=SC2086
  PATH=$WORK/bin berth $command
  exits 3
  complains R02 "cannot find"
done
# The limits of the site file are there all the same.
PATH=$WORK/bin berth job partitions
says "standard-g"
says "2-00:00:00"
PATH=$WORK/bin berth job partitions --json
exits 3
equals "limit" "$(json '.partitions[] | select(.name == "dev-g") | .max_time')" 10800
equals "what is free" "$(json '.partitions[] | select(.name == "dev-g") | .nodes_idle')" null
equals "diagnostic" "$(json '.diagnostics[0].id')" R02

# In a bad mood.
PATH=$moods:$PATH
bad() { # MOOD STATUS ID COMMAND...
  local mood=$1 status=$2 id=$3
  shift 3
  export BERTH_MOOD=$mood
  for command; do
    # shellcheck disable=SC2086
    berth $command
    exits "$status"
    complains "$id"
    plain
  done
  # shellcheck disable=SC2086
  berth $1 --json
  exits "$status"
  equals "id" "$(json '.diagnostics[0].id')" "$id"
}
all=("job list" "job show 1" "job log 1" "job cancel 1 --yes" "job partitions" "job history")
bad down 3 Q01 "${all[@]}"
bad busy 3 Q01 "job list"
bad garbage 4 Q02 "${all[@]}"
bad half 4 Q02 "${all[@]}"
bad killed 4 R04 "job list" "job cancel 1 --yes"
bad flood 4 Q02 "job show 1"
bad no-accounting 3 Q04 "job history" "job partitions --limits"

# Submitting to a Slurm that is down, or that answers anything.
BERTH_MOOD=down berth job submit job.sh
exits 4
complains R03 "Slurm does not answer"
# On a host that has no Slurm but its programs.
for command in submit test; do
  BERTH_MOOD=nowhere berth job $command job.sh
  exits 4
  complains R03 "no configuration of Slurm" "run it on a login node"
done
BERTH_MOOD=garbage berth job submit job.sh
exits 4
complains Q02 "tells no job"
plain
BERTH_MOOD=garbage berth job submit job.sh --json
equals "id" "$(json '.id')" null
BERTH_MOOD=silent berth job list
exits 0
says "no jobs"
is_quiet
BERTH_MOOD=silent berth job list --json
equals "jobs" "$(json '.jobs | length')" 0
BERTH_MOOD=silent berth job history --json
equals "schema" "$(json .schema)" berth.job.history/1

# Without an id the newest job is meant; the tasks of an array have higher numbers than jobs that came later.
for command in "job show" "job log"; do
  # shellcheck disable=SC2086
  BERTH_MOOD=silent berth $command; exits 1; complains Q03 "no job for a week" "berth job submit"
  # shellcheck disable=SC2086
  BERTH_MOOD=down berth $command; exits 3; complains Q01
done
mkdir recorded
printf '#!/bin/sh\ncat %s\n' "$SOURCE/tests/fixtures/slurm/22.05.8/squeue" > recorded/squeue
printf '#!/bin/sh\ngrep -a "JobId=$4 " %s\n' "$SOURCE/tests/fixtures/slurm/22.05.8/scontrol-jobs" > recorded/scontrol
chmod 755 recorded/squeue recorded/scontrol
PATH=$WORK/recorded:$PATH berth job show; exits 0; says "job 19, later"
equals "which one" "$err" "berth: job 19 is your newest (later)"
PATH=$WORK/recorded:$PATH berth job show --json; exits 0; is_quiet; equals "id" "$(json '.jobs[0].id')" 19
PATH=$WORK/recorded:$PATH berth job log; complains Q05 "berth: job 19 is your newest (later)" "'berth job show 19'"

# ^C while Slurm is slow ends at once, and what was asked with it.
export BERTH_MOOD=slow
for command in "job list" "job show 1" "job log 1 -f" "job submit job.sh"; do
  # A shell starts what runs beside it deaf to ^C; env makes it hear again.
  # shellcheck disable=SC2086
  env --default-signal=INT "$BERTH" $command > .out 2> .err &
  pid=$!
  for ((i = 0; i < 300; i++)); do
    child=$(pgrep -P $pid -x sleep) && break
    sleep 0.1
  done
  kill -INT $pid
  wait $pid
  equals "exit code of '$command' after ^C" $? 130
  [ -n "$child" ] || fail "'$command' asked nothing" "$(< .err)"
  equals "what '$command' asked" "$(ps -o stat= -p "$child" 2> /dev/null | grep -v '^Z')" ""
done

# Usage.
berth job show x
exits 2
complains U05 "no job"
berth job show --help
exits 0
berth job cancel
exits 2
berth job cancel 1 '2;reboot' --yes
exits 2
complains U05
berth job cancel 1 < /dev/null
exits 2
complains Q06 "--yes"
berth job history --since '--all'
exits 2
complains U05
berth job submit nothing.sh
exits 5
complains F20
mkdir -p folder
for word in submit test; do
  berth job $word folder
  exits 5
  complains F20 "cannot read 'folder'" "of a file, not of a folder"
done
berth job submit job.sh --after x
exits 2
complains U05

# Plans are shown and saved without asking anybody.
export BERTH_MOOD=slow
# What Slurm would take and is wrong all the same is said, and stops nothing; nor does a site that is wrong.
cat > wrong.sh << 'END'
#!/bin/bash
#SBATCH -A project_465000001 -p standard-g -t 30 -N 1 --ntasks-per-node=8 --gpus-per-node=8
export ROCR_VISIBLE_DEVICES=$SLURM_LOCALID
srun --cpu-bind=map_cpu:48,57,17,25,1,9,33,41 hostname
END
for word in submit test; do
  berth job $word wrong.sh --show; exits 0; complains S53 "wrong.sh: warning: 2 mistakes in the script: in the batch" "(line 3, G06); core 48" "(line 4, B01)" "berth job check"
done
(cat wrong.sh; sed -n '4p;4p' wrong.sh) > worse.sh
berth job submit worse.sh --show; exits 0; complains S53 "worse.sh: warning: 4 mistakes in the script [S53]"
sed '/ROCR/d' wrong.sh > one.sh; berth job submit one.sh --show; complains S53 "1 mistake in the script: core 48" "about it"
sed '/ROCR/d; s/:48/:49/' wrong.sh > right.sh
berth job submit right.sh --show; exits 0; never_complains S53
printf 'extends: lumi\nnonsense: 1\n' > bad-site.yaml
berth job submit wrong.sh --show --site ./bad-site.yaml; exits 0; is_quiet
berth job submit job.sh --after 4711 --after 4712 --show
exits 0
says 'sbatch --parsable --dependency=afterok:4711:4712 ./job.sh'
berth job test job.sh --show --json
exits 0
equals "argv" "$(json '.plan.steps[0].argv | join(" ")')" "sbatch --test-only ./job.sh"
berth job cancel 4711_3 --save cancel.sh
exits 0
equals "saved" "$(tail -n 1 cancel.sh)" "scancel 4711_3 < /dev/null"
[ -x cancel.sh ] || fail "cancel.sh cannot be run"
berth job cancel 4712 --save cancel.sh
exits 5
complains F22
berth job cancel 4712 --save cancel.sh --force
exits 0
finish
