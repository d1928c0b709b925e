# Builds that really happen: images are unpacked, PRoot runs the scripts, SIFs are made, and Berth reads
# back what came of it.
. "$SOURCE/tests/e2e/builds.sh" || exit 1
"$SOURCE/tests/support/make-image" "$WORK/roots/base.sif" ls mkdir touch chmod

# --- proot: the definition file of Berth's own writer, and one by hand
cat > greet << 'END'
#!/bin/sh
echo hello from the build
END
chmod 755 greet
cat > my.def << END
Bootstrap: localimage
From: $WORK/roots/base.sif

%arguments
    WORD=unset

%files
    greet /usr/bin/greet

%post
    mkdir -p /opt/made
    touch /opt/made/{{ WORD }}

%environment
    export GREETING=yes

%runscript
    exec /usr/bin/greet "\$@"

%labels
    Author somebody else
END
SINGULARITY_BIND=/var/spool/slurmd berth build proot my.def -o "my image.sif" --build-arg WORD=word --run
exits 0; complains L17; never_complains L18
berth image show "./my image.sif" --definition
exits 0; says "somebody else"; says "mkdir -p /opt/made"; says "/usr/bin/greet"
checks=$((checks + 1))
[[ $(contents "my image.sif") == */opt/made/word* ]] || fail "no /opt/made/word" "$(contents "my image.sif")"
equals "it runs" "$(singularity run "my image.sif")" "hello from the build"
no_leftovers
# A saved script makes the same.
berth build proot my.def -o "by script.sif" --build-arg WORD=word --save build.sh
exits 0
equals "bash -n" "$(bash -n build.sh 2>&1)" ""
equals shellcheck "$(shellcheck -S warning build.sh)" ""
./build.sh > script.log 2>&1 || fail "the script fails" "$(< script.log)"
equals "the same content" "$(contents "by script.sif")" "$(contents "my image.sif")"
no_leftovers
# What is there is not replaced, but with --force; and never by a build that fails.
berth build proot my.def -o "my image.sif" --run
exits 1; complains L10 "exists already"
before=$(sha256sum < "my image.sif")
sed 's/mkdir -p .opt.made/false/' my.def > fails.def
berth build proot fails.def -o "my image.sif" --run --force
exits 4; complains R03 "exit status"; complains R12 "left behind"
failed=$(grep -oE '[0-9]{8}-[0-9]{6}-[0-9]{3}[a-z2-7]{3}' <<< "$err" | head -n 1)
equals "the old image is there still" "$(sha256sum < "my image.sif")" "$before"
berth build proot my.def -o "my image.sif" --run --force
exits 5; complains R09 "belongs to the run"
# Resumed when the reason is gone.
cp my.def fails.def
berth run resume "$failed"; exits 0
checks=$((checks + 1))
[ "$(sha256sum < "my image.sif")" != "$before" ] || fail "the image was not replaced"
no_leftovers
# What cannot work is said before.
printf 'Bootstrap: yum\nFrom: x\n' > root.def
berth build proot root.def -o x.sif --run; exits 1; complains L03 "needs root"
absent x.sif

# --- pull and convert: an archive as docker saves it
mkdir -p "$WORK/registry" archive/layer
cp -r "$SOURCE/tests/support/make-image" archive/layer/from-layer
(cd archive && tar -cf layer.tar -C layer . && rm -r layer &&
  echo '{"config":{"Env":["PATH=/bin","FROM_CONFIG=it works"]}}' > config.json &&
  echo '[{"Config":"config.json","RepoTags":["small:1"],"Layers":["layer.tar"]}]' > manifest.json &&
  tar -cf ../small.tar manifest.json config.json layer.tar)
cp small.tar "$WORK/registry/small_1.tar"
BERTH_TEST_REGISTRY=$WORK/registry berth build pull docker://small:1 --run
exits 0
berth image show ./small_1.sif; exits 0; says "small_1.sif"
berth build convert small.tar -o converted.sif --run; exits 0
equals "pull and convert give the same" "$(contents converted.sif)" "$(contents small_1.sif)"
no_leftovers
berth build convert my.def -o y.sif --run; exits 1; complains L01 "no tar file"
berth build pull docker://small:2 -o z.sif --run; exits 4; absent "nothing-of-z.sif"
berth run show; exits 0; says "failed in step 2"; says "left behind"; says "no network"
rm -rf ./.z.sif.berth-work

# --- cotainr
echo "{\"lumi-g\": {\"base-image\": \"$WORK/roots/base.sif\"}}" > "$WORK/systems.json"
export BERTH_TEST_SYSTEMS=$WORK/systems.json
berth build cotainr --system lumi-g -o conda.sif -p conda:zlib=1.3 -p einops==0.8.1 --run
exits 0
checks=$((checks + 1))
[[ $(contents conda.sif) == *conda_container_env/conda-meta/einops-0.8.1-0.json* ]] || fail "no einops" "$(contents conda.sif)"
berth build cotainr --base-image "$WORK/roots/base.sif" --conda-env conda.sif.yml -o "conda 2.sif" --run
exits 0
equals "by system and by base" "$(contents "conda 2.sif")" "$(contents conda.sif)"
no_leftovers
berth build cotainr --system lumi-x -o q.sif --run; exits 1; complains L02 "lumi-g"

# --- the container wrapper
printf 'dependencies:\n  - zlib=1.3\n' > env.yml
berth build wrap conda-new env.yml --prefix "$WORK/tools" -w /bin/a -w /bin/b --run
exits 0; says "export PATH="
equals "wrapped" "$("$WORK/tools/bin/a")" "wrapped /bin/a"
echo 'touch updated' > post.sh
berth build wrap conda-update "$WORK/tools" --post-install post.sh --run; exits 0
checks=$((checks + 1))
[[ $(unsquashfs -ls -no-progress "$WORK/tools/img.sqfs") == *updated* ]] || fail "not updated"
berth build wrap container docker://small:1 -w /bin/ls --prefix "$WORK/wrapped" --run; exits 0
mkdir software; echo hello > software/file
berth build wrap install software -w bin --mask --prefix "$WORK/installed" --run; exits 0
printf 'tiny==1.0\n' > requirements.txt
berth build wrap pip-new requirements.txt --slim --pyver 3.12 --prefix "$WORK/pips" --run; exits 0
berth build wrap pip-update "$WORK/pips" -r requirements.txt --run; exits 0
no_leftovers
berth run list; exits 0; says "build wrap: pips"; says "done"
finish
