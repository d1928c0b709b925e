# Home: how far the way from an image to a job is, where each line leads, and what was open last.
. "$SOURCE/tests/tui/lib.sh" || exit 1

# Nothing yet: every line says what to do; Enter leads there.
play '@wait
@expect none chosen yet
@expect will be written there by :save
enter
@wait
@expect images
"1" down enter
@wait
@expect What the image needs
"1" down down enter
@wait
@expect Job script
"1"
@wait
@expect From an image' --size 100x30
exits 0
checks=$((checks + 1)); [ ! -e berth.yaml ] || fail "a file appeared"

# Everything there: it is ready; a mistake stands in its line, in words of the file.
cat > berth.yaml << 'YAML'
image: newest torch
job: {partition: standard-g, account: project_465000001, nodes: 2, time: "1:00:00", command: [python, train.py]}
YAML
play '@wait
@expect 2 nodes of standard-g; the script is ready
@expect saved
"5"
@wait
:open
@wait
esc
"1"
@wait
@expect ready' --size 100x30
exits 0
sed -i 's/standard-g/standrad-g/; s/newest torch/no-such-thing-9/' berth.yaml
play '@wait
@expect no-such-thing-9
@expect standrad-g' --size 132x30
exits 0

# Killed without a word, unsaved work is offered when it is opened next, and saved it is whole.
printf '# kept\njob: {nodes: 2, partition: standard, command: [hostname]} # one\n' > berth.yaml
printf '%s\n' '@wait
"5"
@wait
@expect hostname
down down down down down down right
@wait
@expect ●
@sleep 100000' > "$WORK/script"
"$BERTH" tui --site demo --script "$WORK/script" --size 132x50 > "$WORK/killed" 2>&1 &
killed=$!
for ((i = 0; i < 600; i++)); do
  [ -n "$(ls "$XDG_STATE_HOME/berth/drafts" 2> /dev/null)" ] && break
  sleep 0.1
done
kill -KILL $killed
wait $killed 2> /dev/null
checks=$((checks + 1)); [ -n "$(ls "$XDG_STATE_HOME/berth/drafts")" ] || fail "there is no draft" "$(cat "$WORK/killed")"
has_file berth.yaml "nodes: 2"
play '@expect unsaved work
"y"
@wait
@expect changed, not saved
:save
@wait
@expect wrote
@expect saved' --size 132x50
exits 0
has_file berth.yaml "# kept"
has_file berth.yaml "# one"
checks=$((checks + 1)); grep -q 'nodes: 2' berth.yaml && fail "the draft was not taken up" "$(cat berth.yaml)"

# Those that were open last are below, and Enter opens one; paths below home are short.
mkdir -p "$HOME/other"
printf 'job: {nodes: 7}\n' > "$HOME/other/berth.yaml"
play ':open ~/other
@wait
@expect ~/other/berth.yaml
end enter
@wait
@expect project/berth.yaml
@expect Recent' --size 100x30
exits 0
finish
