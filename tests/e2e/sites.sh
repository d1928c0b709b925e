# Sourced by the tests of sites that are not LUMI: a real Slurm in the shape of SITE, and the site file of
# docs/examples/sites. Every script is read by bash, shellcheck, Berth's own judge and Slurm; its masks are
# held against what the machine's documents say of its nodes.
export BERTH_SLURM_SHAPE=$SITE
. "$SOURCE/tests/e2e/lib.sh" || exit 1
export BERTH_SITE=$SOURCE/docs/examples/sites/$SITE.yaml
"$SOURCE/tests/support/make-image" image.sif
mkdir scripts programs
count=0
# In place of a container: what the site's program is given, and then the program.
cat > programs/apptainer << 'END'
#!/bin/bash
given=$1 && shift
while [[ $1 == -* ]]; do given+=" $1" && shift; done
[ -r "$1" ] || { echo "no image $1" >&2; exit 255; }
shift
export GIVEN="$given" BINDS="$APPTAINER_BIND"
exec "$@"
END
chmod 755 programs/apptainer
export PATH=$WORK/programs:$PATH

add() { # OPTIONS...: one script, with the program of the options or the usual one
  count=$((count + 1))
  [[ " $* " == *" -- "* ]] || set -- "$@" -- python train.py --epochs 3
  berth job script --account "$ACCOUNT" --time 20 -o "scripts/$count.sh" "$@"
  exits 0
  ran_by[count]=$ran
}

# judge MASKED NOTES: so many of the scripts have masks; the notes of `job check` that may be said.
judge() {
  local i said
  checks=$((checks + 4))
  (cd scripts && shellcheck -S warning -- *.sh) > shellcheck.out 2>&1 || fail "shellcheck" "$(< shellcheck.out)"
  equals "scripts" "$(find scripts -name '*.sh' | wc -l)" "$count"
  said=$("$SOURCE/tests/support/check-masks" "$SITE" scripts/*.sh)
  equals "masks" "$said" "$1 with masks"
  # On the machine the images would not lie in /tmp.
  sed -i "s#$WORK#/shared/work#g" scripts/*.sh
  (cd scripts && "$BERTH" job check -- *.sh) > check.out 2>&1
  said=$(grep -E ': (error|warning): ' check.out) && fail "berth job check" "$said"
  equals "notes of berth job check" "$(grep -o '\[[A-Z][0-9][0-9]\]$' check.out | sort -u | grep -vE "$2")" ""
  for ((i = 1; i <= count; i++)); do
    ran=${ran_by[i]}
    checks=$((checks + 2))
    said=$(bash -n "scripts/$i.sh" 2>&1) && [ -z "$said" ] || fail "$ran: bash says" "$said"
    said=$(timeout 30 sbatch --test-only "scripts/$i.sh" 2>&1) || fail "$ran: Slurm refuses" "$said"
    said=$(grep -v '^sbatch: Job [0-9]* to start at ' <<< "$said")
    [ -z "$said" ] || fail "$ran: Slurm says" "$said"
  done
  echo "$count scripts"
}

# Nothing of LUMI is in what is written for another machine.
no_lumi() {
  checks=$((checks + 1))
  local said
  said=$(grep -rniE 'lumi|standard-g|project_46|/appl|singularity|/pfs|/flash' scripts) &&
    fail "scripts speak of LUMI" "$said"
}

# Ways of building that only LUMI has are refused, in words that name the site.
no_tools() {
  local way
  echo 'dependencies: [python]' > env.yml
  for way in "cotainr -o x.sif --system lumi-g --conda-env env.yml" "wrap conda-new env.yml --prefix tools" \
    "easybuild PyTorch-2.6.0.eb --user-prefix modules"; do
    # shellcheck disable=SC2086
    berth build $way --show
    exits 1
    complains L03 "has no recipe for '${way%% *}'"
  done
  berth build pull docker://ubuntu:24.04 --show --force
  exits 0
  says "apptainer pull"
  says "APPTAINER_CACHEDIR="
}

# run_tasks WORDS...: submits a script that has every task report itself, and waits; leaves $log.
run_tasks() {
  berth job script --account "$ACCOUNT" --time 10 --image ./image.sif --bind "$WORK:/work" --output "$WORK/%j.out" \
    "$@" --submit -- bash -c 'echo "$SLURM_PROCID $(taskset -cp $$ | sed "s/.*: //") ${ROCR_VISIBLE_DEVICES-$CUDA_VISIBLE_DEVICES} $GIVEN"'
  exits 0
  wait_for_job "${out##* }"
  equals "state" "$state" COMPLETED
  log=$WORK/${out##* }.out
}
