# Drawings of home, images, binds and job in three sizes, with all signs and with ASCII alone.
. "$SOURCE/tests/tui/lib.sh" || exit 1

# Nothing of this machine is seen: home is short, and images are shown by their packages.
project=$HOME/project
mkdir -p "$project/data" && cd "$project" || exit 1
cat > berth.yaml << 'YAML'
job:
  partition: standard-g
  account: project_465000001
  nodes: 2
  time: 2:00:00
  ntasks-per-node: 8
  command: [python, train.py, --name, "a b"]
environment:
  NCCL_DEBUG: INFO
YAML
mkdir -p ../empty ../with-image
sizes="40x12 80x24 132x50"

# shots CASE: what saves the screen in all sizes.
shots() {
  local size
  for size in $sizes; do
    printf '@resize %s %s\n@wait\n@save %s@%s.txt\n@save %s@%s.roles\n' "${size%x*}" "${size#*x}" \
      "$1" "$size" "$1" "$size"
  done
}

for way in "" -ascii; do
  mkdir -p "$WORK/shots$way"
  play "@wait
$(shots "$WORK/shots$way/home-ready")
\"2\"
@wait
/
\"pytorch rocm<7\"
@wait
enter
p
@wait
$(shots "$WORK/shots$way/images")
tab
$(shots "$WORK/shots$way/images-detail")
shift-tab
/ ctrl-u \"rocm<\"
@wait
$(shots "$WORK/shots$way/images-mistake")
esc
@wait
\"3\"
@wait
$(shots "$WORK/shots$way/binds")
\"5\"
@wait
down down down down down down
$(shots "$WORK/shots$way/job")
p
$(shots "$WORK/shots$way/job-node")
p
shift-tab
up enter
@wait
$(shots "$WORK/shots$way/job-choices")
esc
down right
@wait
down enter \"no:good\"
$(shots "$WORK/shots$way/job-editing")
esc
\"1\"
@wait
$(shots "$WORK/shots$way/home-changed")" --size 80x24 ${way:+-$way}
  exits 0
  rm -rf "$XDG_STATE_HOME/berth/drafts"
  # With an image.
  sizes=80x24
  sed '1i image: pytorch rocm<7 newest' berth.yaml > "$HOME/with-image/berth.yaml"
  (cd "$HOME/with-image" && XDG_STATE_HOME=$WORK/other-state play "@wait
\"3\"
@wait
down
@wait
$(shots "$WORK/shots$way/binds-image")
\"5\"
@wait
$(shots "$WORK/shots$way/job-image")" --size 80x24 ${way:+-$way})
  exits 0
  sizes="40x12 80x24 132x50"
  rm -rf "$XDG_STATE_HOME/berth/drafts"
  (cd ../empty && play "@wait
$(shots "$WORK/shots$way/home")
\"3\"
@wait
$(shots "$WORK/shots$way/binds-empty")
\"5\"
@wait
$(shots "$WORK/shots$way/job-empty")" ${way:+-$way})
  exits 0
  for shot in "$WORK/shots$way"/*.txt; do
    # The bar is all views' and has drawings of its own.
    sed -i 1d "$shot" "${shot%.txt}.roles"
    # Where the images are is another place on each machine; the line is full in any case.
    sed -i 's|IMAGE=/.\{30\}|IMAGE=/..............................|' "$shot"
    name=${shot##*/} view=${name%%[-@]*}
    golden "$view/${name%.txt}$way" "${shot%.txt}"
  done
done
finish
