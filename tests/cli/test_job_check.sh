# `berth job check`: scripts that are right, the ways to ask, and input that nobody should write.
. "$SOURCE/tests/cli/lib.sh" || exit 1
scripts=$SOURCE/tests/fixtures/scripts

# What Berth writes itself, and what courses teach.
berth job check --severity warning "$SOURCE"/tests/cli/golden/job/*
exits 0
is_quiet
# Nothing binds the workers that accelerate starts, some images are old, and one job asks for much memory; that is
# all there is to say.
berth job check "$SOURCE"/tests/cli/golden/job/*
exits 0
equals "notes" "$(grep -o '\[[A-Z][0-9]*\]' <<< "$err" | sort -u)" "[B11]
[C14]
[P02]
[S19]"
berth job check --severity warning "$SOURCE"/tests/fixtures/courses/*.sh
exits 0
is_quiet

# Strategies, launchers and mechanisms on every kind of partition; the whole matrix is in e2e.
cp "$easybuild/$torch" "$easybuild/$old" "$laif_path" .
mkdir matrix
count=0
write() { # OPTIONS...
  berth job script -A project_465000001 -t 60 "$@" -- python train.py
  # What the writer itself warns of or refuses is not to judge here.
  [ "$status" = 0 ] && [ -z "$err" ] || return 0
  count=$((count + 1))
  # The images of this test lie in /tmp, which C26 would be right about.
  printf '%s\n' "${out//"$WORK"//scratch/project_465000001}" > "matrix/$count.sh"
}
for image in ./$torch ./$laif; do
  for strategy in linear-gcd linear-ccd green third; do
    write -p standard-g --image $image --strategy $strategy
  done
  write -p standard-g -N 4 --image $image --strategy red --mechanism gpu-bind
  write -p standard-g -N 4 --image $image --launcher torchrun
  write -p standard-g -N 2 --image $image --launcher mpi
  write -p standard-g --image $image --gpus-per-task 2
  write -p dev-g --exclusive --image $image --cores 6
  write -p standard --image $image --strategy linear-ccd
  write -p small-g --image $image --launcher single
done
checks=$((checks + 1))
[ $count -ge 18 ] || fail "only $count scripts were written"
berth job check matrix/*.sh
exits 0
is_quiet

# Exit codes, severities, rules.
berth job check "$scripts/B01-positive.sh"; exits 1; complains B01 "error"
berth job check "$scripts/S24-positive.sh"; exits 0; complains S24 "note"
berth job check --severity warning "$scripts/S24-positive.sh"; exits 0; is_quiet
berth job check --severity error "$scripts/G04-positive.sh"; exits 0; is_quiet
berth job check --rule G "$scripts/B01-positive.sh"; exits 0; is_quiet
berth job check --rule b01 "$scripts/B01-positive.sh"; exits 1; complains B01
berth job check no-such-file.sh; exits 5; complains F20
berth job check; exits 2
berth job check .; exits 5

# Standard input, and comments that turn findings off.
body='#SBATCH --account=project_465000001
#SBATCH --partition=standard-g
#SBATCH --nodes=1 --gpus-per-node=8 --ntasks-per-node=8 --time=10'
check() { # LINES...
  printf '%s\n' '#!/bin/bash' "$body" "$@" > job.sh
  berth job check - < job.sh
}
bad='srun --gpu-bind=closest ./program'
check "$bad"; exits 1; complains G04 "-:5:6"
check "# berth: ignore G04" "$bad"; exits 0; is_quiet
check "$bad # berth: ignore G04"; exits 0; is_quiet
check "true" "# berth: ignore G" "$bad"; exits 0; is_quiet
check "true" "# berth: ignore B01, G04" "$bad"; exits 0; is_quiet
check "true" "# berth: ignore" "$bad"; exits 0; is_quiet
check "true" "# berth: ignore B04" "$bad"; exits 1; complains G04
check "true" "# berth: ignore G04" "true" "$bad"; exits 1; complains G04
check "# berth: ignore G04" "true" "$bad" "$bad"; exits 0; is_quiet

# JSON.
check "$bad"
berth job check --json job.sh; exits 1; is_quiet
equals schema "$(json .schema)" berth.job.check/1
equals finding "$(json '.files[0].findings[] | "\(.id) \(.severity) \(.line) \(.column) \(.fixable)"')" "G04 warning 5 6 false"
berth job rules --json; exits 0
equals rules "$(json '.rules | map(select(.id == "B01")) | length')" 1

# SARIF.
berth job check --sarif "$scripts/B01-positive.sh" 'no such.sh'; exits 5
equals version "$(json '.version')" 2.1.0
equals result "$(json '.runs[0].results[0] | "\(.ruleId) \(.level) \(.locations[0].physicalLocation.region.startLine)"')" "B01 error 11"
equals rules "$(json '[.runs[0].results[].ruleId] - [.runs[0].tool.driver.rules[].id] | length')" 0
berth job check --sarif job.sh; exits 1; is_quiet

# Fixes: first as a diff that `patch` takes, then in the file, which keeps its mode and loses nothing.
c=ff
masks=0xff000000000000,0xff00000000000000,0xff0000,0xff000000,0xff,0xff00,0xff00000000,0xff0000000000
check true true true true true "srun --cpu-bind=cpu_mask:$masks ./a" true "NAME = value" \
  "srun --cpu-bind=mask_cpu:$masks --gpu-bind=map:0,1,2,3,4,5,6,7 bash -c \"echo \$SLURM_PROCID\""
cp job.sh before.sh
chmod 750 job.sh
berth job check --fix job.sh; exits 1; complains B01; complains B09; complains S30; complains G01; complains G07
equals "not written" "$(cmp job.sh before.sh)" ""
cp before.sh patched.sh
checks=$((checks + 1))
patch -s patched.sh <<< "$out" || fail "patch does not take the diff" "$out"
berth job check --write job.sh
equals "as patched" "$(diff job.sh patched.sh)" ""
equals mode "$(stat -c %a job.sh)" 750
equals mended "$(tail -n 4 job.sh)" "srun --cpu-bind=mask_cpu:$masks ./a
true
NAME=value
srun --cpu-bind=mask_cpu:${masks//ff/fe} --gres-flags=allow-task-sharing --gpu-bind=map:0,1,2,3,4,5,6,7 bash -c \"echo \\\$SLURM_PROCID\""
berth job check --write job.sh; never_complains B09; never_complains S30
berth job check --write job.sh; exits 0; is_quiet
berth job check --write - < before.sh; exits 2; complains U05
printf '#!/bin/bash\r\n#SBATCH -p small -A project_465000001 -t 5\r\nsrun ./a\r\n' > crlf.sh
berth job check --fix --write crlf.sh; exits 0
equals "no CR" "$(grep -c $'\r' crlf.sh)" 0
printf '\xef\xbb\xbf#!/bin/bash\n#SBATCH -p small -A project_465000001 -t 5\nsrun ./a\n' > mark.sh
berth job check --fix --write mark.sh
equals "no byte order mark" "$(head -c 2 mark.sh)" "#!"
# What a wrapper becomes is what it gets, in here-documents that expand and in others.
for end in END "'END'"; do
  arguments='\$*'
  [ "$end" = END ] || arguments='$*'
  printf '%s\n' '#!/bin/bash' '#SBATCH -p standard-g -A project_465000001 -t 5 -N 1 --ntasks-per-node=2 --gpus-per-node=8' \
    "cat > wrapper <<$end" '#!/bin/bash' "exec $arguments" END 'chmod +x wrapper' 'srun ./wrapper ./a' > loose.sh
  berth job check --write loose.sh; never_complains G08
  grep -v '^srun' loose.sh | bash
  equals "words of $end" "$(./wrapper printf '<%s>' 'a b' c)" "<a b><c>"
done
printf 'echo a\nX = 1' > end.sh
berth job check --fix end.sh; exits 1; says "No newline at end of file"
mkdir closed; cp before.sh closed/job.sh; chmod 555 closed; chmod 755 .
if "${as_nobody[@]}" test -x "$BERTH"; then
  start=("${as_nobody[@]}")
  berth job check --write closed/job.sh; exits 5; complains F21
  equals "untouched" "$(cmp closed/job.sh before.sh)" ""
  start=()
fi

# What nobody should write: it ends, says what it sees, and never breaks the terminal.
printf '#!/bin/bash\r\n#SBATCH -p small\r\nsrun ./a\r\n' > crlf.sh
berth job check crlf.sh; exits 1; complains S46 "dos2unix"
printf '#!/bin/bash\n#SBATCH -p small\necho \0 a\0b\nsrun "x\0y"' > nul.sh
berth job check nul.sh; exits 1; complains S51 "nul.sh:3"
printf '#!/bin/bash\n#SBATCH -p \033[31mred\n\xff\xfe srun "\x80' > bytes.sh
berth job check bytes.sh; exits 1; complains S03; plain
{ echo '#!/bin/bash'; echo '#SBATCH -p small -A project_465000001 -t 5'; printf 'x=%s1%s\n' "$(printf '$((%.0s' $(seq 10000))" "$(printf '))%.0s' $(seq 10000))"; } > deep.sh
berth job check deep.sh; exits 0; complains S47
printf '#!/bin/bash\n#SBATCH -p small -A project_465000001 -t 5\nif true; then\n  echo "a\n' > open.sh
berth job check open.sh; exits 1; complains S45
printf '#!/bin/bash\n#SBATCH -p small -A project_465000001 -t 5\ncat <<END\nx\n' > here.sh
berth job check here.sh; exits 0
# Clean for want of anything that could be wrong is said, whatever kind of nothing it is.
printf '' > empty.sh; berth job check empty.sh; exits 1; complains S50 "empty.sh:1" "the file is empty"
berth job check - < /dev/null; exits 1; complains S50 "the file is empty"
printf '\n \t\n' > blank.sh; berth job check blank.sh; exits 1; complains S50 "nothing but blanks"
printf '#!/bin/bash\n# todo\n' > todo.sh; berth job check todo.sh; exits 1; complains S50 "neither a command"
# Neither is what is no text: a program, an image.
cp "$(type -P true)" program; berth job check program; exits 1; complains S51 "program:1" "no text"
berth job check "$easybuild/$torch"; exits 1; complains S51 "berth image show"
printf '#!/bin/bash\ntrue\n' > true.sh; berth job check true.sh; exits 0; is_quiet
# Who asks is told that it was looked at; a diff has nothing between its lines.
equals "in order" "$out" "true.sh: in order"; berth job check - < true.sh; exits 0; says "standard input: in order"
berth job check true.sh empty.sh; exits 1; equals "the other one" "$out" "true.sh: in order"
berth job check true.sh --fix; exits 0; equals "no diff" "$out" ""
{ echo '#!/bin/bash'; echo '#SBATCH -p small -A project_465000001 -t 5'
  for ((i = 0; i < 2000; i++)); do echo "x=\"\$x\$x y\"; for a in 1 2 3; do x+=\$a; done"; done; } > double.sh
berth job check double.sh; exits 0
printf '#!/bin/bash\n#SBATCH -p small -A project_465000001 -t 5\nf() { f; f; }\nf\nbash -c "$0"\n' > again.sh
berth job check again.sh; exits 0
# A script that would tell if it were run.
printf '#!/bin/bash\n#SBATCH -p small\n$(touch ran)\n`touch ran`\nif "\n' > hostile.sh
echo 'touch ran' > rc; BASH_ENV=rc ENV=rc berth job check hostile.sh; exits 1; complains S45
absent ran

# Who runs where.
(cd "$SOURCE/tests/fixtures/courses" && cat green-ring.sh) > green-ring.sh
berth job explain green-ring.sh; exits 0; golden explain/green-ring
says "ROCR_VISIBLE_DEVICES=0 | 1 | 3 | 2 | 4 | 5 | 7 | 6"
berth job explain --ascii "$SOURCE/tests/fixtures/courses/linear-gcd.sh"; exits 0
says "which GPU each task takes"; says "0xfe000000000000"
berth job explain --json "$SOURCE/tests/cli/golden/job/gpu-bind-pairs"; exits 0
equals schema "$(json .schema)" berth.job.explain/1
equals ranks "$(json '.steps[0].ranks[] | "\(.rank) \(.cpus) \(.gcds | join(","))"')" "0 49-55,57-63 0,1
1 17-23,25-31 2,3
2 1-7,9-15 4,5
3 33-39,41-47 6,7"
equals environment "$(json '.steps[0].environment | "\(.WORLD_SIZE) \(.LOCAL_RANK) \(.RANK)"')" "4 0 null"
berth job explain --json "$SOURCE/tests/cli/golden/job/small-g"; exits 0
equals unknown "$(json '.steps[0].unknown | length > 0')" true
# What a machine reads: ranks that differ, and a task that has all of its node.
for name in pairs whole; do
  cp "$SOURCE/tests/cli/golden/job/$([ $name = pairs ] && echo two-gcds || echo torchrun-two-nodes)" $name.sh
  berth job explain --json $name.sh; exits 0
  out=$(jq --sort-keys .steps <<< "$out"); golden explain/$name.json
done
(cd "$SOURCE/tests/fixtures/courses" && cat torch-ranks.sh) > torch-ranks.sh
berth job explain --json torch-ranks.sh; exits 0
equals "ranks" "$(json '.steps[0].ranks | map(.environment.LOCAL_RANK) | join(" ")')" "0 1 2 3 4 5 6 7"
berth job explain whole.sh; exits 0; says "Slurm gives the task all cores that jobs can use"
berth job explain empty.sh; exits 0; says "no step"
finish
