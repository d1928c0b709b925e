# The view of binds: what the image needs, presets and one's own, on and off, and the text to hand over.
. "$SOURCE/tests/tui/lib.sh" || exit 1
mkdir -p data
printf '# kept\nbinds:\n  extra: [%s] # mine\n' "$PWD/data:/data" > berth.yaml

# Without an image that is said where its binds would be.
play '@wait
"3"
@wait
@expect no image is chosen yet
@expect data:/data
@expect 1 bind' --size 132x50
exits 0

# Presets are turned by a key, and what is shown is what the command line composes.
composed() { # FORMAT FILE [ARGUMENT...]
  local format=$1 file=$2
  shift 2
  "$BERTH" bind compose --site demo --format "$format" "$@" > expected 2> /dev/null
  checks=$((checks + 1))
  cmp -s "$file" expected || fail "$file is not what 'berth bind compose' writes" "$(diff "$file" expected)"
}
play '@wait
"3"
@wait
down down down down space
@wait
@save here.txt
:write flag.txt
@wait
"y"
@wait
@expect wrote
f
:write env.sh
@wait
"y"
@wait
@expect wrote
f
@expect As a module
f
@expect As JSON
f
@expect As an option
v
@expect berth bind compose
esc
:save
@wait
@expect wrote' --size 132x50
exits 0
has_file berth.yaml "# kept"
has_file berth.yaml "# mine"
has_file berth.yaml "cray"
composed flag flag.txt --preset cray --bind "$PWD/data:/data"
composed env env.sh --preset cray --bind "$PWD/data:/data"

# Turned off again, the file is as it was; undo and redo lead through.
play '@wait
"3"
@wait
@expect [✓] cray
down down down down space
@wait
@expect [ ] cray
u
@wait
@expect [✓] cray
ctrl-r
@wait
@expect [ ] cray
:save
@wait
@expect wrote' --size 132x50
exits 0
checks=$((checks + 1)); grep -q cray berth.yaml && fail "the preset is there" "$(cat berth.yaml)"
has_file berth.yaml "data:/data"

# One's own are added, changed and taken out; nonsense is told and not lost; on a host of the site, what is
# not there is told beside it.
mkdir -p "$WORK/shared"
printf 'extends: demo\nname: near\ntitle: Near\nlinked-filesystems: {"%s": /pfs}\n' "$WORK/shared" > "$WORK/near.yaml"
BERTH_SITE=$WORK/near.yaml play '@wait
"3"
@wait
a "'"$PWD"'/none:/none:ro" enter
@wait
@expect none:/none:ro
@expect No such file
@absent Not a node of
a "relative" enter
@wait
@save odd.txt
end
e ctrl-u "'"$PWD"'/data:/other" enter
@wait
@expect data:/other
up up space
@wait
@absent data:/data
:save
@wait
@expect wrote' --size 260x50
exits 0
has_file berth.yaml "data:/other"
has_file berth.yaml "none:/none:ro"

# What the image brings cannot be turned off here, and why is said.
printf 'image: newest torch\n' > berth.yaml
play '@wait
"3"
@wait
@expect the image brings it
down
@wait
@expect Without it
space
@expect the image needs it
@absent ●' --size 132x50
exits 0

# On any other host one line says that nothing was checked, and the rows are calm.
play '@wait
"3"
@wait
@expect Not a node of LUMI (demonstration): what is missing here does not count
@expect [✓] /pfs
@absent No such file
tab
@expect nothing is checked' --size 80x24
exits 0
finish
