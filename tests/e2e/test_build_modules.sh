# Builds with modules: a real Lmod loads them from a small tree, and the tools are found only through them.
. "$SOURCE/tests/e2e/builds.sh" || exit 1
lmod=/usr/share/lmod/lmod/libexec/lmod
[ -x "$lmod" ] || { echo "FAIL no Lmod" >&2; exit 1; }
"$SOURCE/tests/support/make-image" "$WORK/roots/base.sif" ls mkdir
mkdir -p "$WORK/modules"/{Core,CrayEnv/cotainr,CrayEnv/systools,CrayEnv/lumi-container-wrapper} "$WORK/tools"
for tool in cotainr conda-containerize; do cp "$SOURCE/tests/stand-ins/$tool" "$WORK/tools/"; done
printf '#!/bin/bash\necho "eb $* with $EBU_USER_PREFIX"\nmkdir -p "$EBU_USER_PREFIX/SW"\ncp "%s" "$EBU_USER_PREFIX/SW/image.sif"\n' "$WORK/roots/base.sif" > "$WORK/tools/eb"
printf '#!/bin/bash\necho "packed $CONTAINERROOT"\n' > "$WORK/tools/make-squashfs"
chmod 755 "$WORK/tools"/*
# As on LUMI, the tools are visible only when CrayEnv is loaded.
echo "prepend_path('MODULEPATH', '$WORK/modules/CrayEnv')" > "$WORK/modules/Core/CrayEnv.lua"
for module in cotainr/2025.7.1 systools/1 lumi-container-wrapper/0.4.2; do
  echo "prepend_path('PATH', '$WORK/tools')" > "$WORK/modules/CrayEnv/$module.lua"
done
mkdir -p "$WORK/modules/Core/LUMI" "$WORK/modules/Core/partition" "$WORK/modules/Core/EasyBuild-user"
touch "$WORK/modules/Core/LUMI/25.03.lua" "$WORK/modules/Core/partition/container.lua"
echo "prepend_path('PATH', '$WORK/tools') if os.getenv('EBU_USER_PREFIX') == nil then LmodError('no prefix') end" > "$WORK/modules/Core/EasyBuild-user/1.lua"
mkdir -p "$WORK/modules/Core/PyTorch"
cat > "$WORK/modules/Core/PyTorch/2.6.0.lua" << 'END'
setenv('SIF', pathJoin(os.getenv('EBU_USER_PREFIX'), 'SW/image.sif'))
setenv('CONTAINERROOT', 'the container')
END
echo "prepend_path('PATH', '$WORK/tools')" >> "$WORK/modules/Core/PyTorch/2.6.0.lua"
# singularity alone is on PATH; the stand-ins of the tools are not.
mkdir "$WORK/bin"; cp "$SOURCE/tests/stand-ins/singularity" "$WORK/bin/"
export PATH=$WORK/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
export LMOD_CMD=$lmod MODULEPATH=$WORK/modules/Core LMOD_SYSTEM_DEFAULT_MODULES="" BERTH_TEST_SYSTEMS=$WORK/systems.json
echo "{\"lumi-g\": {\"base-image\": \"$WORK/roots/base.sif\"}}" > "$WORK/systems.json"

berth build cotainr --system lumi-g -p conda:zlib=1.3 -o c.sif --show
exits 0; is_quiet; says 'bash load CrayEnv cotainr/2025.7.1'
berth build cotainr --system lumi-g -p conda:zlib=1.3 -o c.sif --run
exits 0
berth image show ./c.sif; exits 0
# The script loads the modules by itself.
berth build cotainr --system lumi-g --conda-env c.sif.yml -o d.sif --save c.sh; exits 0
equals shellcheck "$(shellcheck -S warning c.sh)" ""
./c.sh > script.log 2>&1 || fail "the script fails" "$(< script.log)"
checks=$((checks + 1)); [ -s d.sif ] || fail "no d.sif"

printf 'Bootstrap: localimage\nFrom: %s\n\n%%post\n    mkdir /made\n' "$WORK/roots/base.sif" > my.def
berth build proot my.def -o p.sif --run; exits 0; never_complains L16
printf 'dependencies:\n  - zlib=1.3\n' > env.yml
berth build wrap conda-new env.yml --prefix "$WORK/wrapped" --run; exits 0

# A module that is not there, or does not bring the program.
berth build cotainr --system lumi-g -p conda:zlib=1.3 -o e.sif --module-version 2025.03.0 --run
exits 1; complains L16 "cotainr/2025.03.0"; absent e.sif
echo "setenv('NOTHING', 'here')" > "$WORK/modules/CrayEnv/cotainr/2025.7.1.lua"
berth build cotainr --system lumi-g -p conda:zlib=1.3 -o e.sif --run; exits 1; complains L16 "does not bring 'cotainr'"
# Binds of a module that is loaded are left out.
LOADEDMODULES=lumi-aif-singularity-bindings/1 SINGULARITY_BIND=/pfs berth build proot my.def -o q.sif --run
exits 0; complains L17 "lumi-aif-singularity-bindings/1"

# EasyBuild: a run and the saved script install the same image.
berth build easybuild PyTorch-2.6.0.eb --user-prefix "$WORK/eb run" --run; exits 0
berth build easybuild PyTorch-2.6.0.eb --user-prefix "$WORK/eb script" --save eb.sh; exits 0
equals shellcheck "$(shellcheck -S warning eb.sh)" ""
./eb.sh > script.log 2>&1 || fail "the script fails" "$(< script.log)"
berth image files "$WORK/eb run/SW/image.sif" --long; exits 0; says "/ls"; installed=$out
berth image files "$WORK/eb script/SW/image.sif" --long; exits 0; equals "the same files" "$out" "$installed"
equals "the same folders" "$(cd "$WORK/eb script" && find . | sort)" "$(cd "$WORK/eb run" && find . | sort)"

# The prefix is known before the modules are loaded, and only a copy of the image below it
# is removed.
berth build easybuild PyTorch-2.6.0.eb --user-prefix "$WORK/eb" --drop-image --run
exits 0; complains L09; says "module load CrayEnv PyTorch/2.6.0"
berth run log; says "eb -r PyTorch-2.6.0.eb with $WORK/eb"
checks=$((checks + 1)); [ ! -e "$WORK/eb/SW/image.sif" ] || fail "the copy is there still"
touch "$WORK/central.sif"
echo "setenv('SIF', '$WORK/central.sif')" >> "$WORK/modules/Core/PyTorch/2.6.0.lua"
berth build easybuild PyTorch-2.6.0.eb --user-prefix "$WORK/eb" --drop-image --run
exits 0
checks=$((checks + 1)); [ -e "$WORK/central.sif" ] || fail "the central image was removed"
berth build easybuild PyTorch/2.6.0 --action make-squashfs --user-prefix "$WORK/eb" --run; exits 0
berth run log; says "packed the container"
berth build easybuild PyTorch/9.9 --action make-squashfs --user-prefix "$WORK/eb" --run; exits 4
finish
