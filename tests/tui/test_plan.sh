# Plans: shown in full, confirmed, run; and what runs when one leaves.
. "$SOURCE/tests/tui/lib.sh" || exit 1
cat > berth.yaml << 'END'
job:
  partition: standard-g
  account: project_465000000
  time: 1:00:00
  nodes: 1
  ntasks-per-node: 8
  command: [hostname]
END

# Left with Esc, nothing is touched.
play '@wait
"5"
@wait
w
@wait
@save shown.txt
esc
@wait' --size 132x50
exits 0
checks=$((checks + 1)); ls ./*.sh 2> /dev/null && fail "a script was written without a yes"
# Answered, it is there, and it is the one that berth writes.
play '@wait
"5"
@wait
w
@wait
"first.sh"
enter
@wait
@save shown.txt
"y"
@wait
@expect first.sh' --size 132x50
exits 0
has_file shown.txt "#SBATCH"
"$BERTH" job script --site demo > expected 2> /dev/null
checks=$((checks + 1))
cmp -s job.shfirst.sh expected ||
  fail "it is not what 'berth job script' writes" "$(diff job.shfirst.sh expected)"
play '@wait
"5"
@wait
w
@expect read-only' --read-only
exits 0
finish
