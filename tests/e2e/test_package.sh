# A release as it is handed out: built twice from two copies of the sources in different folders, packed,
# compared byte by byte, looked at for what protects it, installed, and run in a root folder in which there
# is nothing but a C library and a shell.
. "$SOURCE/tests/cli/lib.sh" || exit 1
unset CMAKE_C_COMPILER_LAUNCHER DESTDIR
SOURCE_DATE_EPOCH=$(date +%s) && export SOURCE_DATE_EPOCH

must() { # WHAT COMMAND...: ends the test when that does not work
  local what=$1
  shift
  checks=$((checks + 1))
  "$@" > "$WORK/log" 2>&1 || { fail "$what" "$(tail -n 30 "$WORK/log")"; finish; }
}

# The sources alone, without what was built in them.
sources() { # FOLDER
  mkdir -p "$1"
  (cd "$SOURCE" && tar --create --file - --exclude ./build --exclude ./.git .) | tar -x -C "$1" -f -
}

# Less optimised than what is handed out, as that takes half the time; all else is the same.
build() { # FOLDER SOURCES [OPTION...]
  local folder=$1 from=$2
  shift 2
  must "configure $folder" cmake -S "$from" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    '-DCMAKE_C_FLAGS_RELEASE=-O1 -DNDEBUG' -DBERTH_TESTS=OFF -DBERTH_WITH_MANUAL=ON -DBERTH_WITH_VNC=ON -DBERTH_WITH_TUI=ON -DBERTH_WITH_SSH=ON \
    -DBERTH_DEMO_IMAGES=ON "$@"
  must "build $folder" cmake --build "$folder"
}

sources "$WORK/first/sources"
sources "$WORK/second/elsewhere/copy"
build "$WORK/first/build" "$WORK/first/sources"
build "$WORK/second/elsewhere/copy/build/release" "$WORK/second/elsewhere/copy"
first=$WORK/first/build second=$WORK/second/elsewhere/copy/build/release

# The same bytes, and no folder of the machine in them.
ran="two builds"
equals "the program" "$(sha256sum < "$first/berth")" "$(sha256sum < "$second/berth")"
! grep -qaF "$WORK" "$first/berth" || fail "the program names the folder in which it was built"
for build in "$first" "$second"; do
  must "pack in $build" cpack --config "$build/CPackConfig.cmake" -G TGZ -B "$build/packages"
done
archive=$(echo "$first"/packages/berth-*.tar.gz)
equals "the archive" "$(sha256sum < "$archive")" "$(sha256sum < "$second/packages/${archive##*/}")"
name=$(basename "$archive" .tar.gz)

# What protects it.
headers=$(readelf --wide --file-header --program-headers --dynamic --symbols "$first/berth")
ran="readelf"
has() { # WHAT PATTERN
  checks=$((checks + 1))
  grep -qE "$2" <<< "$headers" || fail "$1: no line like '$2'" "$(head -n 60 <<< "$headers")"
}
has "position-independent" 'Type: +DYN'
has "position-independent program" 'FLAGS_1.*PIE'
has "the linker's tables are read-only" 'GNU_RELRO'
has "everything is bound at the start" 'FLAGS_1.*NOW'
has "the stack is not executable" 'GNU_STACK .* RW '
has "canaries on the stack" '__stack_chk_fail'
has "checked copies and formats" '__(memcpy|snprintf|vsnprintf|read)_chk'
has "its own libraries only" 'RPATH.*\[\$ORIGIN/../lib/berth\]'

# The archive in a bare root.
root=$WORK/root
mkdir -p "$root"/{bin,lib64,proc,dev,tmp,home,opt} && : > "$root/dev/null"
# A program with the libraries that the C library has.
bare() { # PROGRAM
  local file
  cp -L "$(command -v "$1")" "$root/bin/"
  ldd "$(command -v "$1")" | grep -oE '/[^ ]+' | while read -r file; do
    mkdir -p "$root${file%/*}" && cp -nL "$file" "$root${file%/*}/"
  done
}
bare bash
# The C library as a whole: its parts belong together.
libc=$(ldd "$first/berth" | sed -n 's/.*libc\.so\.6 => \([^ ]*\).*/\1/p')
for file in libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libresolv.so.2; do
  [ ! -e "${libc%/*}/$file" ] || cp -nL "${libc%/*}/$file" "$root${libc%/*}/"
done
tar -xzf "$archive" -C "$root/opt"
[ "$(id -u)" = 0 ] && enter=(unshare --mount) || enter=(unshare --mount --map-root-user)
inside() { # LINE: in the root, with nothing in the environment
  env -i "${enter[@]}" bash -c 'PATH=/usr/sbin:/usr/bin:/sbin:/bin
    mount --rbind /proc "$1/proc" && mount --bind /dev/null "$1/dev/null" && exec chroot "$1" /bin/bash -c "$2"' - "$root" \
    "export HOME=/home BERTH_SITE=demo PATH=/opt/$name/bin:/bin LC_CTYPE=C.UTF-8; $1" > "$WORK/.out" 2> "$WORK/.err"
  status=$? out=$(< "$WORK/.out") err=$(< "$WORK/.err") ran="in the bare root: $1"
}
inside 'type -P ls squeue singularity'; exits 1; equals "nothing else is there" "$out" ""
inside 'berth --version'; exits 0; equals version "$out" "berth $(< "$SOURCE/VERSION")"
inside 'berth --version --json'; exits 0
equals features "$(json '.features | "\(.compressions | join(" ")) \(.digests) \(.vnc_probe) \(.ssh) \(.workbench)"')" "gzip xz lz4 zstd true true true true"
equals "the images came along" "$(json .paths.demo_images)" "/opt/$name/bin/../share/berth/demo-images"
inside 'berth image list "torch>=2.6" family:lumi'; exits 0; says "$torch"
inside 'berth image show "torch>=2.6" family:lumi newest'; exits 0; says 'libcxi'
inside 'berth job script -A project_465000001 -p standard-g -N 2 -t 10 --image "torch>=2.6 family:lumi newest" -- python x.py'
exits 0; says '--cpu-bind'
inside 'berth doctor'; exits 0; says 'yes  site'; says 'yes  demo images'; says 'no   sbatch'; says 'yes  VNC probe'
inside 'berth explain B01'; exits 0; says B01
inside 'berth __complete image show lumi-multi'; exits 0; says "$laif"
# Libraries that are loaded when they are needed come from the archive: the root has no others.
inside "berth image verify --sha256 \$(berth image list 'torch>=2.6' family:lumi newest --paths)"
exits 0; says "$(sha256sum "$easybuild/$torch" | cut -c 1-64)"
Xvnc -displayfd 3 -SecurityTypes None -localhost -rfbport 0 -geometry 320x200 3> display > server.log 2>&1 &
server=$!
trap 'end_children $server; wait; rm -rf "$WORK"' EXIT
for ((i = 0; i < 300; i++)); do [ -s display ] && break || sleep 0.2; done
port=$(ss -Hltnp 2> /dev/null | sed -n "s/.*127\.0\.0\.1:\([0-9]*\) .*pid=$server,.*/\1/p" | head -n 1)
inside "berth vnc shot 127.0.0.1:$port -o /tmp/screen.png --deadline 60"; exits 0
equals "a picture of the screen" "$(file -b "$root/tmp/screen.png" | cut -d , -f 1-2)" "PNG image data, 320 x 200"
kill $server; wait $server 2> /dev/null
# Moved and reached by a link, it still finds what belongs to it.
mv "$root/opt/$name" "$root/home/berth" && mkdir "$root/home/bin" && ln -s ../berth/bin/berth "$root/home/bin/berth"
inside '/home/bin/berth image list --paths "torch>=2.6" family:lumi'; exits 0; says "/home/berth/"
rm -rf "$root"

# The package of Debian depends on what it needs, and has no library in it.
must "pack for Debian" cpack --config "$first/CPackConfig.cmake" -G DEB -B "$first/packages"
package=$(echo "$first"/packages/*.deb) out=$(dpkg-deb --field "$(echo "$first"/packages/*.deb)") ran="dpkg-deb"
says "Depends: libc6"; says libpng16; says "Recommends: libssl"; says libvncclient1
out=$(dpkg-deb --contents "$package")
says ./usr/bin/berth; says ./usr/share/man/man1/berth-image.1; never_says lib/berth
mkdir unpacked && dpkg-deb --extract "$package" unpacked
out=$(BERTH_SITE=demo unpacked/usr/bin/berth image list --paths newest torch); says unpacked/usr/

# Plain installing, with another prefix and into a folder for packagers; by component.
DESTDIR=$WORK/stage must "install" cmake --install "$first" --prefix /somewhere
ran="cmake --install"
checks=$((checks + 1))
for file in bin/berth share/man/man1/berth.1 share/man/man5/berth.yaml.5 share/man/man5/berth-themes.5 share/bash-completion/completions/berth \
  share/zsh/site-functions/_berth share/fish/vendor_completions.d/berth.fish share/doc/berth/SECURITY.md; do
  [ -s "stage/somewhere/$file" ] || fail "$ran: no $file"
done
equals "no libraries" "$(find stage -name '*.so*')" ""
must "install core" cmake --install "$first" --prefix "$WORK/core" --component core
[ -x core/bin/berth ] && [ ! -e core/share/berth ] || fail "the component 'core' is not what it should be"
out=$(core/bin/berth --version); equals version "$out" "berth $(< "$SOURCE/VERSION")"

# The folder that a person has for this, by the preset; the program is built already.
must "the preset" cmake -E chdir "$WORK/first/sources" env HOME="$WORK/person" cmake --preset install -N
grep -q "CMAKE_INSTALL_PREFIX.*$WORK/person/.local" "$WORK/log" || fail "the preset installs elsewhere" "$(< "$WORK/log")"

# Without what may be left out: it says so when it is built, and when it is asked.
must "configure the least" cmake -S "$WORK/first/sources" -B "$WORK/least" -G Ninja -DBERTH_TESTS=OFF \
  -DBERTH_WITH_VNC=OFF -DBERTH_WITH_TUI=OFF -DBERTH_WITH_SSH=OFF -DBERTH_WITH_QR=OFF -DBERTH_WITH_CRYPTO=OFF -DBERTH_WITH_MANUAL=OFF -DBERTH_DEMO_IMAGES=OFF \
  -DBERTH_LIBDEFLATE=OFF -DBERTH_ZSTD=OFF -DBERTH_LZ4=OFF -DBERTH_LZMA=OFF \
  -DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS=-O0
out=$(< "$WORK/log") ran="the least"
says "VNC sessions cannot be probed or pictured"; says "unpacked with zlib"; says "workbench is not built"
must "build the least" cmake --build "$WORK/least"
out=$("$WORK/least/berth" --version --json)
equals features "$(json '.features | "\(.compressions | join(" ")) \(.digests) \(.vnc_probe) \(.ssh) \(.workbench)"')" "gzip false false false false"
out=$("$WORK/least/berth" doctor); says "no   VNC probe"
finish
