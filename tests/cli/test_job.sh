# The batch scripts that `berth job script` writes: the golden ones, every mistake that it finds,
# and values that try to break out of their quotes.
. "$SOURCE/tests/cli/lib.sh" || exit 1
. "$SOURCE/tests/cli/job_lib.sh" || exit 1

script linear-gcd --partition standard-g --image ./$torch --strategy linear-gcd "${train[@]}"; is_quiet
script four-nodes --partition standard-g --nodes 4 --image ./$torch "${train[@]}"; is_quiet
script old-image --partition standard-g --image ./$old "${train[@]}"; complains C14 "6.1 to 7.0"
script laif --partition standard-g --nodes 2 --image ./$laif "${train[@]}"; is_quiet
script green --partition standard-g --image ./$torch --strategy green "${train[@]}"; is_quiet
script two-gcds --partition standard-g --image ./$torch --gpus-per-task 2 "${train[@]}"
script shared-gcds --partition standard-g --image ./$torch --tasks-per-gpu 2 "${train[@]}"
script gpu-bind --partition standard-g --image ./$torch --mechanism gpu-bind "${train[@]}"
script gpu-bind-pairs --partition standard-g --image ./$torch --mechanism gpu-bind \
  --gpus-per-task 2 "${train[@]}"
script half-node --partition standard-g --image ./$torch --order 4,5,2,3 "${train[@]}"
script torchrun --partition standard-g --image ./$laif --launcher torchrun "${train[@]}"; is_quiet
script torchrun-two-nodes --partition standard-g --nodes 2 --image ./$laif --launcher torchrun \
  -- python -u -X dev -m package.train --epochs 3
script mpi --partition standard-g --nodes 2 --image ./$laif --launcher mpi -- ./simulate input.dat
script small-g --partition small-g --gpus-per-node 2 --image ./$torch "${train[@]}"
complains B05 "only when it runs" "--exclusive"
script small-g-exclusive --partition small-g --exclusive --image ./$torch "${train[@]}"; is_quiet
script single --partition small-g --launcher single --image ./$old "${train[@]}"
script linear-ccd --partition standard --strategy linear-ccd --image ./own.sif -- ./simulate
script cpu-mpi --partition standard --nodes 2 --launcher mpi --image ./own.sif -- ./simulate
script both-threads --partition small --ntasks-per-node 4 --cores 8 --both-threads -- ./simulate
script plain --partition small -- ./simulate
script options --partition small-g --image ./$torch --preset user-software --bind /opt/data:/data:ro \
  --env DEBUG=1 --env OMP_NUM_THREADS=3 --mem 100G --job-name 'my job' --output 'logs/%j.out' \
  --launcher single -- python train.py

# torchrun takes the place of the interpreter, wherever its options stand.
torchrun() { # WANTED WORDS...
  local wanted=$1
  shift
  berth job script "${A[@]}" --partition standard-g --launcher torchrun -- "$@"
  exits 0
  complains B11
  equals "torchrun" "$(sed -n '/^srun/,$p' <<< "$out" | sed 1d)" "$wanted"
}
run='-m torch.distributed.run --nproc-per-node=8 --standalone'
torchrun "  python $run \\
  train.py" python train.py
torchrun "  python3.12 -u $run \\
  train.py -m" python3.12 -u train.py -m
torchrun "  python -Wignore -X dev -O $run \\
  -m pkg.train x" python -Wignore -X dev -Om pkg.train x
torchrun "  python $run \\
  -m pkg" python -mpkg
torchrun "  python $run --no-python \\
  python -c 'print(1)'" python -c 'print(1)'
torchrun "  python $run --no-python \\
  bash train.sh" bash train.sh
torchrun "  python $run \\
  ./train.py" ./train.py

# The mistakes of the issue.
g=(--partition standard-g)
refused 1 S03 "standard-g" --partition standrad-g
refused 1 S03 "there are: standard" --partition whatever
A=(--account project_465000001)
refused 1 S08 "--time=2-00:00:00" "${g[@]}" --time 2-00:00:01
refused 2 U05 "1-12:00:00" "${g[@]}" --time soon; never_complains S39
A+=(--time 30)
refused 1 S09 "1024" "${g[@]}" --nodes 1025
refused 1 S09 "'standard' allows 512 nodes" --partition small --nodes 5
refused 1 S18 "--mem=480G" "${g[@]}" --mem 481G
refused 2 U05 "60G" "${g[@]}" --mem plenty
refused 1 S11 "128 tasks a node gives 1" --partition standard --ntasks-per-node 128 --cores 2
refused 1 S10 "8 of its 64 cores are reserved" --partition small-g --ntasks-per-node 8 --cores 8
refused 1 B17 "" "${g[@]}" --ntasks-per-node 9
refused 1 S12 "--tasks-per-gpu" --partition small-g --ntasks-per-node 9
refused 1 S12 "small-g" --partition small --gpus-per-node 1
refused 1 B01 "7 cores at most" "${g[@]}" --cores 8
refused 1 B01 "7 cores at most" "${g[@]}" --order 4,5,2,3 --cores 8
refused 1 B03 "GCD 4" "${g[@]}" --order 4,5,4
refused 1 S41 "linear-gcd" "${g[@]}" --strategy linear-gdc
refused 1 S42 "GPUs" --partition standard --launcher torchrun
refused 1 I20 "nearest" "${g[@]}" --root . --image lumi-pytorch-rocm-7
refused 1 I21 "newest" "${g[@]}" --root . --image lumi-pytorch
refused 5 I01 "" "${g[@]}" --image ./gone.sif
refused 5 I03 "" "${g[@]}" --image /tmp
refused 1 M22 "slurm" "${g[@]}" --preset slrum
refused 1 M03 "image-src=/" "${g[@]}" --bind ./packages.sqsh:/packages
refused 1 M07 "/data:/data2" "${g[@]}" --bind /data:data2
refused 1 S44 "" "${g[@]}" --job-name $'a\nb'
refused 1 S44 "" "${g[@]}" --output $'x\e[31m'; plain
refused 1 S44 "4096" "${g[@]}" --output "$(printf '%5000s' | tr ' ' x)"
A=(--time 30)
refused 1 S04 "project_465000001" "${g[@]}"
refused 1 S04 "project_465000001" "${g[@]}" --account project_46500001
refused 1 S04 "project_465000001" "${g[@]}" --account MyProject
A=(--account project_465000001 --time 30)
berth job script "${g[@]}" --env NOVALUE "${A[@]}" -- true; exits 2; complains U05 "NAME=VALUE"
berth job script "${g[@]}" "${A[@]}"; exits 1; complains S43 "behind --"
berth job script "${g[@]}" "${A[@]}" python train.py; exits 2; complains U07 "behind '--'"
SBATCH_ACCOUNT=project_465000002 berth job script "${g[@]}" -t 5 -- true; exits 0
says "#SBATCH --account=project_465000002"
berth job script "${g[@]}" --account project_465000001 -- true; exits 0; complains S39 "--time="
# Two numbers are minutes and seconds for Slurm, and hours and minutes for people.
berth job script "${g[@]}" --account project_465000001 --time 2:00 -- true; exits 0
complains S52 "minutes and seconds" "write 2:00:00"; says "--time=00:02:00"
for time in 2 2:00:00 1-2 1-2:30; do
  berth job script "${g[@]}" --account project_465000001 --time $time -- true; exits 0; never_complains S52
done
# An image without a name of the machine's gets file systems only; over several nodes that is said.
berth job script "${A[@]}" --partition standard-g --nodes 2 --image ./own.sif -- true; exits 0
complains C30 "'own.sif'" "keep the name" "--preset"
berth job script "${A[@]}" --partition standard-g --image ./own.sif -- true; exits 0; is_quiet
berth job script "${A[@]}" --partition standard-g --nodes 2 --image ./own.sif --preset cray -- true; exits 0
never_complains C30
# One of the machine's under another name is known by its label, which is said.
cp "$laif_path" "my image.sif"
berth job script "${A[@]}" --partition standard-g --nodes 2 --image "./my image.sif" -- true; exits 0
never_complains C30; complains I31 "'my image.sif' is taken for '$laif'"
berth image show "./my image.sif"; exits 0; says "family       laif"; complains I31 "$laif"
rm "my image.sif"
berth job script "${A[@]}" --partition interactive -- true; exits 0; complains S40

# Several mistakes are told in one run.
berth job script -A me -p standard-g -t 3-0 -N 2000 --mem 1T --image ./gone.sif -- true
exits 5 # of the first
for id in S04 S08 S09 S18 I01; do complains $id; done

# Images that are none, cut off, unreadable, vanished.
echo "<html>Not found" > page.sif
head -c 30000 $torch > short.sif
ln -s gone.sif dangling.sif
: > empty.sif
refused 1 I02 "" "${g[@]}" --image ./page.sif
refused 1 I02 "" "${g[@]}" --image ./empty.sif
refused 1 I04 "" "${g[@]}" --image ./short.sif
refused 5 I01 "" "${g[@]}" --image ./dangling.sif
cp $torch secret.sif; chmod 0 secret.sif; chmod 755 .
if "${as_nobody[@]}" test -x "$BERTH"; then
  start=("${as_nobody[@]}")
  refused 5 I01 "" "${g[@]}" --image ./secret.sif
  mkdir closed && chmod 555 closed
  berth job script "${g[@]}" "${A[@]}" -o closed/job.sh -- true; exits 5; complains F21 "ls -ld"
  equals "nothing left" "$(ls -A closed)" ""
  start=()
fi

# A script may be written for another machine: the host is checked only when asked for.
berth job script "${A[@]}" "${g[@]}" --bind /no/such/folder:/data -- true; exits 0; is_quiet
berth bind check /no/such/folder:/data; exits 1; complains M01 "leave it out"

# Links: the script names the file, so that it means the same tomorrow.
ln -s $torch latest.sif
berth job script "${A[@]}" "${g[@]}" --image ./latest.sif -- true; exits 0; complains I30 "$torch"
says "/$torch"; never_says latest.sif

# -o writes once, and replaces only when told to.
berth job script "${A[@]}" "${g[@]}" -o job.sh -- true; exits 0; equals "no output" "$out" ""
complains_nothing=$(grep -v '^berth: wrote job.sh$' <<< "$err"); equals "stderr" "$complains_nothing" ""
cp job.sh first.sh
berth job script "${A[@]}" "${g[@]}" -o job.sh -- true; exits 0
berth job script "${A[@]}" "${g[@]}" -o job.sh -- false; exits 5; complains F22 "--force"
equals "untouched" "$(cmp job.sh first.sh 2>&1)" ""
berth job script "${A[@]}" "${g[@]}" -o job.sh --force -- false; exits 0
equals "replaced" "$(tail -n 1 job.sh)" "  false"
berth job script "${A[@]}" "${g[@]}" -o no/folder/job.sh -- true; exits 5; complains F21 "mkdir -p no/folder"
ln -s first.sh link.sh
berth job script "${A[@]}" "${g[@]}" -o link.sh --force -- false; exits 5; complains F21 "link"
berth job script "${A[@]}" "${g[@]}" -o . -- true; exits 5; complains F21 "a file, not"
mkfifo pipe
berth job script "${A[@]}" "${g[@]}" -o pipe --force -- true; exits 5; complains F21

# --show tells and does nothing; --save does the same later, without Berth.
berth job script "${A[@]}" "${g[@]}" --show -o shown.sh --submit -- true; exits 0
says "writes shown.sh"; says "$ sbatch --parsable ./shown.sh"; says "#SBATCH --nodes=1"; absent shown.sh
berth job script "${A[@]}" "${g[@]}" --show --submit -- true; exits 0; says "which reads"; says "#SBATCH"
berth job script "${A[@]}" "${g[@]}" --save plan.sh -o saved.sh -- echo "it's"; exits 0; absent saved.sh
bash plan.sh; equals "plan.sh" $? 0
berth job script "${A[@]}" "${g[@]}" -- echo "it's"
equals "the same script" "$(< saved.sh)" "$out"
echo mine > saved.sh
bash plan.sh 2> /dev/null; equals "plan.sh does not overwrite" $? 5
equals "mine" "$(< saved.sh)" mine
berth job script "${A[@]}" "${g[@]}" --save plan.sh -o x.sh -- false; exits 5; complains F22
berth job script "${A[@]}" "${g[@]}" --save nothing.sh -- true; exits 1; complains S42 "-o"; absent nothing.sh

# In pieces.
berth job script "${A[@]}" "${g[@]}" --split "the pieces" --image ./$torch "${train[@]}"; exits 0
equals "pieces" "$(ls -A "the pieces" | tr '\n' ' ')" "environment.sh job.sh task.sh "
for piece in "the pieces"/*; do
  checks=$((checks + 1))
  (cd "the pieces" && shellcheck "${piece##*/}") > shellcheck.out || fail "$piece" "$(< shellcheck.out)"
done
checks=$((checks + 1)); [ -x "the pieces/task.sh" ] || fail "task.sh cannot be started"
berth job script "${A[@]}" "${g[@]}" --split "the pieces" --image ./$laif "${train[@]}"; exits 5; complains F22
berth job script "${A[@]}" --partition small --split two -- ./simulate; exits 0
equals "no task.sh" "$(ls -A two | tr '\n' ' ')" "environment.sh job.sh "

# JSON.
berth job script "${A[@]}" "${g[@]}" --json --image ./$torch "${train[@]}"; exits 0; is_quiet
equals schema "$(json .schema)" berth.job.script/1
equals script "$(json '.script | split("\n")[0]')" '#!/bin/bash'
equals plan "$(json '.plan | "\(.schema) \(.steps | length)"')" "berth.plan/1 0"
equals id "$(json .job_id)" null
equals diagnostics "$(json '.diagnostics | length')" 0
berth job script "${A[@]}" "${g[@]}" --json --image ./gone.sif --nodes 5000 -- true; exits 5; is_quiet
equals ids "$(json '[.diagnostics[].id] | sort | join(" ")')" "I01 S09"
berth job script "${A[@]}" "${g[@]}" --json --show --submit -- true; exits 0
equals "the plan's step" "$(json '.plan.steps[0] | "\(.argv | join(" ")) \(.input | length > 100)"')" "sbatch --parsable true"

# What is handed over is told, whatever else the site's sbatch says.
mkdir handing
cat > handing/sbatch << 'END'
#!/bin/sh
[ "$*" = --parsable ] || exit 9
cat > handed.sh
echo "Welcome to the machine"; echo "4711;lumi"
END
chmod 755 handing/sbatch
PATH=$PWD/handing:$PATH berth job script "${A[@]}" "${g[@]}" --submit -- true; exits 0
equals "said" "$out" "Submitted batch job 4711"; equals "handed over" "$(head -n 1 handed.sh)" '#!/bin/bash'
PATH=$PWD/handing:$PATH berth job script "${A[@]}" "${g[@]}" --submit --json -- true; exits 0; equals id "$(json .job_id)" 4711

# Hostile values. Stand-ins for srun and singularity record their words and start the rest.
mkdir bin
cat > bin/srun << 'END'
#!/bin/bash
printf '%s\0' "$@" > "$RECORD/srun"
while [[ $1 == --* ]]; do shift; done
SLURM_LOCALID=0 SLURM_PROCID=0 exec "$@"
END
cat > bin/singularity << 'END'
#!/bin/bash
printf '%s\0' "$@" > "$RECORD/singularity"
printf '%s' "$VALUE" > "$RECORD/value"
shift 2
exec "$@"
END
cat > bin/program << 'END'
#!/bin/bash
printf '%s\0' "$@" > "$RECORD/program"
END
printf '#!/bin/sh\necho nid000001\n' > bin/scontrol
chmod 755 bin/*
export RECORD=$WORK/record
mkdir "$RECORD"
words=(a "b c" '' "'" '"' "it's \"so\"" '$(touch pwned)' '`touch pwned`' '$HOME' '\' '\\n' '*' '?' '~' '#no' ';' '&' '|'
  '<' '>' '(' ')' '!' '{a,b}' '[a]' '^' '%x' '=' '-n' -- $'two\nlines' $'END\n)' $'\t' $'\r' $'\001\177' $'\e[31m' 'größe' $'\xff')
value=$'$(touch pwned) `touch pwned` \'"\\ \n#SBATCH --account=other\nEND $HOME'
hostile="it's a \"\$(touch pwned)\" \\ #image.sif"
cp $torch "$hostile"
ln -s $torch "$old.link"

runs() { # FOLDER SCRIPT IMAGE
  checks=$((checks + 1))
  (cd "$1" && USER=${WORK##*/} PATH=$WORK/bin:$PATH SLURM_JOB_ID=4711 SLURM_NTASKS=1 SLURM_JOB_NODELIST=nid000001 \
    SLURM_CPUS_PER_TASK=7 bash "$2") > run.out 2>&1 || fail "$ran: the script fails" "$(< run.out)"
  cmp -s "$RECORD/program" <(printf '%s\0' "${words[@]}") || fail "$ran: the words change" "$(tr '\0' '\n' < "$RECORD/program")"
  equals "the image" "$(tr '\0' '\n' < "$RECORD/singularity" | sed -n 2p)" "$WORK/${3#./}"
  equals "the value" "$(< "$RECORD/value")" "$value"
  equals "nothing is executed" "$(find . -name pwned)" ""
  rm -rf "$RECORD"/* "/tmp/${WORK##*/}-miopen-4711"
}
for options in "--partition standard-g" "--partition standard-g --mechanism gpu-bind" "--partition small-g" \
  "--partition small --launcher single"; do
  for image in "./$hostile" ./$old ./$laif; do
    # shellcheck disable=SC2086
    berth job script "${A[@]}" $options --image "$image" --env "VALUE=$value" --job-name '$(touch pwned) "x" \y' \
      --output '$(touch pwned) '"'%j.out" --force -o hostile.sh --split hostile -- program "${words[@]}"
    exits 0
    runs . hostile.sh "$image"
    # In a folder of its own the pieces find the image by its full path only.
    (cd hostile && ln -sf ../*.sif .)
    runs hostile job.sh "$image"
  done
done
equals "header" "$(sed -n 2p hostile.sh)" '#SBATCH --job-name="$(touch pwned) \"x\" \\y"'
equals "one account" "$(sed '/^$/q' hostile.sh | grep -c '^#SBATCH --account')" 1
berth job script --site demo --account project_465000001 --partition small -- ''
exits 1
complains S43 "empty"

finish
