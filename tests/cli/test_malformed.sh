# SIF files with every kind of mistake, and names that a terminal would obey: each is shown as far as
# it goes, and one bad image never hides the others.
. "$SOURCE/tests/cli/lib.sh" || exit 1
. "$SOURCE/tests/cli/malformed.sh" || exit 1
make_malformed sif

while IFS=$'\t' read -r file show tree; do
  berth image show "./bad/$file" --objects --definition; answers "$show"
  case $file in json-* | name-* | well.sif)
    berth image show "./bad/$file" --json
    equals "schema" "$(json .schema)" berth.image.show/1
    ;;
  esac
done < cases

# All of them at once, with what is no file at all beside them.
mkdir bad/folder.sif
mkfifo bad/pipe.sif
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("bad/socket.sif")'
ln -s /dev/zero bad/device.sif
ln -s loop.sif bad/loop.sif
berth image list --root bad; exits 0; plain; says well.sif; never_says pipe.sif; never_says device.sif
berth image list --root bad --json; exits 0
equals "images" "$(json '.images | length')" "$(wc -l < cases)"
for file in pipe socket device loop; do
  berth image show "./bad/$file.sif"; exits 5; plain
done
finish
