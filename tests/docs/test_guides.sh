# README, the tutorial and the guides are true: what they say to do is done, what they show is shown.
# UPDATE=1 writes the outputs in them anew.
. "$SOURCE/tests/cli/lib.sh" || exit 1
unset TERM COLUMNS LINES VISUAL EDITOR
option=${UPDATE:+--update}
# A reader's folder has a plain name: others are quoted, or refused where Slurm would not take them.
plain=$WORK
case $WORK in
  *[!A-Za-z0-9/._-]*) plain=$(mktemp -d /tmp/berth-docs-XXXXXX) && trap 'rm -rf "$WORK" "$plain"' EXIT ;;
esac
cd "$SOURCE" || exit 1
for guide in README.md docs/tutorial.md docs/guide/*.md; do
  home=$plain/${guide//\//-}
  mkdir -p "$home/berth-tour"
  checks=$((checks + 1))
  # The FAQ has nothing to run.
  [ "$guide" != docs/guide/faq.md ] || continue
  # shellcheck disable=SC2086
  out=$(tests/support/run-guide $option "$BERTH" "$guide" "$home/berth-tour" 2>&1) || fail "$guide" "$out"
  echo "${out##*$'\n'}"
done
finish
