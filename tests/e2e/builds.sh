# Sourced by the tests of builds that really happen: a site with its own images, and the stand-ins on PATH
# (with BERTH_TEST_REAL=1 a real singularity is taken instead). The working folder has a blank and a
# quote in its name and lies behind a link, as projects do.
. "$SOURCE/tests/cli/lib.sh" || exit 1
[ -n "${BERTH_TEST_REAL:-}" ] || export PATH=$SOURCE/tests/stand-ins:$PATH
export XDG_STATE_HOME=$WORK/state
unset LMOD_CMD LOADEDMODULES MODULEPATH EBU_USER_PREFIX
mkdir -p "lustre/it's mine" roots
ln -s "$WORK/lustre" project
cd "project/it's mine" || exit 1
cat > "$WORK/site.yaml" << END
extends: lumi
name: here
roots:
  laifs: null
  easybuild: null
  sif-images: null
  tested: null
  cotainr: null
  here: $WORK/roots
build:
  docker-registry: null
  recipes:
    cotainr: {space: 1M, temporary: 1M}
    proot: {space: 1M, temporary: 1M}
    venv: {space: 1M, temporary: 1M}
    wrap: {space: 1M, temporary: 1M}
    pull: {space: 1M, temporary: 1M}
    convert: {space: 1M, temporary: 1M}
  cotainr:
    2025.7.1:
      systems: {lumi-g: $WORK/roots/base.sif}
END
export BERTH_SITE=$WORK/site.yaml


no_leftovers() {
  checks=$((checks + 1))
  [ -z "$(find . "$WORK/roots" "$HOME" -name '*.berth-*' -o -name '.singularity' 2> /dev/null)" ] ||
    fail "$ran: left behind" "$(find . "$HOME" -name '*.berth-*')"
}

# contents IMAGE: what unsquashfs lists of its file system, without times.
contents() {
  local id
  id=$(siftool list "$1" | awk -F'|' '$5 ~ /FS \(Squashfs\/\*System/ { print $1 + 0; exit }')
  siftool dump "$id" "$1" > "$WORK/.part"
  unsquashfs -lls -no-progress "$WORK/.part" | awk '{ $4 = $5 = ""; print }' | sort
}
