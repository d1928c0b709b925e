# The job view: the form edits berth.yaml, and the script is the one of `berth job script`.
. "$SOURCE/tests/tui/lib.sh" || exit 1
cat > berth.yaml << 'YAML'
# mine, and it stays so
image: newest torch # the newest
job:
  partition: standard-g
  account: project_465000001
  nodes: 2 # two
  time: 2:00:00
  ntasks-per-node: 8
  command: [python, train.py]
YAML
cp berth.yaml first.yaml

# The script that is shown and written is that of the command line, byte for byte.
same_script() { # FILE
  "$BERTH" job script --site demo --workspace berth.yaml > expected 2> /dev/null
  checks=$((checks + 1))
  cmp -s "$1" expected || fail "$1 is not what 'berth job script' writes" "$(diff "$1" expected)"
}
play '@wait
"5"
@wait
@expect #SBATCH --nodes=2
w
@wait
ctrl-u "one.sh" enter
@wait
"y"
@wait
@expect wrote' --size 132x50
exits 0
same_script one.sh

# What is taken may still be doubted: two numbers are minutes and seconds.
cp berth.yaml kept.yaml
play '@wait
"5"
@wait
down down down down down down down
enter ctrl-u "3:00" enter
@wait
@expect 00:03:00
@expect S52
u
@wait
:quit!' --size 132x50
exits 0
cp kept.yaml berth.yaml

# A value that can stand in no job stays in its field, like a number that is none: letters are no commands.
play '@wait
"5"
@wait
down down down down down down down down
enter ctrl-u "my project" enter
@expect has not the form of a project
@expect not taken
"Sq"
@wait
@expect my projectSq
esc
@wait
@absent my project
down down
:quit' --size 132x50
exits 0
equals "what is in the file" "$(< berth.yaml)" "$(< kept.yaml)"

# Words with blanks and quotes come back as they were typed; variables are one edit that is undone as
# one; numbers and choices change by keys; a choice that is unset can be stepped.
play '@wait
"5"
@wait
down enter ctrl-u
"python -c \"print(1, 2)\" --name '"'a b'"'" enter
@wait
@expect print(1, 2)
enter end " last" enter
@wait
down enter "FIRST=1 SECOND=\"two words\"" enter
@wait
@expect SECOND=two words
u
@wait
@absent SECOND
ctrl-r
@wait
@expect SECOND=two words
enter ctrl-u "SECOND=2" enter
@wait
@absent FIRST=1
@save form.txt
w
@wait
ctrl-u "two.sh" enter
@wait
"y"
@wait
@expect wrote
:save
@wait
@expect wrote' --size 132x50
exits 0
same_script two.sh
has_file berth.yaml "# mine, and it stays so"
has_file berth.yaml "image: newest torch # the newest"
has_file berth.yaml "nodes: 2 # two"
has_file two.sh "'print(1, 2)'"
has_file two.sh "'a b' last"
has_file two.sh "SECOND=2"
checks=$((checks + 1)); grep -q FIRST berth.yaml && fail "a variable that was taken out is there"

# A file is compared with the script; what is the same is told.
play '@wait
"5"
@wait
d
@wait
ctrl-u "two.sh" enter
@wait
@expect has this script already
d
@wait
ctrl-u "one.sh" enter
@wait
@expect What would change in the file
@expect -  python train.py
esc
@wait
:diff none.sh
@wait
@expect none.sh' --size 132x50
exits 0

# The footer offers what can be done: without a script nothing is written, tested, submitted; the key says why.
cp berth.yaml kept.yaml
play '@wait
"5"
@wait
@expect w write  t test  S submit
:open nowhere
@wait
"5"
@wait
@expect p node  x explain
@absent w write
@absent S submit
S
@expect there is no script yet' --size 132x50
exits 0
cp kept.yaml berth.yaml

# A complaint leads to its field, also one about the program; what it means is a key away. Values that
# cannot be are refused with the reason, and stay to be mended.
cp berth.yaml kept.yaml
printf 'job: {account: project_465000001}\n' > berth.yaml
play '@wait
"5"
@wait
@expect Complaints: 2 errors
tab tab enter
x
@wait
@expect What to do
esc
@wait
enter
@wait
"echo" enter
@wait
@expect Complaints: 1 error
tab tab enter enter
@wait
@expect 1024 nodes
"standard-g" enter
@wait
@expect #SBATCH --partition=standard-g
down enter "many" enter
@expect many
@expect nodes
@expect Complaints: 1 error, 1 note
@expect not taken: change it, or esc leaves it as it was
backspace
@expect enter take it
@absent 1 error
enter
@expect Complaints: 1 error, 1 note
esc
@wait
@absent 1 error
@absent not taken
right
@wait
@expect #SBATCH --nodes=2
+
@wait
@expect #SBATCH --nodes=3
left left left left
@wait
@expect #SBATCH --nodes=1
down enter "99:00:00" enter
@wait
@expect S08
delete
@wait
@absent S08
:quit!' --size 132x50
exits 0
checks=$((checks + 1))
[ "$(< berth.yaml)" = 'job: {account: project_465000001}' ] || fail "it was saved without a word"
rm -rf "$XDG_STATE_HOME/berth/drafts"

# Choices can be stepped from "not set" on, and unset again.
play '@wait
"5"
@wait
tab tab down down
@save before.txt
enter
@wait
right
@wait
@expect standard ▾
left
@wait
@absent standard ▾
u
@wait
@expect standard ▾
:quit!' --size 132x50
exits 0

rm -rf "$XDG_STATE_HOME/berth/drafts"

# Errors come first, each leads to a field, also one that follows from several; words are found in the
# script; the file is edited by one's own editor, and read again.
cat > berth.yaml << 'YAML'
image: newest torch
job: {partition: standard-g, account: project_465000001, time: "1:00:00", ntasks-per-node: 9, command: [hostname]}
YAML
cat > "$WORK/editor" << 'SH'
#!/bin/sh
sed -i 's/ntasks-per-node: 9/ntasks-per-node: 4/' "$1"
SH
chmod 755 "$WORK/editor"
EDITOR=$WORK/editor play '@wait
"5"
@wait
@expect ✗  B17
tab tab home enter
@expect ▸✗ tasks-per-node
e
@wait
@expect #SBATCH --ntasks-per-node=4
/
"cpu-bind" enter
@expect srun --cpu-bind
+
right
e
@wait
/
"nowhere-at-all" enter
@expect the script has no' --size 132x50
exits 0
has_file berth.yaml "ntasks-per-node: 4"

# The node is drawn from the masks of the script.
rm -rf "$XDG_STATE_HOME/berth/drafts"
cp kept.yaml berth.yaml
play '@wait
"5"
@wait
p
@expect One node
@expect GCD 4
p
@expect #SBATCH
v
@expect berth job script --workspace' --size 132x50
exits 0
# All launchers can be chosen from, the default among them.
play '@wait
"5"
@wait
g down down down down down down down down down down
@expect How the program is started
enter
@wait
@expect torchrun
esc' --size 132x50
exits 0
# The help tells what a key does here: "w" writes the script, and is not told to save the workspace as well.
play '@wait
"5"
@wait
"?"
@save help' --size 100x60
exits 0
equals "who has w" "$(grep -cE ' w  :' help)" 1
has_file help "w  :write FILE"
has_file help ":save"

finish
