# Plans of builds: what is asked for, what is said before anything starts, and the scripts.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export BERTH_SITE=demo XDG_STATE_HOME=$WORK/state
unset LMOD_CMD LOADEDMODULES EBU_USER_PREFIX
mkdir bin
for tool in singularity cotainr conda-containerize pip-containerize wrap-container wrap-install proot eb; do
  printf '#!/bin/sh\nexit 3\n' > bin/$tool
done
chmod 755 bin/*
export PATH=$WORK/bin:$PATH
cd "$WORK" || exit 1
# Small demands, so that it is the same on a small disk.
cat > site.yaml << 'END'
extends: demo
name: here
build:
  recipes: {cotainr: {space: 1K, temporary: 1K}, proot: {space: 1K, temporary: 1K},
    venv: {space: 1K, temporary: 1K}, pull: {space: 1K, temporary: 1K}, wrap: {space: 1K, temporary: 1K},
    convert: {space: 1K, temporary: 1K}, easybuild: {space: 1K}}
END
export BERTH_SITE=$WORK/site.yaml

# Every way shows a plan, as text and as JSON, and its script is sound.
printf 'Bootstrap: docker\nFrom: ubuntu:24.04\n' > my.def
printf 'dependencies:\n  - python=3.12\n' > env.yml
echo numpy==2.1 > req.txt
mkdir -p software tools "odd name's"
head -c 512 /dev/zero > a.tar; printf 'manifest.json' | dd of=a.tar conv=notrunc status=none
printf 'ustar' | dd of=a.tar bs=1 seek=257 conv=notrunc status=none
ways=(
  "cotainr|--system|lumi-g|--conda-env|env.yml|-o|odd name's/c.sif"
  "proot|my.def|-o|odd name's/p.sif|--build-arg|A=b c"
  "venv|--image|$laif_path|-p|einops|-o|odd name's/v.sqsh"
  "venv|--unpack|x.sqsh|-o|odd name's/folder"
  "pull|docker://ubuntu:24.04|-o|odd name's/u.sif"
  "convert|a.tar|-o|odd name's/t.sif"
  "wrap|conda-new|env.yml|--prefix|odd name's/w"
  "wrap|pip-update|tools|-r|req.txt"
  "easybuild|PyTorch-2.6.0-rocm-6.2.4.eb|--user-prefix|odd name's/eb|--drop-image"
  "easybuild|PyTorch/2.6.0|--action|make-squashfs|--user-prefix|eb"
)
mkdir scripts
count=0
for way in "${ways[@]}"; do
  IFS='|' read -ra words <<< "$way"
  berth build "${words[@]}" --show; exits 0; plain; says ".berth-"; never_complains L03
  berth build "${words[@]}" --json; exits 0
  equals schema "$(json .schema)" "berth.build.${words[0]}/1"
  equals "plan" "$(json .plan.schema)" berth.plan/1
  for job in "" "--as-job --account project_465000001 --time 30 --mem 20G"; do
    # shellcheck disable=SC2086
    berth build "${words[@]}" --save script --force $job; exits 0
    cp script "scripts/$((++count)).sh"
  done
  checks=$((checks + 1))
  for line in '#SBATCH --account=project_465000001' '#SBATCH --mem=20G' '#SBATCH --partition=small' 'set -euo pipefail'; do
    grep -qxF -- "$line" script || fail "$ran: no '$line'" "$(< script)"
  done
done

equals "scripts" "$count" 20
equals "bash -n" "$(for script in scripts/*; do bash -n "$script" 2>&1; done)" ""
equals shellcheck "$(shellcheck -S warning scripts/* 2>&1)" ""

# The tools' own variables lead away from $HOME, and binds of the shell stay outside.
SINGULARITY_BIND=/x LOADEDMODULES=lumi-aif-singularity-bindings/1:other berth build pull docker://a/b:c
exits 0; complains L17 "lumi-aif-singularity-bindings/1" "SINGULARITY_BIND is set"
says "without SINGULARITY_BIND"; says "SINGULARITY_CACHEDIR=$WORK/.b_c.sif.berth-work/cache"
says "moves $WORK/.b_c.sif.berth-work/image.sif to $WORK/b_c.sif"
# In a job temporary files are in memory, and the memory says so.
berth build pull docker://a/b:c --as-job --show -A project_465000001
says "--mem=100G"; says "SINGULARITY_TMPDIR=/tmp/.b_c.sif-"

# An old image has its conda activated; an image of LAIF is run.
berth build venv --image "$easybuild/$old" -p einops -o v.sqsh; exits 0; says '$WITH_CONDA; exec'; says "singularity exec -B"
berth build venv --image "$laif_path" -p einops -o v.sqsh; exits 0; says "singularity run -B"; says "-processors 1"

# What was asked for wrongly.
wrong() { # ID TEXT WORDS...
  local id=$1 text=$2
  shift 2
  berth build "$@"; complains "$id" "$text"
  checks=$((checks + 1))
  [ "$status" != 0 ] || fail "$ran: is fine"
}
wrong L01 "either --base-image or --system" cotainr -o x.sif
wrong L01 "either --base-image or --system" cotainr -o x.sif --system lumi-g --base-image docker://a
wrong L01 "needs a name" cotainr --system lumi-g
wrong L02 "it has: lumi-c, lumi-g" cotainr --system lumi -o x.sif
wrong L02 "lumi-c" cotainr --system rocm-6.4 --module-version 2025.03.0 -o x.sif
wrong L03 "has a conda of its own" cotainr --base-image "$easybuild/$torch" -o x.sif
wrong F20 "nothing.yml" cotainr --system lumi-g --conda-env nothing.yml -o x.sif
wrong L01 "without --conda-env" cotainr --system lumi-g --conda-env env.yml -p a -o x.sif
wrong I20 "" cotainr --base-image no-such-image -o x.sif
wrong L01 "is not NAME=VALUE" proot my.def -o x.sif --build-arg A
wrong F20 "no.def" proot no.def -o x.sif
wrong L01 "nothing to install" venv --image "$easybuild/$torch" -o x.sqsh
wrong L01 "an image is needed" venv -p a -o x.sqsh
wrong L01 "no folder for a bind" venv --image "$laif_path" -p a -o x.sqsh --mount here
wrong L01 "no bind can name" venv --image "$laif_path" -p a -o "a:b.sqsh"
wrong L01 "is no package" venv --image "$laif_path" -p --evil -o x.sqsh
wrong L01 "no address" pull ubuntu
wrong L01 "no tar file" convert env.yml -o x.sif
mkfifo pipe.tar
wrong F20 "not a regular file" convert pipe.tar -o x.sif
wrong L01 "no way" wrap conda env.yml
wrong L01 "has no use" wrap conda-new env.yml --mask --prefix x
wrong L01 "no effect without --mamba" wrap conda-new env.yml --uv --prefix x
wrong L01 "needs --slim or --uv" wrap pip-new req.txt --pyver 3.12 --prefix x
wrong L01 "needs the programs" wrap install software --prefix x
wrong L01 "not absolute" wrap container docker://a -w bin/ls --prefix x
wrong L01 "where your modules go" easybuild PyTorch-2.6.0.eb
wrong L01 "no easyconfig" easybuild PyTorch --user-prefix x
wrong L01 "no module" easybuild 'PyTorch;rm' --action make-squashfs --user-prefix x
wrong L01 "a job needs a project" pull docker://a --as-job
wrong L01 "goes with --as-job only" pull docker://a --mem 3G
wrong L01 "goes with --run only" pull docker://a --detach
wrong U05 "no time" pull docker://a --as-job -A project_465000001 --time never
wrong U04 "" easybuild x --action dance

# What stands in the way: said, and with --show only a warning.
touch there.sif
berth build pull docker://a -o there.sif --run; exits 1; complains L10 "exists already"
berth build pull docker://a -o there.sif; exits 0; complains L10 "warning"
# A plan that nobody asked to see is not taken for the deed.
checks=$((checks + 1)); [[ $err == *"nothing is done so far: --run does it here"* ]] || fail "$ran: a plan without a word" "$err"
berth build pull docker://a -o y.sif --show; exits 0
checks=$((checks + 1)); [[ $err != *"nothing is done"* ]] || fail "$ran: a word too many" "$err"
berth build venv --unpack x.sqsh -o tools --run --force; exits 1; complains L10 "the folder"
berth build wrap conda-update no-such --run; exits 1; complains L10 "is not there"
PATH=/usr/bin:/bin berth build pull docker://a -o y.sif --run; exits 1; complains L15 "cannot find 'singularity'"
sed 's/pull: {space: 1K/pull: {space: 900T/' site.yaml > large.yaml
berth build pull docker://a -o y.sif --run --site ./large.yaml; exits 1; complains L11 "about 900"
sed 's/temporary: 1K}, wrap/temporary: 900T}, wrap/' site.yaml > large.yaml
berth build pull docker://a -o y.sif --tmp /tmp --run --site ./large.yaml; exits 1; complains L12 "/tmp"
berth build pull docker://a -o "$HOME/y.sif"; exits 0; complains L18 "in your home"
absent y.sif
if [ ${#as_nobody[@]} -gt 0 ]; then
  chmod 755 "$WORK"; mkdir -m 755 closed
  start=("${as_nobody[@]}")
  berth build pull docker://a -o closed/y.sif --run; exits 1; complains L19 "cannot write"
  start=()
fi
mkdir -p .b.sif.berth-work; echo somebody > .b.sif.berth-work/owner
berth build pull docker://a -o b.sif --run --force; exits 5; complains R09 "the run somebody"

# A saved script stops at a target that is there, before any tool writes into it; an update needs it.
berth build wrap conda-new env.yml --prefix wrapped --save twice.sh; exits 0
mkdir wrapped
equals "made twice" "$(./twice.sh 2>&1; echo $?)" "$WORK/wrapped exists already; move it away, and start again
5"
absent .wrapped.berth-work
berth build wrap pip-update tools -r req.txt --save update.sh; exits 0
equals "the tool is asked" "$(./update.sh > update.log 2>&1; echo $?)" 3
rm -rf ./.tools.berth-work
# With --force a file may be there, as it will be replaced, and a folder may not.
berth build pull docker://a -o there.sif --show --force; exits 0; never_says "stops when there is"
berth build wrap conda-new env.yml --prefix new --show --force; exits 0; says "stops when there is $WORK/new"

# The file that the build begins with goes through the rules of 'berth build check', with the base.
printf 'dependencies:\n  - cudatoolkit=11\n  - pip\n  - pip:\n    - torch==2.7.1\n' > cuda.yml
berth build cotainr --system lumi-g --conda-env cuda.yml -o x.sif; exits 0; complains Y02 "cuda.yml:2"; complains Y03 "cuda.yml:5"
berth build cotainr --system lumi-g --conda-env cuda.yml -o x.sif --run; exits 1; complains Y02 "error"; absent x.sif
berth build cotainr --system lumi-g --conda-env cuda.yml -o x.sif --run --force; exits 4; complains R03
rm -rf ./.x.sif.berth-work
printf 'dependencies:\n  - pip\n  - pip:\n    - --extra-index-url https://x/whl/rocm6.2\n    - torch==2.7.1+rocm6.2\n' > old.yml
berth build cotainr --system lumi-g --conda-env old.yml -o x.sif; complains Y04 "old.yml"; never_complains Y03
berth build cotainr --system rocm-6.2 --conda-env old.yml -o x.sif; never_complains Y04
printf 'torch==2.7.1+rocm6.2\n' > rocm.txt
berth build wrap pip-new rocm.txt --prefix x; exits 0; complains L09 "for CPUs only"
{ echo "dependencies:"; yes '  - a-package-with-a-name=1.0' | head -n 40000; } > large.yml
berth build cotainr --system lumi-g --conda-env large.yml -o x.sif; exits 0

# Writers.
berth build write env.yml -p torch==2.7.1; exits 5; complains F22
berth build write new.yml --rocm 6.2.4 -p torch==2.7.1 -p conda:git -p 'git+https://x/y' --python 3.11; exits 0
equals "conda" "$(< new.yml)" "channels:
  - conda-forge
  - nodefaults
dependencies:
  - python=3.11
  - git
  - pip
  - pip:
      - --extra-index-url https://download.pytorch.org/whl/rocm6.2.4
      - torch==2.7.1+rocm6.2.4
      - git+https://x/y"
berth build write - --kind requirements --base "$laif_path" -p torch==2.7.1 -p numpy
equals "requirements" "$out" "--extra-index-url https://download.pytorch.org/whl/rocm6.4
torch==2.7.1+rocm6.4
numpy"
berth build write - --kind requirements --rocm 7.9 -p torch==2.7.1; exits 1; complains L08
berth build write - --kind requirements --rocm 6.2 -p torch; exits 0; complains L05 "torch==VERSION"
berth build write - --kind requirements -p torch=2.7; exits 1; complains L01 "did you mean 'torch==2.7'?"
berth build write - --kind requirements --rocm 6.2 -p "torch==2.7.*"; exits 0; complains L05; equals "no local part" "$(tail -n 1 <<< "$out")" "torch==2.7.*"
berth build write - --kind requirements -p torch==2.7.1; exits 0; complains L05
berth build write - --kind requirements -p $'a\nb'; exits 1; complains L01; plain
berth build write - -p a; exits 1; complains L01 "--kind"
berth build write my2.def --base docker://ubuntu:24.04 --apt git --zypper "it's" --file a:/b --label A=b -p torch==2.7.1 --rocm 6.4; exits 0
berth build proot my2.def -o x.sif; exits 0
equals "definition" "$(< my2.def)" "Bootstrap: docker
From: ubuntu:24.04

%files
    a /b

%post -c /bin/bash
    set -eu
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -y
    apt-get install -y --no-install-recommends git
    rm -rf /var/lib/apt/lists/*
    zypper -n refresh
    zypper -n install --no-recommends 'it'\\''s'
    zypper -n clean --all
    python3 -m pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/rocm6.4 torch==2.7.1+rocm6.4

%labels
    A b"

# A base that nobody's name tells of, with a conda inside.
mkdir -p root/opt/miniconda3/conda-meta root/.singularity.d
echo '{"name": "python", "version": "3.12.1", "build": "0"}' > root/opt/miniconda3/conda-meta/python-3.12.1-0.json
touch root/opt/miniconda3/conda-meta/history
mksquashfs root own.sqsh -noappend -quiet -no-progress > /dev/null
berth build cotainr --base-image ./own.sqsh -o x.sif --run; exits 1; complains L03 "own.sqsh" "has a conda"
finish
