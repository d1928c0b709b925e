# The view of images: queries, what is beside the list, comparing, choosing for the workspace.
. "$SOURCE/tests/tui/lib.sh" || exit 1

# The query is asked at each letter, and what it gives is what `berth image list` gives, in that order.
play '@wait
"2"
@wait
@expect 16 of 16 images
"/"
"pytorch newest"
@wait
@save list.txt
enter
@absent 16 of 16' --size 300x50
exits 0
"$BERTH" image list --site demo --paths 'pytorch newest' > listed 2> /dev/null
checks=$((checks + 1))
[ -s listed ] || fail "the command line lists none"
last=0
while read -r path; do
  line=$(grep -nF "${path##*/}" list.txt | head -n 1 | cut -d : -f 1)
  checks=$((checks + 1))
  [ "${line:-0}" -gt "$last" ] || fail "${path##*/} is not where the command line has it" "$(cat list.txt)"
  last=${line:-0}
done < listed

# A query that cannot be read is told at once and leaves the list; words that are nowhere say so; Esc
# gives all back; letters are never commands while somebody types.
play '@wait
"2"
@wait
/
"torch>="
@wait
@expect torch>=
@absent no image fits
ctrl-u
"quit qqqqzzzz"
@wait
@expect no image fits the query
esc
@wait
@expect 16 of 16 images
enter
@wait
@expect ●
u
@wait
@absent ●
:quit!' --size 132x50
exits 0
rm -rf "$XDG_STATE_HOME/berth/drafts"

# What is beside the list is what the command line says of the chosen image, also after running past it.
play '@wait
"2"
@wait
/ "2.7.1"
@wait
enter
@expect 1 of 16
p
@wait
@expect Packages
@expect torch
@save packages.txt
b
@wait
@expect Binds that it needs
@expect SINGULARITY_BIND
i
@wait
@expect What it is
@expect framework
/ ctrl-u enter
@wait
down down down up end home
@wait
@expect path
f "/etc/os-release" enter
@wait
@expect NAME
esc
V
@wait
@expect whole
esc
v
@expect berth image packages
esc' --size 160x50
exits 0

# Two are marked and compared; with one the reason is told.
play '@wait
"2"
@wait
/ "pytorch"
@wait
enter
space
c
@expect mark two images
down space c
@wait
@expect From the first marked image
esc
o
@wait
@expect Order' --size 132x50
exits 0

# The query itself becomes the workspace's, and a pin is of the image that it gives.
printf '# kept\nimage: none-such\n' > berth.yaml
play '@wait
"2"
@wait
/ "pytorch newest"
@wait
enter
Q
@wait
@expect asks for
P
@wait
@expect pinned
:save
@wait
@expect wrote' --size 132x50
exits 0
has_file berth.yaml "# kept"
has_file berth.yaml "image: pytorch newest"
has_file berth.yaml "lock:"
"$BERTH" image list --site demo --paths 'pytorch newest' 2> /dev/null | head -n 1 > first
has_file berth.yaml "$(basename "$(< first)")"

# Folders of the workspace take the place of the site's, also when another workspace is opened.
mkdir -p ../own/images
cp "$laif_path" ../own/images/mine.sif
printf 'image: {query: mine, roots: [images]}\n' > ../own/berth.yaml
play '@wait
"2"
@wait
@expect 16 of 16
:open ../own
@wait
@expect 1 of 1 images
@expect mine.sif' --size 132x50
exits 0

# Where there are no images that is said, with what to do.
mkdir -p "$WORK/nothing"
BERTH_DEMO_IMAGES=$WORK/nothing play '@wait
"2"
@wait
@expect there are no images here' --size 132x50
exits 0
# A query that cannot be read leaves the list as it is, but not images of a catalog that is gone.
play '@wait
"2"
@wait
/ "torch>="
@expect torch
tab
:scan
@wait
down
@expect images
i
@wait'
exits 0
# What comes next is seen at 80 columns, however long the name is.
play '@wait
"2"
@wait
/ "pytorch newest" enter
@wait
enter
@wait
@expect 3 shows its binds, 5 the job: 
"3"
@wait
@absent 3 shows its binds
"2"
@wait
Q
@expect asks for what fits when the script is written
esc
@wait
@absent asks for what fits when the script is written
:quit!' --size 80x24
exits 0
rm -rf "$XDG_STATE_HOME/berth/drafts"
finish
