# Listing, showing and naming images: the demo site, and trees with everything that a shared file
# system has in store.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export BERTH_SITE=demo

berth image list; exits 0; is_quiet
equals "images" "$(grep -c '\.sif$' <<< "$out")" 16
equals "heading" "$(sed -n '1s/  */ /gp' <<< "$out")" "FRAMEWORK VERSION ROCM PYTHON KIND SIZE ROOT NAME"
equals "a row" "$(sed -n "/$torch/s/  */ /gp" <<< "$out")" "pytorch 2.7.1 6.2.4 3.12 sif 44.0 KiB demo-easybuild $torch"
berth image list --paths; exits 0
checks=$((checks + 1)); xargs -d '\n' ls <<< "$out" > /dev/null || fail "a path leads nowhere"
berth image list --json; exits 0
equals schema "$(json .schema)" berth.image.list/1
equals images "$(json '.images | length')" 16
equals keys "$(json '.images[0] | keys | join(" ")')" \
  "aliases arch compression family framework kind layer mtime name path python release rocm root signed size version"
equals "a full one" "$(json ".images[] | select(.name == \"$torch\") | \"\(.family) \(.framework) \(.version) \(.rocm) \(.python) \(.kind) \(.root) \(.mtime) \(.aliases | length) \(.release)\"")" \
  "lumi pytorch 2.7.1 6.2.4 3.12 sif demo-easybuild 2025-07-18T10:12:13Z 1 null"
equals "size" "$(json ".images[] | select(.name == \"$torch\") | .size")" "$(stat -c %s "$easybuild/$torch")"
equals "unknown is null" "$(json '[.images[] | select(.framework == "rocm") | .python] | unique | .[0]')" null
equals "diagnostics" "$(json '.diagnostics | length')" 0

# Queries.
count() { # NUMBER WORDS...
  local wanted=$1
  shift
  berth image list --paths "$@"
  exits 0
  equals "images" "$(grep -c . <<< "$out")" "$wanted"
}
count 4 'torch>2.6'
count 4 'torch>=2.7.1'
count 3 'torch>=2.7' 'rocm<7'
count 2 layer=full
count 4 '!torch' family:lumi 'rocm>=6'
count 1 torch newest
count 1 'python=3.9'
count 16 'size<1G'
count 16 kind:sif
berth image list 'torch>=2.6 rocm<6.4' --paths; exits 0; says "$torch"
berth image list 'torch>99'; exits 1; complains I20 "without a query there are 16"; equals "no table" "$out" ""
berth image list 'torch>99' --json; exits 1; equals "none" "$(json '.images | length')" 0
berth image list 'torch>=x'; exits 1; complains I22 "versions look like"
berth image list 'torch=>2.6'; exits 1; complains I22 "operator that there is not" ">="
berth image list 'colour=red'; exits 1; complains I22 "the fields are"
berth image list 'size<big'; exits 1; complains I22
berth image list 'kind:exe'; exits 1; complains I22
berth image list .; exits 2; complains U07 "--root ."
berth image list --root ./nowhere; exits 5; complains I10 "./nowhere"
berth image list --site lumi; exits 1; complains I20 "--site demo"

# What a person means by IMAGE.
shows() { # PATH WORDS...
  local wanted=$1
  shift
  berth image show --json "$@"
  exits 0
  equals "path" "$(json .path)" "$wanted"
}
shows "$easybuild/$torch" "$easybuild/$torch"
shows "$easybuild/$torch" $torch
shows "$easybuild/$torch" ${torch%.sif}
shows "$easybuild/$torch" v2.7.1
shows "$easybuild/$torch" 'torch>=2.7 family:lumi'
shows "$easybuild/$torch" torch family:lumi newest
shows "$easybuild/lumi-rocm-rocm-5.5.3-dockerhash-14617e708733.sif" framework=rocm oldest
berth image show pytorch; exits 1; complains I21 "newest"
berth image show pytorch-rocm-9; exits 1; complains I20 "nearest"
berth image show pytroch; exits 1; complains I20 "did you mean 'pytorch'"
berth image show 'torch>99'; exits 1; complains I20 "no image meets"
berth image show ''; exits 1; complains I20
mkdir -p "my images"; berth image show "my images"; exits 1; complains I20 "a folder of that name" "my images/FILE"
berth image show ./gone.sif; exits 5; complains I01
berth image show ./; exits 5; complains I03
berth image show lumi-multitorch-latest; exits 0; complains I30 "today"
berth image show "$laifs/lumi-multitorch-latest.sif" --json; exits 0
equals "the note" "$(json '.diagnostics[0] | "\(.id) \(.severity)"')" "I30 note"

# Everything about one image.
berth image show $torch --definition --objects; exits 0; is_quiet
for text in "pytorch 2.7.1" "ROCm         6.2.4" "sif, gzip, amd64" "44.0 KiB" "How it is run here" \
  "singularity exec" "/opt/cray" "Labels" "org.label-schema.build-arch" "Runscript" "Definition file" \
  "Bootstrap: docker-daemon" "Objects in the file"; do says "$text"; done
berth image show $laif; exits 0; says "singularity run"; says "pmi2"; never_says "/opt/cray"; never_says "Definition file"
berth image show $old; exits 0; says '$WITH_CONDA'; says "libjansson"
berth image show $torch --json; exits 0
equals schema "$(json .schema)" berth.image.show/1
equals facts "$(json '"\(.kind) \(.compression) \(.arch) \(.signed) \(.rocm) \(.recipe.start) \(.recipe.conda) \(.release)"')" \
  "sif gzip amd64 false 6.2.4 exec false null"
equals labels "$(json '.labels["org.opencontainers.image.title"]')" "${torch%.sif}"
equals objects "$(json '[.objects[].type] | join(",")')" "$(berth image show $torch --objects; sed -n '/^Objects/,$p' <<< "$out" | sed 1,2d | awk '{print $2}' | paste -sd,)"

# A tree with all that can go wrong. Nothing but the images is opened, nothing hangs.
mkdir -p tree/deep/er tree/closed "tree/.hidden"
cp "$easybuild/$torch" tree/$torch
ln tree/$torch tree/deep/twin.sif
ln -s $torch tree/latest.sif
ln -s gone.sif tree/dangling.sif
ln -s circle.sif tree/circle.sif
ln -s "$laif_path" tree/outside.sif
ln -s deep tree/folder-link
ln -s / tree/deep/root
mkfifo tree/pipe.sif
mkdir tree/sandbox.sif
echo "<html>" > tree/page.sif
: > tree/empty.sif
head -c 30000 "$laif_path" > tree/short.sif
cp "$laif_path" tree/deep/er/mine.sif
cp "$laif_path" tree/.hidden/secret.sif
cp "$laif_path" $'tree/new\nline.sif'
cp "$laif_path" $'tree/red\e[31m\e]0;title\a.sif'
cp "$laif_path" $'tree/turned-\u202efis.sif'
cp "$laif_path" $'tree/bytes-\xff\xfe.sif'
cp "$laif_path" "tree/größe 日本.sif"
cp "$laif_path" "tree/-o option.sif"
unset BERTH_SITE
berth image list --root tree; exits 0; plain
complains I12 "dangling.sif"
says "größe 日本.sif"; says 'new\nline.sif'; says 'red\x1b[31m\x1b]0;title\x07.sif'; says '\u202e'
says "outside.sif"; never_says "pipe.sif"; never_says "secret.sif"; never_says "dangling"
equals "lines" "$(grep -c . <<< "$out")" "$(($(berth image list --root tree --json; json '.images | length') + 1))"
equals "one file, one image" "$(berth image list --root tree --json; json "[.images[] | select([.path, .aliases[]] | any(endswith(\"twin.sif\")))] | .[0].aliases | length")" 2
berth image list --root tree --json
equals "kinds" "$(json '.images[] | select(.name == "page.sif" or .name == "empty.sif") | .kind' | sort -u)" not-an-image
equals "a name with a line break" "$(json '[.images[].name | select(contains("\n"))] | length')" 1
berth image list --root tree --paths; exits 0; plain
berth image list --root tree "größe"; exits 0; says "日本"
berth image list --root tree --root tree/deep; exits 0
equals "no image twice" "$(grep -c mine.sif <<< "$out")" 1

is_refused() { # STATUS ID FILE
  berth image show "$3"; exits "$1"; complains "$2" "$3" "  hint: "; plain
  equals "no card" "$out" ""
}
is_refused 1 I02 tree/page.sif
is_refused 1 I02 tree/empty.sif
is_refused 5 I01 tree/dangling.sif
is_refused 5 I01 tree/circle.sif
is_refused 5 I03 tree/pipe.sif
is_refused 5 I03 tree/sandbox.sif
is_refused 5 I03 /dev/null
berth image show tree/short.sif; complains I04; plain
berth image show tree/latest.sif; exits 0; complains I30 "tree/$torch"
for name in tree/new*line.sif tree/red*.sif tree/turned*.sif tree/bytes*.sif tree/größe*.sif "./tree/-o option.sif"; do
  berth image show "$name"; exits 0; plain
  berth image show "$name" --json; exits 0; equals "schema" "$(json .schema)" berth.image.show/1
done

chmod 755 . tree
cp tree/$torch tree/closed/; chmod 0 tree/closed
if "${as_nobody[@]}" test -x "$BERTH"; then
  start=("${as_nobody[@]}")
  berth image list --root tree; exits 0; complains I11 "tree/closed"; says mine.sif
  berth image list --root tree/closed; complains I11; exits 1
  start=()
fi

# Labels and scripts of an image are text from outside.
siftool new evil.sif
printf '{"data":{"attributes":{"labels":{"a\\u001b[31m":"b\\u001b]0;x\\u0007\\nc"},"runscript":"#!/bin/sh\\necho \\u001b[2J\\n"}},"type":"container"}' > evil.json
siftool add evil.sif evil.json --datatype 6 --groupid 1 --filename inspect-metadata.json
mkdir root && mksquashfs root part -quiet -no-progress > /dev/null
siftool add evil.sif part --datatype 4 --parttype 2 --partfs 1 --partarch 2 --groupid 1 --filename $'n\e[31m'
berth image show ./evil.sif --objects; exits 0; plain; says 'b\x1b]0;x\x07\nc'; says 'echo \x1b[2J'
berth image show ./evil.sif --json; exits 0; equals "label" "$(json '.labels | to_entries[0].value')" $'b\e]0;x\a\nc'
finish
