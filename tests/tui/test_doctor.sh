# What this machine has, on a machine with next to nothing.
. "$SOURCE/tests/tui/lib.sh" || exit 1
mkdir bin
for program in bash sh cat env; do ln -s "$(command -v $program)" bin/; done
printf '#!/bin/sh\necho "singularity-ce version 9.8.7"\n' > bin/singularity
chmod 755 bin/singularity
PATH=$PWD/bin play '@wait
"9"
@expect What this machine has
@expect version 9.8.7
@expect not in PATH
down enter
@expect apptainer
@expect it runs the containers
esc
y
@expect copied: what this machine has
v
@expect berth doctor
esc
r
@wait
@expect version 9.8.7
@resize 40 12
@expect singularity
enter
@expect apptainer
@save small.txt'
exits 0
equals "its widest line" "$(wc -L < small.txt)" 40
# What stands there is what the command says.
"$BERTH" doctor --site demo --json > told 2> /dev/null
there=$(jq '[.checks[] | select(.there)] | length' told) all=$(jq '.checks | length' told)
play "@wait
\"9\"
@wait
@expect $there of $all are there" --ascii
exits 0
finish
