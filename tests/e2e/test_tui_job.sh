# From the workbench to a job of a real Slurm: asked whether it would be taken, submitted, run, and refused.
. "$SOURCE/tests/e2e/lib.sh" || exit 1
export XDG_STATE_HOME=$WORK/state TERM=xterm-256color
mkdir project && cd project || exit 1
cat > berth.yaml << END
job:
  partition: standard
  account: $ACCOUNT
  nodes: 1
  time: 5
  launcher: mpi
  ntasks-per-node: 2
  command: [sh, -c, "echo it runs on task \$SLURM_PROCID"]
END
play() {
  printf '%s\n' "$1" > "$WORK/script"
  berth tui --site lumi --script "$WORK/script" --size 132x50
}

# What would be done is shown first, and left with Esc nothing is.
play '@wait
"5"
@wait
@expect #SBATCH --partition=standard
S
@wait
@expect sbatch
esc
@wait
t
@wait
@expect sbatch --test-only
"y"
@wait
@expect Slurm would accept the job'
exits 0
checks=$((checks + 1))
[ -z "$(squeue -h -t all)" ] || fail "a job was submitted without a yes" "$(squeue -t all)"

play '@wait
"5"
@wait
S
@wait
"y"
@wait
@expect submitted: job'
exits 0
job=$(squeue -h -t all -o %A | head -n 1)
checks=$((checks + 1)); [ -n "$job" ] || fail "there is no job" "$out" "$err"
wait_for_job "$job"
equals "how it ended" "$state" COMPLETED
for ((i = 0; i < 100; i++)); do grep -qs 'task 1' ./*.out && break; sleep 0.1; done
has_line() {
  checks=$((checks + 1))
  grep -qF "$1" ./*.out || fail "the output has no '$1'" "$(cat ./*.out)"
}
has_line "it runs on task 0"
has_line "it runs on task 1"

# What Slurm refuses is told in its words, and that nothing was accepted is seen.
sed -i 's|nodes: 1|nodes: 400|' berth.yaml
play '@wait
"5"
@wait
t
@wait
"y"
@wait
@absent would accept the job
@save refused.txt'
exits 0
checks=$((checks + 1))
grep -qi 'node configuration\|node count\|more processors' refused.txt || fail "why it was refused is not told" "$(cat refused.txt)"
finish
