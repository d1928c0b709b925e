# The doctor looks at everything and fails at nothing.
. "$SOURCE/tests/cli/lib.sh" || exit 1

berth doctor; exits 0; is_quiet; plain
for text in singularity sbatch mksquashfs modules "site " "built-in lumi" "root laifs" "demo images" "terminal"; do says "$text"; done
berth doctor --json; exits 0
equals schema "$(json .schema)" berth.doctor/1
equals keys "$(json '.checks[0] | keys | join(" ")')" "detail there what"
equals "the site is there" "$(json '.checks[] | select(.what == "site") | .there')" true

# What is not there by default is no fault.
berth doctor; says "config/berth is not there: everything is as it comes"
# The terminal is the one somebody sits at, wherever the output goes.
out=$(setsid -w "$BERTH" doctor < /dev/null); says "but nobody sits at a terminal here"
out=$(script -qec "stty cols 93; '$BERTH' doctor | cat" /dev/null < /dev/null); says ", 93 columns"
mkdir -p "$XDG_CONFIG_HOME/berth"; berth doctor; never_says "everything is as it comes"
# A configuration that cannot be read at all is a finding; which keys it may have only the workbench knows.
echo 'anything: goes' > "$XDG_CONFIG_HOME/berth/config.yaml"; berth doctor; exits 0; is_quiet; says "yes  configuration"
echo 'theme: [' > "$XDG_CONFIG_HOME/berth/config.yaml"; berth doctor; exits 1; complains F01 "berth/config.yaml:2:1"
says "no   configuration          $XDG_CONFIG_HOME/berth, but config.yaml cannot be read"
rm -r "$XDG_CONFIG_HOME"
PATH="" berth doctor; exits 0; says "no   singularity"; says "not in PATH"
PATH="" berth doctor --json; exits 0
equals "nothing is there" "$(json '[.checks[] | select(.what == "sbatch" or .what == "ssh") | .there] | unique | .[0]')" false
unset HOME XDG_CONFIG_HOME XDG_CACHE_HOME
berth doctor; exits 0; says "no   configuration          not there"
env -i "$BERTH" doctor > out 2> err; equals "without an environment" "$? $(cat err)" "0 "

# Tools that lie, hang or shout.
mkdir bin
printf '#!/bin/sh\nprintf "\\033[31mred\\033[0m 1.0\\nmore\\n"\n' > bin/singularity
printf '#!/bin/sh\nexit 3\n' > bin/sbatch
printf '#!/bin/sh\nsleep 100\n' > bin/apptainer
chmod 755 bin/*
PATH=$WORK/bin:/usr/bin:/bin berth doctor; exits 0; plain
says 'singularity            \x1b[31mred'; never_says "more"
says "no   apptainer              found $WORK/bin/apptainer, but it does not answer"
# Slurm's programs are of no use without its controller, whatever they say of their version.
says "no   sbatch                 found $WORK/bin/sbatch, but Slurm does not answer"
mkdir slurm
printf '#!/bin/sh\necho slurm 24.05.8\n' | tee slurm/sbatch slurm/srun slurm/squeue > slurm/sinfo
printf '#!/bin/sh\necho "Slurmctld(primary) at host is ${BERTH_TEST_CONTROLLER}"\n' > slurm/scontrol
chmod 755 slurm/*
PATH=$WORK/slurm:/usr/bin:/bin BERTH_TEST_CONTROLLER=DOWN berth doctor; exits 0
for tool in sbatch srun squeue; do says "found $WORK/slurm/$tool, but Slurm does not answer"; done
says "no   Slurm                  no controller of Slurm is up"
PATH=$WORK/slurm:/usr/bin:/bin BERTH_TEST_CONTROLLER=UP berth doctor; exits 0
says "yes  sbatch                 slurm 24.05.8"; says "yes  srun "; says "yes  Slurm                  24.05.8"
# One that cannot even tell its version, in spite of a controller.
printf '#!/bin/sh\nexit 3\n' > slurm/sbatch
PATH=$WORK/slurm:/usr/bin:/bin BERTH_TEST_CONTROLLER=UP berth doctor --json; exits 0
equals "sbatch" "$(json '.checks[] | select(.what == "sbatch") | "\(.there) \(.detail)"')" "false found $WORK/slurm/sbatch, but it does not answer"

# A site file with mistakes is a finding.
printf 'extends: lumi\nnonsense: 1\npartitions: 3\n' > bad.yaml
berth doctor --site ./bad.yaml; exits 1; complains F02 "bad.yaml:2:1"; says "no   site"
berth doctor more; exits 2; complains U07
finish
