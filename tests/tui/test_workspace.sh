# berth.yaml in the workbench: edits, undo, saving, what others changed, drafts.
. "$SOURCE/tests/tui/lib.sh" || exit 1

# Nothing is written without being asked.
play '@wait
@expect berth.yaml
e
@expect there is no file yet'
exits 0
checks=$((checks + 1)); [ ! -e berth.yaml ] || fail "a file appeared"

# An edit (of the text, by an editor), undo, redo, save.
cat > "$WORK/editor" << 'END'
#!/bin/sh
echo "editor $*" >> "$WORK/edited"
END
chmod 755 "$WORK/editor"
export WORK EDITOR=$WORK/editor
printf 'image: newest torch\njob:\n  nodes: 2 # two\n' > berth.yaml
play '@wait
@absent ●
ctrl-r
@expect nothing was undone
u
@expect nothing was changed'
exits 0

edit='@wait
"2"
@wait
enter
@wait
@expect ●'
play "$edit
u
@wait
@absent ●
ctrl-r
@wait
@expect ●
:save
@expect wrote
@absent ●
q"
exits 0
has_file berth.yaml "# two"
checks=$((checks + 1))
grep -q 'newest torch' berth.yaml && fail "the image was not changed" "$(cat berth.yaml)"

# The bar has all names whole at 80 columns, and none of them moves when something is not saved.
printf 'image: newest torch\n' > berth.yaml
play '@wait
@save saved.txt
"2"
@wait
enter
@wait
"1"
@wait
@save unsaved.txt
:quit!'
exits 0
names=' 1 Home 2 Images 3 Binds 4 Build 5 Job 6 Sessions 7 Runs 8 Check 9 Doctor'
equals "the bar" "$(head -1 saved.txt)" "$names"
equals "the bar with the sign" "$(head -1 unsaved.txt | sed 's/ *●$/ ●/')" "$names ●"
rm -rf "$XDG_STATE_HOME/berth/drafts" saved.txt unsaved.txt

# Leaving with unsaved work asks; what is left is offered next time.
printf 'image: newest torch\n' > berth.yaml
play "$edit
q
@expect Leave without writing
@expect y leave  s save and leave  esc back
esc
@absent Leave without writing
q
y
@sleep 1000
@absent this is not reached"
exits 0
has_file berth.yaml "newest torch"
play '@expect unsaved work
y
@wait
@expect ●
:wq
@sleep 1000'
exits 0
checks=$((checks + 1))
grep -q 'newest torch' berth.yaml && fail "the draft was not taken up" "$(cat berth.yaml)"
play '@wait
@absent unsaved work'
exits 0
# Or the question itself writes it.
printf 'image: newest torch\n' > berth.yaml
play "$edit
q
s
@sleep 1000
@absent this is not reached"
exits 0
checks=$((checks + 1))
grep -q 'newest torch' berth.yaml && fail "it was not saved" "$(cat berth.yaml)"

# A signal keeps it as well.
printf 'image: newest torch\n' > berth.yaml
on_terminal 80 24 'expect Home
send 2
expect images
sleep 1000
send \r
expect ●
signal 15
end' "$BERTH" tui --site demo
exits 0
play '@expect unsaved work
esc
@wait
@absent unsaved work'
exits 0
# Declined, it is still there, until somebody throws it away.
play '@expect unsaved work
@expect t throw it away
y
@wait
:quit!'
exits 0
play '@expect unsaved work
t
@wait
@absent unsaved work
:quit!'
exits 0
play '@wait
@absent unsaved work'
exits 0

# Somebody else has changed the file.
printf 'image: newest torch\n' > berth.yaml
cat > "$XDG_STATE_HOME/x" 2> /dev/null << 'END'
END
rm -rf "$XDG_STATE_HOME/berth/drafts"
mkdir -p "$XDG_CONFIG_HOME/berth"
printf 'commands:\n  other: {run: "echo image: other > berth.yaml"}\n' > "$XDG_CONFIG_HOME/berth/config.yaml"
play "$edit
:other
@wait
:save
@expect Somebody else
esc
:save
@expect Write it all the same
y
@expect wrote"
exits 0
checks=$((checks + 1))
grep -q 'other' berth.yaml && fail "it was not written" "$(cat berth.yaml)"

# A file with mistakes is told with its line, and not written over without a question.
printf 'image: torch\nnodes: 2\n' > berth.yaml
play '@expect berth.yaml:2
:save
@expect Replace the file, which could not be read?
@absent Somebody else
@expect unknown key
esc'
exits 0
has_file berth.yaml "nodes: 2"

# Another workspace, and the list of those that were open.
mkdir -p ../other
printf 'job: {nodes: 7}\n' > ../other/berth.yaml
printf 'job: {nodes: 3}\n' > berth.yaml
play ':open ../other
@expect other/berth.yaml
:open
@expect project/berth.yaml
"project"
enter
@expect this is'
exits 0
play '@wait
@expect other/berth.yaml' --workspace ../other/berth.yaml
exits 0
# What the file says wrongly is among the complaints, until the file is another one.
printf 'job: {nodes: many}\n' > berth.yaml
play '@wait
@expect cannot be read, and is not used
"5"
@wait
@expect Complaints: 4 errors
@expect F04
@expect not '"'many'"'
:save
@expect would be lost
@expect y replace it
y
@wait
@absent F04
"1"
@wait
@absent cannot be read' --size 160x50
exits 0
finish
