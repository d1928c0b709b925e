# The index of images, and queries about what is inside.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export BERTH_SITE=lumi

# make_image NAME COMPRESSION PACKAGE-VERSION...: a SIF with a venv of these packages.
make_image() {
  local name=$1 compression=$2 package
  shift 2
  rm -rf root part && mkdir -p root/opt/venv/lib/python3.12/site-packages root/etc root/opt/rocm/.info
  printf 'home = /usr/bin\nversion = 3.12.4\n' > root/opt/venv/pyvenv.cfg
  printf 'ID=ubuntu\nVERSION_ID="24.04"\n' > root/etc/os-release
  echo 6.2.4-116 > root/opt/rocm/.info/version
  for package in "$@"; do mkdir "root/opt/venv/lib/python3.12/site-packages/$package.dist-info"; done
  mksquashfs root part -quiet -no-progress -all-root -comp "$compression" > /dev/null
  siftool new "images/$name"
  siftool add "images/$name" part --datatype 4 --parttype 2 --partfs "${filesystem:-1}" --partarch 2 --groupid 1
}
mkdir images
make_image mine.sif gzip torch-2.7.1+rocm6.2.4 flash_attn-2.7.4.post1 numpy-2.0.1
make_image other.sif zstd torch-2.5.0 vllm-0.6.3
filesystem=5 make_image locked.sif gzip torch-9.9
echo "<html>" > images/page.sif
mkfifo images/pipe.sif

berth index status; exits 0; is_quiet; says "missing"; says "$WORK/cache/berth/facts.db"
berth index status --json; exits 0; equals schema "$(json .schema)" berth.index.status/1
equals "states" "$(json '"\(.heads.state) \(.inside.state) \(.inside.images) \(.shared_inside)"')" "missing missing null null"
berth index clear; exits 0; says "there is no index"

# A few images are read when a query needs it; nothing is guessed of those that cannot be read.
berth image list --root images has:flash-attn; exits 0; says mine.sif; never_says other.sif; never_says locked.sif
complains I83 "cannot be read"
berth image list --root images '!has:flash-attn' --paths; exits 0; equals "the opposite" "$out" images/other.sif
berth image list --root images 'flash_attn>=2.7' 'rocm<7' os:ubuntu --paths; exits 0; equals "all three" "$out" images/mine.sif
berth image list --root images 'torch>=2.6' --paths; exits 0; equals "a package" "$out" images/mine.sif
berth image list --root images 'flash-attn>=2.8'; exits 1; complains I20
berth image list --root images 'kind:encrypted' --json; exits 0
equals "a head" "$(json '.images[0] | "\(.name) \(.kind) \(.arch) \(.signed)"')" "locked.sif encrypted amd64 false"
berth image list --root images 'name=other' --json; equals compression "$(json '.images[0].compression')" zstd
berth index status --json; exits 0
equals "states" "$(json '"\(.heads.state) \(.heads.images) \(.inside.state) \(.inside.images) \(.inside.unreadable)"')" "good 4 good 4 2"

# Orders, and words by their letters.
berth image list --root images has:torch sort:-name --paths; exits 0; equals "order" "$out" $'images/other.sif\nimages/mine.sif'
berth image list --root images sort:colour; exits 1; complains I22 "sort by name, path"
berth image list --root images xmz; exits 1; complains I20
berth image list --root images mne --paths; exits 0; complains I86; equals "by letters" "$out" images/mine.sif
berth image list --root images 'has:'; exits 1; complains I22
berth image list --root images 'has:a/b'; exits 1; complains I22 "names no package"
berth image list --root images 'rcom<7'; exits 1; complains I22 "did you mean 'rocm'"
berth image list --root images 'torchx>=1'; exits 1; complains I22 "has:torchx"

# Who has a package.
berth image find torch --root images; exits 0; plain
equals "rows" "$(sed '1d; s/  */ /g' <<< "$out")" $'torch 2.7.1+rocm6.2.4 /opt/venv python images mine.sif\ntorch 2.5.0 /opt/venv python images other.sif'
berth image find 'torch>=2.4,<2.7' --root images --json; exits 0; equals schema "$(json .schema)" berth.image.find/1
equals "found" "$(json '.found[] | "\(.package) \(.version) \(.environment) \(.sources[0]) \(.image) \(.path)"')" "torch 2.5.0 opt/venv python other.sif images/other.sif"
berth image find Flash_Attn torch --root images; exits 0; equals "both" "$(grep -c mine.sif <<< "$out")" 2; never_says other.sif
berth image find torch --query name=other --root images; exits 0; never_says mine.sif; says other.sif
berth image find rocm --root images; exits 0; says fact; says 6.2.4
berth image find trch --root images; exits 1; complains I87 "did you mean 'torch'"; complains I20
berth image find 'torch>=' --root images; exits 2; complains U07
berth image find '>=2' --root images; exits 2; complains U07
berth image find 'a b' --root images; exits 2; complains U07
berth image find --root images; exits 2; complains U07
berth image find torch --root images --query 'rcom<7'; exits 1; complains I22
berth image find torch --root nowhere; exits 5; complains I10

# A package that only the index knows shows that the files are not read again.
facts=$WORK/cache/berth/facts.db
before=$(stat -c %Y.%i "$facts")
berth image find torch --root images; exits 0
equals "not written again" "$(stat -c %Y.%i "$facts")" "$before"
# A changed image is, though.
make_image new.sif gzip torch-2.8.0 && mv images/new.sif images/mine.sif
berth image find torch --root images; exits 0; says 2.8.0; never_says 2.7.1

# Many images: what is not known is said.
mkdir many && for i in {1..20}; do cp images/mine.sif "many/copy-$i.sif"; done
berth image list --root many has:torch; exits 1; complains I82 "20 more images may match" "--complete"
berth image list --root many 'copy-7' has:torch --paths; exits 0; equals "one of them" "$out" many/copy-7.sif
berth image list --root many has:torch --complete; exits 0; equals "all" "$(grep -c copy- <<< "$out")" 20
never_complains I82

# Rebuilding.
berth index rebuild --root images; exits 0; says "4 images, 2 read now, 2 with an inside that cannot be read"
berth index rebuild --root images --missing --json; exits 0; equals "nothing to do" "$(json '"\(.schema) \(.images) \(.read)"')" "berth.index.rebuild/1 4 0"
berth index rebuild --root images --heads; exits 0; says "heads only"
berth index rebuild --root nowhere; exits 5; complains I10
mkdir empty; berth index rebuild --root empty; exits 1; complains I20

# What the index has of other images stays, and nobody finds it gone while it is made anew.
berth index clear; mkdir other; cp images/mine.sif other/other.sif
berth index rebuild --root images --root other; exits 0
berth index rebuild --root images; exits 0
berth index status --json; equals "images in it" "$(json '.inside.images')" 5
rm -r other
berth index clear; exits 0

# Damage of every kind is mended and said.
berth index rebuild --root images; exits 0
for damage in ': > "$facts"' 'truncate -s 5000 "$facts"' 'printf x | dd of="$facts" bs=1 seek=6000 conv=notrunc status=none' \
  'head -c 9000 /dev/urandom > "$facts"' 'rm "$facts"; mkfifo "$facts"'; do
  eval "$damage"
  berth index status; exits 0; says damaged
  berth image list --root images has:torch; exits 0; says mine.sif; complains I81
  berth index status; exits 0; never_says damaged
done
rm "$facts"; cp /dev/null x; printf 'SQLite format 3\0' > x; head -c 5000 /dev/zero >> x; cp x "$facts"
berth index status; exits 0; says other-version
berth image list --root images has:torch; exits 0; says mine.sif; never_complains I81

# No place to write: everything works, and it is said once.
BERTH_CACHE_DIR=/dev/null/none berth image list --root images has:torch; exits 0; says mine.sif; complains I80 "BERTH_CACHE_DIR"
# A home that is not there is not made, and without one there is no place.
(unset XDG_CACHE_HOME; export HOME=$WORK/nobody
berth image list --root images has:torch; exits 0; says mine.sif; never_complains I80; finish > /dev/null) || fail "without a home"
absent nobody
chmod 755 . images; chmod 644 images/*
if "${as_nobody[@]}" test -x "$BERTH" && [ ${#as_nobody[@]} -gt 0 ]; then
  mkdir closed && chmod 555 closed
  start=("${as_nobody[@]}")
  BERTH_CACHE_DIR=$WORK/closed berth image list --root images has:torch; exits 0; says mine.sif; complains I80 "Permission denied"
  BERTH_CACHE_DIR=$WORK/closed berth index clear; exits 0
  start=()
fi
mkdir full
if mount -t tmpfs -o size=16k tmpfs full 2> /dev/null; then
  head -c 12000 /dev/zero > full/filling
  BERTH_CACHE_DIR=$WORK/full berth image list --root images has:torch; exits 0; says mine.sif; complains I80 "No space left"
  equals "nothing stays behind" "$(ls -A full)" filling
  mount -o remount,ro full
  BERTH_CACHE_DIR=$WORK/full berth image list --root images has:torch; exits 0; says mine.sif; complains I80 "Read-only"
  umount full
fi

# The index of a centre.
BERTH_CACHE_DIR=$WORK/shared berth index rebuild --root "$WORK/images"; exits 0
berth index clear; exits 0; says removed
BERTH_INDEX=$WORK/shared berth image find torch --root images; exits 0; says mine.sif
[ ! -e "$facts" ] || fail "what the centre knows was read again"
BERTH_INDEX=$WORK/shared berth index status; exits 0; says "inside, of the centre"

# ^C on a file system that answers slowly keeps what is done; what is known is not read again there.
cc -shared -fPIC -D_GNU_SOURCE -o slow.so "$SOURCE/tests/support/slow_reads.c" -ldl
berth index clear
# A sanitizer wants to be loaded first, and says so.
export ASAN_OPTIONS=verify_asan_link_order=0:${ASAN_OPTIONS:-}
LD_PRELOAD=$WORK/slow.so SLOW_READS_US=500000 "$BERTH" index rebuild --root many > .out 2> .err &
pid=$!
sleep 2
kill -INT $pid
wait $pid
status=$? err=$(< .err) out=$(< .out) ran="berth index rebuild, interrupted"
exits 130; complains I84 "of 20 images are read"
berth index rebuild --missing --root many; exits 0
berth image list --root many has:torch; exits 0; equals "all" "$(grep -c copy- <<< "$out")" 20
LD_PRELOAD=$WORK/slow.so SLOW_READS_US=200000 berth image list --root many has:torch --paths; exits 0
equals "all of the slow ones" "$(grep -c copy- <<< "$out")" 20

# Names and packages that a terminal would obey.
make_image $'red\e[31m.sif' gzip $'evil\e[31m-1.0' 'torch-1.0'
berth image find torch --root images; exits 0; plain
berth image list --root images sort:name; exits 0; plain
berth index status; exits 0; plain
finish
