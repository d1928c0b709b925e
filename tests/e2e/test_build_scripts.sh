# What `--run` makes and what the saved script makes is the same: of each way the listings of the two
# images are compared. test_builds.sh has proot, test_build_venv.sh venv, test_build_modules.sh easybuild.
. "$SOURCE/tests/e2e/builds.sh" || exit 1
"$SOURCE/tests/support/make-image" "$WORK/roots/base.sif" ls mkdir
echo "{\"lumi-g\": {\"base-image\": \"$WORK/roots/base.sif\"}}" > "$WORK/systems.json"
export BERTH_TEST_SYSTEMS=$WORK/systems.json BERTH_TEST_REGISTRY=$WORK/registry
mkdir -p "$WORK/registry" archive/layer/opt
echo in-the-layer > "archive/layer/opt/a file"
ln -s "a file" archive/layer/opt/link
(cd archive && tar -cf layer.tar -C layer . && echo '{"config":{"Env":["A=b"]}}' > config.json &&
  echo '[{"Config":"config.json","RepoTags":["small:1"],"Layers":["layer.tar"]}]' > manifest.json &&
  tar -cf ../small.tar manifest.json config.json layer.tar)
cp small.tar "$WORK/registry/small_1.tar"
printf 'dependencies:\n  - zlib=1.3\n  - pip\n  - pip:\n    - einops==0.8.1\n' > "env it's.yml"
printf 'tiny==1.0\n' > requirements.txt
mkdir software; echo hello > software/file

# listing IMAGE: what it holds, with kind, mode, size and links.
listing() {
  berth image files "$1" --long
  [ "$status" = 0 ] || fail "$ran" "$err"
  awk '{ $3 = ""; print }' <<< "$out" # without the times
}

# twice WITHIN MARK OPTION WORDS...: builds to "run.x" by --run and to "script.x" by the saved script, and
# compares the image WITHIN them (empty: themselves), which has to hold MARK.
twice() {
  local within=$1 mark=$2 option=$3 first second
  shift 3
  berth build "$@" "$option" "run it's.x" --run; exits 0
  berth build "$@" "$option" "script.x" --save build.sh; exits 0
  equals "$ran: bash -n" "$(bash -n build.sh 2>&1)" ""
  equals "$ran: shellcheck" "$(shellcheck -S warning build.sh)" ""
  checks=$((checks + 1))
  ./build.sh > script.log 2>&1 < /dev/null || fail "$ran: the script fails" "$(< script.log)"
  first=$(listing "./run it's.x$within") second=$(listing "./script.x$within")
  [[ $first == *"$mark"* ]] || fail "$ran: no '$mark' in the image" "$first"
  equals "$ran: the same files" "$(diff <(echo "$first") <(echo "$second"))" ""
  no_leftovers
  # Once more it neither replaces what is there nor writes into it, and leaves nothing behind.
  ./build.sh > script.log 2>&1 < /dev/null
  equals "$ran: the script once more" "$?: $(< script.log)" \
    "5: $(pwd -P)/script.x exists already; move it away, and start again"
  no_leftovers
  equals "$ran: left as it was" "$(listing "./script.x$within")" "$second"
  rm -rf "run it's.x" script.x .[!.]*.berth-* build.sh
}

twice "" einops-0.8.1-0.json -o cotainr --system lumi-g --conda-env "env it's.yml"
twice "" zlib-1.3-0.json -o cotainr --base-image "$WORK/roots/base.sif" --conda-env "env it's.yml"
twice "" "/opt/a file" -o pull docker://small:1
twice "" "/opt/a file" -o convert small.tar
twice /img.sqfs "/env it's.yml" --prefix wrap conda-new "env it's.yml" -w /bin/a
twice /img.sqfs /requirements.txt --prefix wrap pip-new requirements.txt --slim
twice /img.sqfs /file --prefix wrap install software -w bin
finish
