# A venv on top of an image: pip installs wheels from a local folder inside the image, mksquashfs packs
# them, and what Berth says about their use works.
. "$SOURCE/tests/e2e/builds.sh" || exit 1
"$SOURCE/tests/support/make-image" "$WORK/roots/python.sif" --python ls

wheel() { # NAME VERSION
  python3 - "$@" << 'END'
import sys, zipfile
name, version = sys.argv[1:]
info = f"{name}-{version}.dist-info"
with zipfile.ZipFile(f"wheels/{name}-{version}-py3-none-any.whl", "w") as wheel:
    wheel.writestr(f"{name}.py", f"version = '{version}'\n")
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(f"{info}/RECORD", "")
END
}
mkdir wheels "$WORK/wheels"
wheel tiny 1.0; wheel small 2.5
cp wheels/* "$WORK/wheels"
venv=(build venv --image "$WORK/roots/python.sif" --bind "$WORK/wheels:/wheels" --pip-option --no-index
  --pip-option --find-links=/wheels)
berth "${venv[@]}" -o more.sqsh -p tiny==1.0 --run
exits 0; says "export SINGULARITY_BIND="; says "SINGULARITYENV_PREPEND_PATH=/user-software/bin"
no_leftovers
# What it says about its use is shell that works.
use=$out
equals "the package is there" "$(eval "$use"; singularity exec "$WORK/roots/python.sif" \
  python -c 'import tiny, sys; print(tiny.version, sys.prefix)')" "1.0 /user-software"
# More on top, and back into a folder.
berth "${venv[@]}" --add-to more.sqsh -o "even more.sqsh" -p small --run
exits 0
berth build venv --unpack "even more.sqsh" -o unpacked --run
exits 0
equals "both packages" "$(cd unpacked/lib/python3.*/site-packages && ls -d small.py tiny.py)" $'small.py\ntiny.py'
equals "the list of packages lies in it" "$(< unpacked/requirements.txt)" small
# The saved script and a run give the same; pip writes absolute paths and times nowhere.
berth "${venv[@]}" -o again.sqsh -p tiny==1.0 --save venv.sh; exits 0
equals shellcheck "$(shellcheck -S warning venv.sh)" ""
./venv.sh > script.log 2>&1 || fail "the script fails" "$(< script.log)"
list() { unsquashfs -lls -no-progress "$1" | awk '{ $3 = $4 = $5 = ""; print }' | sort; }
equals "the same content" "$(diff <(list again.sqsh) <(list more.sqsh))" ""
berth "${venv[@]}" --add-to more.sqsh -o no.sqsh -p nothing-of-this-name --run
exits 4; complains R03; absent "nothing-of-no"
checks=$((checks + 1))
[ ! -e no.sqsh ] || fail "half a result"
rm -rf ./.no.sqsh.berth-work
no_leftovers

finish
