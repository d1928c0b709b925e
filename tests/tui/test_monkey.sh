# Somebody who hits keys without looking: nothing breaks, and nothing is changed in read-only mode. $MONKEY
# is how many keys (4000); $SEED repeats a run.
. "$SOURCE/tests/tui/lib.sh" || exit 1
seed=${SEED:-2} keys=${MONKEY:-4000}
export EDITOR=true SHELL=/bin/true
mkdir -p "$XDG_CONFIG_HOME/berth"
printf 'mouse: true\nkeys: {quit: "", "quit!": "", command: ""}\n' > "$XDG_CONFIG_HOME/berth/config.yaml"
printf 'image: newest torch\njob: {partition: standard-g, nodes: 2, command: [hostname]}\n' > berth.yaml
cp berth.yaml before
awk -v seed="$seed" -v keys="$keys" 'BEGIN {
  srand(seed)
  n = split("up down left right enter enter esc esc tab tab shift-tab page-up page-down home end space " \
    "backspace delete ctrl-a ctrl-e ctrl-u ctrl-w ctrl-k ctrl-r ctrl-l ctrl-p ctrl-n f1 f5 alt-b alt-x é 日 1 2 3 4 5 6 7 8 9", named, " ")
  letters = "abcdefghijklmnoprstuvwxyzABCDGNPRSXY/?&!*+-0"
  for (i = 0; i < keys; i++) {
    r = rand()
    if (r < 0.02) printf "@resize %d %d\n", 1 + rand() * 140, 1 + rand() * 60
    else if (r < 0.03) printf "@paste %s\n", substr("q\tx y日本  \"$(rm)", 1 + rand() * 5)
    else if (r < 0.035) print "@wait"
    else if (r < 0.6) print named[1 + int(rand() * n)]
    else printf "\"%s\"\n", substr(letters, 1 + int(rand() * length(letters)), 1)
  }
  print "@resize 80 24\n@wait\nesc esc esc esc esc esc\n\"1\"\n@wait"
}' > "$WORK/keys"
play "$(cat "$WORK/keys")" --read-only
case $status in 0) checks=$((checks + 1)) ;; *) fail "SEED=$seed MONKEY=$keys: exit code $status" "$err" ;; esac
equals "nothing is said" "$err" ""
checks=$((checks + 1))
cmp -s before berth.yaml || fail "SEED=$seed: berth.yaml was changed" "$(cat berth.yaml)"
finish
