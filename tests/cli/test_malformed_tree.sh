# File systems in images with every kind of mistake: what a list of files, a content and the packages
# answer.
. "$SOURCE/tests/cli/lib.sh" || exit 1
. "$SOURCE/tests/cli/malformed.sh" || exit 1
make_malformed tree

while IFS=$'\t' read -r file show tree; do
  berth image files "./bad/$file"; answers "$tree"
  case $file in
    content-*)
      berth image packages "./bad/$file"; answers -
      berth image cat "./bad/$file" etc/os-release; answers "$show"
      ;;
    tree-name-*)
      berth image files "./bad/$file" --json; plain
      ;;
    *) berth image show "./bad/$file"; answers "$show" ;;
  esac
done < cases
# A hole of 64 MiB is read piece by piece, and is what it says.
equals "a hole" "$("$BERTH" image cat ./bad/content-file-hole.sif etc/os-release | tr -d '\0' | wc -c)" 0
finish
