# Site files: what Berth believes about the machine, in layers, and every mistake with its place.
. "$SOURCE/tests/cli/lib.sh" || exit 1

berth site list; exits 0; is_quiet; says "lumi "; says "demo "
berth site list --json; exits 0; equals schema "$(json .schema)" berth.site.list/1
equals names "$(json '[.sites[].name] | join(" ")')" "lumi demo"

berth site show; exits 0; is_quiet
for text in "lumi: LUMI" "from built-in lumi" "standard-g   2728" "linear-gcd linear-ccd green red third" \
  "/appl/local/laifs/containers"; do says "$text"; done
berth site show --json; exits 0; equals schema "$(json .schema)" berth.site.show/1
equals "a partition" "$(json '.partitions[] | select(.name == "small-g") | "\(.node_type) \(.allocation) \(.max_time) \(.max_nodes) \(.restricted)"')" \
  "lumi-g resource 259200 4 false"
equals "unknown is null" "$(json '.partitions[] | select(.name == "interactive") | .max_nodes')" null
berth site show --source lumi; exits 0
equals "the source" "$(cmp <(printf '%s\n' "$out") "$SOURCE/core/site/sites/lumi.yaml" 2>&1)" ""
berth site show --source moon; exits 1; complains F16 "site list"; equals "nothing" "$out" ""

for site in lumi demo; do
  berth site check --site $site; exits 0; is_quiet; says "$site: in order"
  berth site check $site; exits 0; says "$site: in order"
done
berth site check gone.yaml; exits 5; complains F20 "gone.yaml" "hint"
berth site check .; exits 5; complains F20
berth site check one two; exits 2; complains U07
berth site show --site moon; exits 1; complains F16 "lumi, demo"
berth image list --site ./gone.yaml; exits 5; complains F20

# A file that the program printed is a file that it reads.
berth site show --source lumi; printf '%s\n' "$out" > copy.yaml
berth site check copy.yaml; exits 0; is_quiet

# Mistakes: all in one run, each with file, line and column.
mistakes() { # FILE LINE:COLUMN...
  local file=$1
  shift
  berth site check "$file"; exits 1; plain
  for place; do
    checks=$((checks + 1))
    [[ $err == *"$file:$place: error: "* ]] || fail "no '$file:$place'" "$err"
  done
  equals "mistakes" "$(grep -c "$file:[0-9]*:[0-9]*: error" <<< "$err")" $#
  berth site check "$file" --json; exits 1
  equals "places" "$(json '[.diagnostics[] | "\(.line):\(.column)"] | join(" ")')" "$*"
}
cat > wrong.yaml << 'END'
extends: lumi
name: here
partitions:
  mine:
    node-type: lumi-g
    allocation: nodes
    max-time: soon
    max-nodes: -9
    nods: 4
    nodes: [4]
END
mistakes wrong.yaml 6:17 7:15 8:16 9:5 10:12
cat > strange.yaml << 'END'
extends: lumi
name: here
partitions:
  mine: {node-type: lumi-x, allocation: node, max-time: 1:00:00, max-nodes: 9, nodes: 4}
roots:
  here: {path: relative/path}
recipes:
  unknown: {presets: [slrum]}
END
berth site check strange.yaml; exits 1; complains F12 "strange.yaml:4" "lumi-x"; complains F15 "strange.yaml:4"
complains F11 "strange.yaml:6"; complains F12 "slrum"
berth job mask --site ./wrong.yaml; exits 1; equals "no masks" "$out" ""
printf 'name: [\n' > broken.yaml
berth site check broken.yaml; exits 1; complains F01 "broken.yaml:2"
printf 'extends: lumi\nname: h\nname: i\n' > twice.yaml
berth site check twice.yaml; exits 1; complains F03 "twice.yaml:3:1"
printf 'extends: lumi\nname: h\nname-forms:\n  bad: {family: x, form: "a-{b:"}\n' > form.yaml
berth site check form.yaml; exits 1; complains F17 "form.yaml:4"
printf 'name: "\e[31m"\nextends: lumi\n' > escape.yaml
berth site check escape.yaml; plain
head -c 3000000 /dev/zero | tr '\0' '#' > large.yaml
berth site check large.yaml; checks=$((checks + 1)); [ "$status" != 0 ] || fail "a huge file is taken"
mkfifo pipe.yaml
berth site check pipe.yaml; exits 5; complains F20

# Layers: built-in, the file of BERTH_SITE or --site, and the user's own on top.
cat > ours.yaml << 'END'
extends: lumi
name: ours
partitions:
  standard-g: {max-nodes: 7}
  night: {node-type: lumi-g, allocation: node, max-time: 8:00:00, max-nodes: 2, nodes: 10}
  largemem: null
END
berth site show --site ./ours.yaml --json; exits 0; is_quiet
equals "layers" "$(json '.layers | join(" ")')" "built-in lumi ./ours.yaml"
equals "changed" "$(json '.partitions[] | select(.name == "standard-g") | "\(.max_nodes) \(.nodes)"')" "7 2728"
equals "new and gone" "$(json '[.partitions[].name | select(. == "night" or . == "largemem")] | join(" ")')" night
BERTH_SITE=$WORK/ours.yaml berth site show; exits 0; says "ours: "
BERTH_SITE=$WORK/ours.yaml berth site show --site demo; exits 0; says "demo: "
BERTH_SITE=$WORK/ours.yaml berth job script -A project_465000001 -t 1 -p standard-g -N 8 -- true; exits 1; complains S09 "the 7 that"
mkdir -p "$XDG_CONFIG_HOME/berth"
printf 'partitions:\n  standard-g: {max-nodes: 3}\n' > "$XDG_CONFIG_HOME/berth/site.yaml"
berth site show --json; equals "mine" "$(json '.partitions[] | select(.name == "standard-g") | .max_nodes')" 3
equals "layers" "$(json '.layers | length')" 2
BERTH_SITE=$WORK/ours.yaml berth site show --json
equals "mine is on top" "$(json '.partitions[] | select(.name == "standard-g") | .max_nodes')" 3
printf 'partitions:\n  standard-g: {max-nods: 3}\n' > "$XDG_CONFIG_HOME/berth/site.yaml"
berth site show; complains F02 "site.yaml:2:16" "max-nodes"
rm -r "$XDG_CONFIG_HOME/berth"

# The demo images are found beside the program; without them one warning says so.
BERTH_DEMO_IMAGES=/nowhere berth image list --site demo; exits 1; complains F18 "demonstration"
equals "said once" "$(grep -c F18 <<< "$err")" 1
finish
