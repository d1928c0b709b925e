# Every rule of `berth build check` finds its mistake where it is, and is silent where there is none.
. "$SOURCE/tests/cli/lib.sh" || exit 1
. "$SOURCE/tests/cli/findings.sh" || exit 1
builds=$SOURCE/tests/fixtures/builds

# One run for each base image; FILE ID LINE SEVERITY, one finding a line.
while read -r base; do
  files=()
  for path in "$builds"/*-*.*; do
    [ "$(sed -n 's/^# base: *//p' "$path")" != "$base" ] || files+=("$path")
  done
  berth build check --json ${base:+--base "$base"} "${files[@]}"
  [ "$status" -le 1 ] || fail "$ran: exit code $status" "$err"
  jq -r '.files[] | .path as $path | .findings[] | "\($path | sub(".*/"; "")) \(.id) \(.line // 0) \(.severity)"' <<< "$out"
done < <(sed -n 's/^# base: *//p' "$builds"/*-*.* | sort -u; echo) > findings
read_findings < findings
compare_findings "$builds"/*-*.*
berth build rules; exits 0; equals order "$out" "$(sort <<< "$out")"
every_rule_has_files <<< "$out"
berth build rules --json; equals schema "$(json .schema)" berth.build.rules/1

# Kinds, filters, exit codes.
kind() { # FILE KIND
  berth build check --json "$1"; equals "kind of $1" "$(json '.files[0].kind')" "$2"
}
kind "$builds/Y01-positive.yml" conda; kind "$builds/Y13-negative.txt" pip; kind "$builds/T08-positive.def" definition
cp "$builds/Y01-positive.yml" env; cp "$builds/T08-positive.def" Singularity; cp "$builds/Y03-positive-pip.txt" list
kind env conda; kind Singularity definition; kind list pip
berth build check list; exits 1; complains Y03 "list:2:1: warning" "hint"
berth build check list --severity error; exits 0; is_quiet
berth build check list --rule T; exits 0; is_quiet
berth build check list --rule y; exits 1; complains Y03
berth build check - < list; exits 1; complains Y03 "-:2:1"
berth build check list --as conda; exits 1; complains Y13
berth build check --as pip env; exits 1; complains Y13
berth build check gone.yml; exits 5; complains F20
berth build check; exits 2; complains U07
printf 'dependencies: [\n' > broken.yml; berth build check broken.yml; exits 1; complains F01 "broken.yml:2:1"
printf 'dependencies:\n\t- a\n' > tabs.yml; berth build check tabs.yml; exits 1; complains F01 "tabs.yml:2:1"
berth build check --json broken.yml list; exits 1; equals both "$(json '.files | length') $(json '.diagnostics[0].id')" "1 F01"
berth build check --site demo --image "$easybuild/$torch" list; exits 1; complains Y03
printf 'torch>=2\n' > free.txt; berth build check free.txt --rule Y03; exits 0; complains Y03 note
berth build check free.txt --rule Y03 --site demo --image "$torch"; exits 0; is_quiet

# A script is told to be one, once, and where it belongs.
printf '#!/bin/bash\n#SBATCH -A x\nmodule load foo\nsrun python train.py\n' > train.sh
sed 1d train.sh > bare; printf '# torch\n#SBATCH\nx y\n' > late
for file in train.sh bare; do
  berth build check "$file"; exits 1; complains Y13 "$file:1" "this is a script" "berth job check"
  equals "said once" "$(grep -c Y13 <<< "$err")" 1
done
berth build check late; exits 1; complains Y13 "this is a script"
berth build check --json train.sh; equals "one finding" "$(json '.files[0].findings | length')" 1

# Comments turn findings off.
printf 'torch==2.5.1 # berth: ignore Y03\n' > one.txt; berth build check one.txt; exits 0; is_quiet; equals "in order" "$out" "one.txt: in order"
printf 'numpy==1.26\n# berth: ignore Y\ntorch==2.5.1\n' > two.txt; berth build check two.txt; exits 0; is_quiet
printf '# berth: ignore Y03, T\nnumpy==1.26\n\ntorch==2.5.1\n' > three.txt; berth build check three.txt; exits 0; is_quiet
printf 'torch==2.5.1 # berth: ignore Y04\n' > four.txt; berth build check four.txt; exits 1; complains Y03
printf 'torch==2.5.1\n# berth: ignore Y03\n' > five.txt; berth build check five.txt; exits 1; complains Y03

# What nobody wrote on purpose.
printf '\357\273\277torch==2.5.1\r\nscipy\\\r\n  ==1.13\r\n' > dos.txt; berth build check dos.txt; exits 1; complains Y03 "dos.txt:1:1"; never_complains Y13
printf 'torch\033[31m==2.5\n\377\376\n' > escape.txt; berth build check escape.txt; exits 1; plain
head -c 100000 /dev/urandom > noise.txt; berth build check noise.txt; [ "$status" -le 1 ] || fail "noise: $status" "$err"; plain
berth build check --as definition noise.txt; exits 1; plain
berth build check --as conda noise.txt; exits 1; plain
printf 'a\0b==1\n' > nul.txt; berth build check nul.txt; [ "$status" -le 1 ] || fail "NUL: $status"
: > empty.txt; berth build check empty.txt; exits 0; : > empty.def; berth build check empty.def; exits 1; complains T21
: > empty.yml; berth build check empty.yml; exits 1; complains Y11
head -c 2000000 /dev/zero | tr '\0' 'a' > huge.txt; berth build check huge.txt; exits 5; complains F20
printf '%%post\n' > deep.def; printf '$(%.0s' {1..5000} >> deep.def; berth build check deep.def; exits 1; complains T21
finish
