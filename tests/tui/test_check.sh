# Somebody else's job script: findings with their lines, what they mean, mending with the difference shown,
# who runs where; a file that an editor changes meanwhile, and build files.
. "$SOURCE/tests/tui/lib.sh" || exit 1
cat > job.sh << 'END'
#!/bin/bash -l
#SBATCH --account=project_465000001
#SBATCH --partition=standard-g
#SBATCH --nodes=1
#SBATCH --ntasks-per-node=8
#SBATCH --gpus-per-node=8
#SBATCH --time=00:30:00
srun --cpu-bind=cpu_mask:0xfe,0xfe00 hostname
srun --gpu-bind=closest hostname
END
cp job.sh before
"$BERTH" job check job.sh --json --site demo > told
findings=$(jq '.files[0].findings | length' told)
first=$(jq -r '.files[0].findings[0].id' told) title=$(jq -r '.files[0].findings[0].message' told | cut -c 1-25)
checks=$((checks + 1)); [ "$findings" -gt 0 ] || fail "nothing to find in the script" "$(< told)"

play "@wait
\"8\"
@expect No script is open
f
@expect no script is open
o
\"job.sh\" enter
@wait
@expect Findings: $findings
@expect $title
@save list.txt
enter
@expect What to do
@expect berth: ignore $first
esc
y
@expect copied: the findings
p
@wait
@expect Who runs where
esc
v
@expect berth job check --fix
esc
tab g down down
@expect line 3 of 9
@resize 40 12
@expect SBATCH
tab
@expect Findings" --size 132x50
exits 0

# All that explains a finding can be read where the screen is narrow; so can the last message.
cat > narrow.sh << 'END'
#!/bin/bash
#SBATCH -A project_465000001 -p standard-g -t 30 -N 1 --ntasks-per-node=8 --gpus-per-node=8
export ROCR_VISIBLE_DEVICES=$SLURM_LOCALID
srun --cpu-bind=map_cpu:49,57,17,25,1,9,33,41 hostname
END
play '"8"
:open narrow.sh
@wait
@expect G06
x
@expect single quotes.
@expect G06  line 10 of 10
esc
:open no-such.sh
@wait
"!"
@expect stand in for a file.' --size 80x24
exits 0

# Mending shows what it does, and is left by Esc; read-only, it is not done.
fixable=$(jq '[.files[0].findings[] | select(.fixable)] | length' told)
checks=$((checks + 1)); [ "$fixable" -gt 0 ] || fail "nothing can be mended in the script" "$(< told)"
play '"8"
:open job.sh
@wait
f
@wait
@expect Change the script like this
@expect ---
esc
@wait' --size 132x50
exits 0
checks=$((checks + 1)); cmp -s before job.sh || fail "it was changed without a yes"
play '"8"
o "job.sh" enter
@wait
f
@expect read-only
e
@expect read-only' --size 132x50 --read-only
exits 0
play '"8"
o "job.sh" enter
@wait
f
@wait
@expect Change the script
y
@wait
@expect mended: job.sh' --size 132x50
exits 0
checks=$((checks + 1)); ! cmp -s before job.sh || fail "it was not changed"
cp before by-hand.sh
"$BERTH" job check by-hand.sh --fix --write --site demo > /dev/null 2>&1
checks=$((checks + 1)); cmp -s by-hand.sh job.sh || fail "it is not what the command makes" "$(diff by-hand.sh job.sh)"

# An editor changes the file: it is seen, without a key.
cp before job.sh
cat > edit << 'END'
#!/bin/sh
echo "$1 $2" > edited
for file; do :; done
printf '#!/bin/bash\n#SBATCH --account=project_465000001 --partition=small --time=5\nhostname\n' > "$file"
END
chmod 755 edit
EDITOR=$PWD/edit play '"8"
o "job.sh" enter
@wait
e
@wait
@expect Findings: 0
@expect nothing to find fault with' --size 132x50
exits 0
has_file edited "+"
cp before job.sh
(sleep 2; printf '#!/bin/bash\n#SBATCH --account=project_465000001 --partition=small --time=5\ntrue\n' > job.sh) &
play "\"8\"
o \"job.sh\" enter
@wait
@expect Findings: $findings
@expect Findings: 0" --size 132x50
exits 0
wait

# Files that are none, and hostile ones.
printf '#!/bin/bash\n#SBATCH --time=\033[31m5\nsrun --nodes \342\200\256x hostname\n' > 'a "b" $(touch pwned) .sh'
play '"8"
o "no-such.sh" enter
@wait
@expect no-such.sh
o ". " backspace enter
@wait
o "a \"b\" $(touch pwned) .sh" enter
@wait
@expect Findings
x
@wait
esc
p
@wait
esc
v
esc'
exits 0
checks=$((checks + 1)); [ ! -e pwned ] || fail "a name was executed"
printf 'channels: [conda-forge]\ndependencies: [numpy]\n' > env.yml
play '"8"
o "env.yml" enter
@wait
@expect Findings
p
@expect who runs where' --ascii --size 40x12
exits 0
finish
