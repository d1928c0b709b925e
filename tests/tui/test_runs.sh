# What runs, on a real Slurm: the reason of a job that waits, a log that is followed while it grows, cancelling,
# and the job's row when it has ended.
export BERTH_SLURM_C=2 BERTH_SLURM_G=1
. "$SOURCE/tests/e2e/lib.sh" || exit 1
export BERTH_SITE=demo SBATCH_ACCOUNT=$ACCOUNT
. "$SOURCE/tests/tui/lib.sh" || exit 1

play '@wait
"7"
@wait
@expect nothing runs or waits
X
@expect nothing is chosen
@resize 40 12
@expect nothing runs' --ascii
exits 0

# Lines come while we look, one for each that the file "go" gets.
cat > counting.sh << END
#!/bin/bash
#SBATCH --account=$ACCOUNT --partition=small --time=10 --mem=1G --job-name=counting
printf 'first \033[31mline\033[0m\n'
printf '10%%\r20%%\rall of it\n'
until [ -e $PWD/go ]; do sleep 0.2; done
echo second line
sleep 600
END
counting=$("$BERTH" job submit counting.sh --site demo 2> /dev/null) || fail "it was not submitted"
printf '#!/bin/bash\n#SBATCH --account=%s --partition=small --time=10 --hold --job-name=held\ntrue\n' $ACCOUNT > held.sh
held=$("$BERTH" job submit held.sh --site demo 2> /dev/null) || fail "it was not submitted"
# A word leads to its row; an empty answer looks again, round the end.
play '@wait
"7"
@wait
@expect counting
/
"held"
enter
@expect held by its owner
/
"counting"
enter
@wait
@absent held by its owner
/
"no such"
enter
@expect no row has '"'no such'"
exits 0
(for ((i = 0; i < 600; i++)); do [ ! -e seen-first.txt ] || break; sleep 0.1; done; touch go) &
play "@wait
\"7\"
@wait
@expect counting
@expect JobHeldUser
@expect held by its owner
R
@expect only runs of builds
enter
@wait
@expect Nothing so far
esc
down
@expect first line
@expect all of it
@absent 20%
@save seen-first.txt
@expect second line
@resize 40 12
@expect Jobs and runs
tab
@expect second line
tab
@resize 132 50
enter
@expect RUNNING: it runs
X
@expect berth job cancel $counting --yes
esc
@wait" --size 132x50
exits 0
wait
equals "left at the question, it runs" "$(squeue -h -j "$counting" -o %T)" RUNNING

# Read-only, nothing can be cancelled; else it is seen soon, and its row stays with "ended too".
play '"7"
@wait
X
@expect read-only' --read-only
exits 0
play "@wait
\"7\"
@wait
@expect held
X
@expect berth job cancel $held --yes
y
@wait
@expect cancelled
@expect CANCELLED
v
@expect berth job show $held" --size 132x50
exits 0
equals "the other one runs" "$(squeue -h -j "$counting" -o %T)" RUNNING
equals "it is gone" "$(squeue -h -t pending,running -j "$held" -o %T)" ""

# A job that has ended before anybody looked is there, with why it failed, until it is left out.
printf '#!/bin/bash\n#SBATCH --account=%s --partition=small --time=10 --mem=1G --job-name=failing\nexit 3\n' $ACCOUNT > failing.sh
failing=$("$BERTH" job submit failing.sh --site demo 2> /dev/null) || fail "it was not submitted"
for ((i = 0; i < 300; i++)); do [ -n "$(squeue -h -t pending,running,completing -j "$failing" -o %T)" ] || break; sleep 0.1; done
play '@wait
"7"
@wait
@expect FAILED
down
@wait
@expect its script ended with an error
a
@expect are left out' --size 132x50
exits 0

# A controller that does not answer is told, and nothing else stops.
SLURM_CONF=/nonexistent/slurm.conf play '"7"
@wait
@expect Jobs and runs
r
@wait
@resize 40 12
enter
esc' --size 80x24
exits 0
scancel "$counting"
finish
