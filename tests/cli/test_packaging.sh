# What docs/packaging hands to EasyBuild, Spack, conda and Lmod is read as they read it, and agrees with what
# is built and installed.
. "$SOURCE/tests/cli/lib.sh" || exit 1
version=$(< "$SOURCE/VERSION")
unset MODULEPATH LOADEDMODULES _LMFILES_ MANPATH

# An easyconfig and a package of Spack are Python, run with the names that these programs give them.
cat > read.py << 'END'
import json, sys, types
class Collect:
    def __init__(self, args=()):
        pass
def easyconfig(path):
    names = {"SYSTEM": {"name": "system", "version": "system"}}
    exec(compile(open(path).read(), path, "exec"), names)
    print(json.dumps({k: v for k, v in names.items() if not k.startswith("__")}))
def spack(path):
    said = {"variants": [], "depends": [], "versions": [], "defines": {}}
    class CMakePackage:
        def define(self, name, value):
            said["defines"][name] = value
        def define_from_variant(self, name, variant):
            assert variant in said["variants"], variant
            said["defines"][name] = variant
    package = types.ModuleType("spack.package")
    package.CMakePackage = CMakePackage
    package.license = lambda text: said.__setitem__("license", text)
    package.version = lambda text, **more: said["versions"].append(text)
    package.variant = lambda name, **more: said["variants"].append(name)
    package.depends_on = lambda spec, **more: said["depends"].append(spec)
    sys.modules["spack"], sys.modules["spack.package"] = types.ModuleType("spack"), package
    names = {}
    exec(compile(open(path).read(), path, "exec"), names)
    names["Berth"]().cmake_args()
    print(json.dumps(said))
{"easyconfig": easyconfig, "spack": spack}[sys.argv[1]](sys.argv[2])
END
is_option() { # NAME: cmake knows it
  checks=$((checks + 1))
  grep -q "^$1:" "${BERTH%/*}/CMakeCache.txt" || fail "$ran: the build has no option $1"
}

easyconfig=$SOURCE/docs/packaging/easybuild/berth-$version.eb
out=$(python3 read.py easyconfig "$easyconfig" 2>&1) ran="the easyconfig"
equals version "$(json .version)" "$version"
equals toolchain "$(json .toolchain.name)" system
equals class "$(json .moduleclass)" tools
equals "the archive is cpack's" "$(json '.sources[0]' | sed "s/%(name)s/berth/; s/%(version)s/$version/")" "berth-$version-linux-x86_64.tar.gz"
equals "nothing but names that EasyBuild knows" "$(json 'keys - ["SYSTEM", "easyblock", "name", "version", "homepage",
  "whatis", "description", "usage", "docurls", "toolchain", "sources", "checksums", "sanity_check_paths",
  "sanity_check_commands", "modextravars", "modluafooter", "moduleclass"] | length')" 0
while read -r command; do
  checks=$((checks + 1))
  (PATH=${BERTH%/*}:$PATH && eval "$command") > /dev/null 2>&1 || fail "$ran: '$command' fails"
done < <(json '.sanity_check_commands[]')
files=$(json '.sanity_check_paths.files[], .sanity_check_paths.dirs[]') footer=$(json .modluafooter)

out=$(python3 read.py spack "$SOURCE/docs/packaging/spack/package.py" 2>&1) ran="the package of Spack"
equals version "$(json '.versions | join(" ")')" "$version"
for library in libyaml jansson sqlite zlib-api libdeflate zstd lz4 xz ncurses libssh openssl; do
  equals "$library" "$(json ".depends[] | select(startswith(\"$library\"))" | cut -d @ -f 1)" "$library"
done
for option in $(json '.defines | keys[]'); do is_option "$option"; done

# conda-build fills the template first, and takes lines with [not linux] as conditions.
out=$(sed -e '/^{%/d' -e "s/{{ version }}/$version/; s/{{ *\([a-z]*\)('c') *}}/\1_c/" "$SOURCE/docs/packaging/conda/meta.yaml" |
  python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' 2>&1) ran="the recipe of conda"
equals version "$(json .package.version)" "$version"
equals "its source is there" "$(cd "$SOURCE/docs/packaging/conda" && cd "$(json .source.path)" && ls VERSION)" VERSION
equals "its libraries" "$(json '.requirements.host | map(split(" ")[0]) | join(" ")')" "yaml jansson sqlite zlib libdeflate zstd lz4-c xz ncurses libssh openssl"
for option in $(json '.build.script[0]' | grep -oE 'BERTH_[A-Z_]+'); do is_option "$option"; done
while read -r command; do
  checks=$((checks + 1))
  (PATH=${BERTH%/*}:$PATH && eval "$command") > /dev/null 2>&1 || fail "$ran: '$command' fails"
done < <(json '.test.commands[]')

# What the easyconfig looks for is installed.
build=${BERTH%/*} prefix="$WORK/an installation" ran="cmake --install"
cmake --install "$build" --prefix "$prefix" > install.log 2>&1 || fail "$ran" "$(tail -n 5 install.log)"
for file in $files; do
  checks=$((checks + 1))
  [ -e "$prefix/$file" ] || fail "$ran: no $file"
done

# The module, by a real Lmod and in the shells that people have.
mv "$prefix" "$WORK/moved" && prefix=$WORK/moved
lmod=
for file in "${LMOD_PKG:-}/init/bash" /usr/share/lmod/lmod/init/bash /usr/share/lmod/[0-9]*/init/bash; do
  [ -r "$file" ] && lmod=$file && break
done
[ -n "$lmod" ] || fail "Lmod is missing"
in_bash() { # LINES
  ran="with Lmod: $1"
  out=$(HOME=$WORK bash --norc --noprofile -c "source '$lmod'; module use '$prefix/share/modulefiles'; $1" 2>&1)
}
in_bash 'module load berth && command -v berth && echo $BERTH_SITE && complete -p berth && man -w berth-image'
says "$prefix/bin/berth"; says lumi; says "complete -F _berth berth"; says "$prefix/share/man/man1/berth-image.1"
in_bash 'module load berth && man -w ls'; never_says "No manual entry"
in_bash 'module load berth && module unload berth && { command -v berth; echo "[$BERTH_SITE] $(complete -p berth 2>&1)"; }'
never_says "$prefix/bin"; says "[] "; never_says "-F _berth"
in_bash 'module help berth'; says "berth job check job.sh"
in_bash 'module whatis berth'; says "Version: $version"; says Description
in_bash 'module --terse avail'; says "berth/$version"
# The footer of the easyconfig, behind what EasyBuild writes.
mkdir -p modules/berth && printf 'local root = "%s"\nprepend_path("PATH", pathJoin(root, "bin"))\n%s\n' "$prefix" "$footer" > modules/berth/eb.lua
in_bash "module use '$WORK/modules'; module load berth/eb && complete -p berth"; says "complete -F _berth berth"
out=$(HOME=$WORK zsh -f -c "source '${lmod%bash}zsh'; module use '$prefix/share/modulefiles'; autoload -Uz compinit; compinit -u -D
  module load berth; print -r -- \$BERTH_SITE \${_comps[berth]}" 2>&1) ran="with Lmod in zsh"
says "lumi _berth"
finish
