# Looking into images without starting them: packages, files, content, comparisons, reasons.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export BERTH_SITE=demo
torch_path=$easybuild/$torch old_path=$easybuild/$old

# Packages, by environment; the one that is active comes first.
berth image packages "$torch_path"; exits 0; is_quiet
equals "first line" "$(sed -n 1p <<< "$out")" "/opt/miniconda3/envs/pytorch  conda, Python 3.12.3, active"
says "torch         2.7.1+rocm6.2.4   python"; says "libstdcxx-ng  11.2.0            conda"; never_says "glibc"
berth image packages v2.7.1 --all; exits 0; says "glibc"; says "rpm"
berth image packages v2.7.1 -e system; exits 0; says "libstdc++6"; never_says "torch"
berth image packages v2.7.1 -e pytorch --source conda; exits 0; says "ninja"; never_says "torchdata"
berth image packages v2.7.1 Flash-Attn; exits 0; says "flash_attn"
berth image packages v2.7.1 'torch*'; exits 0; says "torchdata"; never_says "numpy"
berth image packages v2.7.1 'numpy<2'; exits 0; says "1.26.4"
berth image packages v2.7.1 'numpy>=2'; exits 1; complains I49; equals "nothing" "$out" ""
berth image packages v2.7.1 'glibc==2.31'; exits 0; says "2.31-150300.63.1"
berth image find 'glibc==2.31' --complete; exits 0; says "2.31-150300.63.1"; never_complains I85
berth image packages v2.7.1 'glibc<2.31-150300.63.1'; exits 1; complains I49
berth image packages v2.7.1 numpyy; exits 1; complains I49 "did you mean 'numpy'"
berth image packages v2.7.1 'numpy>=x'; exits 1; complains I22 "torch>=2.6"
berth image packages v2.7.1 '>=2'; exits 1; complains I22
berth image packages v2.7.1 'torch>=2.6,<3'; exits 0; says "2.7.1"
berth image packages v2.7.1 'torch==2.7.*'; exits 0; says "2.7.1"
berth image packages v2.7.1 --source cargo; exits 2
berth image packages v2.7.1 -e nowhere; exits 1; complains I49
berth image packages "$laif_path" libfabric; exits 0; says "2.1.0-lumi"; says "dpkg"
berth image packages "$torch_path" --json; exits 0
equals schema "$(json .schema)" berth.image.packages/1
equals "environments" "$(json '[.environments[] | "\(.prefix) \(.kind) \(.active) \(.packages | length)"] | join(",")')" \
  "opt/miniconda3/envs/pytorch conda true 21,opt/miniconda3 conda false 1"
equals "a package" "$(json '.environments[0].packages[] | select(.key == "flash-attn") | "\(.name) \(.version) \(.sources[0]) \(.path)"')" \
  "flash_attn 2.7.3 python opt/miniconda3/envs/pytorch/lib/python3.12/site-packages/flash_attn-2.7.3.dist-info"

# Few reads are the point of it.
if command -v strace > /dev/null && strace -o trace -e trace=pread64 "$BERTH" image packages "$torch_path" > /dev/null 2>&1; then
  checks=$((checks + 1))
  reads=$(grep -vc 'ELF\|@\\0\\0\\0\|\\6\\0\\0\\0\\4' trace)
  [ "$reads" -le 5 ] || fail "packages took $reads reads" "$(< trace)"
fi

# Files, as unsquashfs sees them.
unsquashfs -o 36864 -l -d '' "$torch_path" > all.txt 2> /dev/null || { siftool dump 3 "$torch_path" > part.sqfs && unsquashfs -l -d '' part.sqfs > all.txt; }
berth image files "$torch_path"; exits 0; is_quiet
equals "the whole tree" "$(sort <<< "$out" | md5sum)" "$(grep '^/.' all.txt | sort | md5sum)"
berth image files "$torch_path" /opt --depth 1; exits 0
equals "one level" "$out" $'/opt/aws-ofi-rccl\n/opt/miniconda3\n/opt/rocm\n/opt/rocm-6.2.4'
berth image files "$torch_path" /opt/rocm/.info --long; exits 0
says "/opt/rocm-6.2.4/.info/version"; says "-rw-r--r--"; says "2025-07-18T10:12:13Z"
berth image files "$torch_path" etc/os-release; exits 0; equals "through a link" "$out" "/usr/lib/os-release"
berth image files "$torch_path" /opt -l --depth 1; says "/opt/rocm -> rocm-6.2.4"
berth image files "$torch_path" /dev; exits 0; complains I73 "empty"
berth image files "$torch_path" /optt; exits 1; complains I44 "did you mean '/opt'"
berth image files "$torch_path" / --depth 0; exits 2; complains U05
berth image files "$torch_path" /opt --depth 1 --json; exits 0
equals "entries" "$(json '[.files[] | "\(.path) \(.type) \(.target)"] | join(",")')" \
  "opt/aws-ofi-rccl folder null,opt/miniconda3 folder null,opt/rocm link rocm-6.2.4,opt/rocm-6.2.4 folder null"
checks=$((checks + 1)); "$BERTH" image files "$torch_path" 2> head.err | head -n 1 > /dev/null; [ ! -s head.err ] || fail "a closed pipe is a mishap" "$(< head.err)"

# Content.
berth image cat "$torch_path" /opt/rocm/.info/version; exits 0; equals "content" "$out" "6.2.4"
berth image cat "$torch_path" /opt; exits 1; complains I45 "image files"
berth image cat "$torch_path" /opt/nothing; exits 1; complains I44
berth image cat "$torch_path"; exits 2
berth image cat "$torch_path" etc/os-release --json; exits 0
equals "as JSON" "$(json '"\(.path) \(.binary) \(.text | startswith("NAME="))"')" "usr/lib/os-release false true"

# What proves it.
berth image why "$laif_path" mpi; exits 0; says "MPI: mpich 4.3.2"; says "/usr/bin/mpichversion"; says "pkgconfig/mpich.pc"; says "[I62]"
berth image why "$laif_path" rocm; exits 0; says "it begins with: 6.4.4"
berth image why "$laif_path" Flash_attn; exits 0; says "installed by python in /opt/venv (venv, Python 3.12.3, active)"
berth image why "$laif_path" torchrun; exits 0; says "torch.distributed.run:main"
berth image why "$laif_path" I60; exits 0; says "singularity run"
berth image why "$laif_path" user-software; exits 0; says "nothing of the kind"
berth image why "$laif_path" rocmm; exits 1; complains I73 "did you mean 'rocm'"
berth image why "$laif_path" torchrun --json; exits 0
equals "why" "$(json '"\(.schema) \(.commands[0].path) \(.verdicts | length)"')" "berth.image.why/1 opt/venv/bin/torchrun 0"

# Two images beside each other.
berth image diff "$old_path" "$torch_path"; exits 0; is_quiet
says "~ torch 2.2.0+rocm5.6 -> 2.7.1+rocm6.2.4"; says "- torchtext 0.17.0"; says "+ vllm 0.9.2"; says "~ ROCm 5.6.1 -> 6.2.4"
says "~ PATH "; says "size         "; never_says "ninja"
berth image diff "$torch_path" v2.7.1; exits 0; says "no difference"
berth image diff "$old_path" "$torch_path" --json; exits 0
equals "as JSON" "$(json '"\(.schema) \(.packages[] | select(.name == "vllm") | "\(.a) \(.b)") \(.size.a <= .size.b)"')" "berth.image.diff/1 null 0.9.2 true"
berth image diff "$torch_path"; exits 2
berth image diff "$torch_path" ./gone.sif; exits 5; complains I01

# Whole, and signed by whom.
berth image verify "$torch_path" --content --sha256; exits 0; is_quiet
says "in order: 3 objects"; says "signatures   none"; says "$(sha256sum "$torch_path" | cut -d' ' -f1)"
cp "$torch_path" signed.sif && chmod +w signed.sif && echo signature > sig
siftool add signed.sif sig --datatype 5 --signhash 1 --signentity 433FE984155206BD962725E20E8713472A879943 > /dev/null 2>&1
berth image verify signed.sif; exits 0; says "433FE984155206BD962725E20E8713472A879943, not verified"; never_says " valid"
berth image verify signed.sif --json; equals "never valid" "$(json '.signatures[0].verified')" false
berth image show signed.sif; says "who signed it was not verified"
head -c 40000 "$torch_path" > short.sif
berth image verify short.sif; exits 1; says "not in order"
# Content that does not decode: the first block of data is overwritten.
siftool dump 3 "$torch_path" > damaged.sqfs 2> /dev/null
printf '\377\377\377\377\377\377\377\377' | dd of=damaged.sqfs bs=1 seek=100 conv=notrunc status=none
berth image verify damaged.sqfs; exits 0
berth image verify damaged.sqfs --content; exits 1; complains I42

# What show says of it all.
berth image show "$laif_path"; exits 0; is_quiet
for text in "MPI         mpich 4.3.2" "C library   2.39" "17 packages in /opt/venv (venv, Python 3.12.3, active)" "What it holds" \
  "start programs with 'singularity run' [I60]" "ROCm 6.4.4 works with the GPU driver"; do says "$text"; done
berth image show "$laif_path" --json; exits 0
equals "facts" "$(json '"\(.facts.mpi.value) \(.facts.rocm.version) \(.facts.cuda) \(.facts["user-software"].value) \(.environments[1].prefix) \(.binds[0])"')" \
  "mpich 6.4.4 null no opt/venv /var/spool/slurmd"
equals "verdicts" "$(json '[.verdicts[] | select(.id == "I62")][0] | "\(.about) \(.severity)"')" "mpi note"
# A name that promises what the file does not hold.
cp "$old_path" lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1.sif
berth image show ./lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1.sif; exits 0
says "its name says ROCm 6.2.4, but the file holds 5.6.1"; says "says torch 2.7.1, but the file holds 2.2.0+rocm5.6"

# Images whose files cannot be read: what is known is shown, and what is not is said.
sif() { # NAME FILE PARTFS: a SIF whose partition is of this kind
  siftool new "$1" > /dev/null 2>&1 && siftool add "$1" "$2" --datatype 4 --parttype 2 --partfs "$3" --partarch 2 --groupid 1 > /dev/null 2>&1
}
echo '{"data":{"attributes":{"labels":{"maker":"me"},"runscript":"exec \"$@\""}},"type":"container"}' > meta.json
siftool dump 3 "$torch_path" > good.sqfs 2> /dev/null
sif encrypted.sif good.sqfs 5
siftool add encrypted.sif meta.json --datatype 6 --groupid 1 --filename inspect-metadata.json > /dev/null 2>&1
berth image show encrypted.sif; exits 0; says "maker  me"; says "its file system is encrypted"; says "[I64]"; never_says "What it holds"
berth image packages encrypted.sif; exits 1; complains I46 "encrypted"
berth image files encrypted.sif --json; exits 1; equals "no files" "$(json '.diagnostics[0].id')" I46
head -c 65536 /dev/zero > ext3.bin
printf '\123\357' | dd of=ext3.bin bs=1 seek=1080 conv=notrunc status=none
sif ext3.sif ext3.bin 2
berth image show ext3.sif; exits 0; says "ext3"; says "[I64]"
berth image cat ext3.sif /etc/passwd; exits 1; complains I46
# A bare squashfs, and a Singularity 2 file.
{ printf '#!/usr/bin/env run-singularity\n'; cat good.sqfs; } > two.img
for image in good.sqfs two.img; do
  berth image packages ./$image numpy; exits 0; says "1.26.4"
done
# A folder.
unsquashfs -d sandbox good.sqfs > /dev/null 2>&1
berth image packages ./sandbox; exits 0; says "2.7.1+rocm6.2.4"
berth image cat ./sandbox /opt/rocm/.info/version; exits 0; equals "content" "$out" 6.2.4
berth image show ./sandbox; exits 0; says "sandbox"; says "21 packages"
# Packages are counted as they are listed, once for conda and Python; of several environments each version
# counts, wherever it lies.
for side in a b; do
  mkdir -p "two-$side"/{.singularity.d,etc} "two-$side"/opt/{1,2}/conda-meta
  touch "two-$side/opt/1/conda-meta/numpy-1.26.40-0.json" "two-$side/opt/2/conda-meta/scipy-1.14.0-0.json"
  mkdir -p "two-$side/opt/1/lib/python3.12/site-packages/numpy-1.26.40.dist-info"
done
touch two-a/opt/2/conda-meta/numpy-1.26.4-0.json
berth image show ./two-a; exits 0; says "1 package in /opt/1 (conda"
berth image show ./two-a --json; exits 0; equals "counts" "$(json '[.environments[].packages] | join(",")')" 1,2
berth image diff ./two-a ./two-b; exits 0; says "~ numpy 1.26.4, 1.26.40 -> 1.26.40"; never_says scipy
mv two-b/opt/1 two-b/opt/3; touch two-b/opt/3/conda-meta/numpy-1.26.4-0.json
berth image diff ./two-a ./two-b; exits 0; never_says numpy
# A crafted data base with very many versions of one package is told of in few words.
mkdir -p two-a/var/lib/dpkg
seq 30000 | sed 's/.*/Package: x\nStatus: install ok installed\nVersion: &\n/' > two-a/var/lib/dpkg/status
berth image diff ./two-b ./two-a; exits 0; says "+ x 1, 2, 3"; says "20 and 29980 more"
# An overlay.
cp "$torch_path" overlay.sif && chmod +w overlay.sif
siftool add overlay.sif good.sqfs --datatype 4 --parttype 4 --partfs 1 --partarch 2 --groupid 1 > /dev/null 2>&1
berth image show overlay.sif; exits 0; says "[I66]"

# Names made to mislead never reach a terminal as they are.
mkdir -p "evil/opt/e/lib/python3.1/site-packages/"$'red\e[31m-1.0.dist-info' evil/.singularity.d evil/$'new\nline'
printf 'ID=\e]0;title\a\n' > evil/.singularity.d/os; mkdir -p evil/etc; mv evil/.singularity.d/os evil/etc/os-release
printf 'tall\e[2Jtale\n' > evil/text; printf '\000\001' > evil/binary; printf $'\u202e' > evil/turned
mksquashfs evil evil.sqfs -noappend -no-progress > /dev/null 2>&1
for words in "packages" "show" "files" "verify"; do berth image $words ./evil.sqfs; exits 0; plain; done
berth image packages ./evil.sqfs; says 'red\x1b[31m'
berth image files ./evil.sqfs; says '/new\nline'
berth image why ./evil.sqfs os; exits 0; plain
berth image diff ./evil.sqfs "$torch_path"; exits 0; plain
checks=$((checks + 1)); [ "$("$BERTH" image cat ./evil.sqfs binary | od -An -tx1)" = " 00 01" ] || fail "bytes are not kept"
if command -v script > /dev/null; then
  terminal() { script -qec "'$BERTH' image cat ./evil.sqfs $1" /dev/null < /dev/null; }
  out=$(terminal text) err=; ran="cat on a terminal"; says 'tall\x1b[2Jtale'
  out=$(terminal binary); says "I72"; checks=$((checks + 1)); [[ $out != *$'\001'* ]] || fail "binary on a terminal"
  out=$(terminal turned); says '\u202e'
fi
finish
