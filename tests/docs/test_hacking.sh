# docs/HACKING.md is true: the picture of the floors agrees with what tests/house/floors allows, and the files that it
# names are there.
. "$SOURCE/tests/cli/lib.sh" || exit 1
cd "$SOURCE" || exit 1
page=docs/HACKING.md

# The line of the picture that a floor stands on: its names are before the words that explain it, which begin
# at column 45.
declare -A line_of
number=0
while IFS= read -r line; do
  number=$((number + 1))
  for name in $(sed 's/[^a-z ]/ /g' <<< "${line:0:44}"); do line_of[$name]=$number; done
done < <(sed -n '/^```floors$/,/^```$/p' $page | sed '1d;$d')

while read -r folder allowed; do
  name=${folder##*/}
  checks=$((checks + 1))
  [ -n "${line_of[$name]:-}" ] || { fail "$page does not draw $folder"; continue; }
  for other in $allowed; do
    checks=$((checks + 1))
    [ "$other" = "$name" ] || [ "${line_of[$other]:-0}" -gt "${line_of[$name]}" ] ||
      fail "$page draws $name, which may include $other, not above it"
  done
  grep -qE "^ *$name/ " $page || fail "$page does not say what is in $folder"
done < <(sed -nE 's/^ +\[([a-z/]+)\]="(.*)"$/\1 \2/p' tests/house/floors)
[ "$checks" -gt 40 ] || fail "the floors were not read"
[ "${#line_of[@]}" = "$(grep -cE '^ +\[[a-z/]+\]="' tests/house/floors)" ] ||
  fail "$page draws more floors than there are: ${!line_of[*]}"

# Names of files, but not of those to be made (capitals) or of many.
for file in $(grep -oE '`[a-z][A-Za-z0-9_./-]*/[A-Za-z0-9_./-]+`' $page | tr -d '`' | sort -u); do
  case $file in *[A-Z][A-Z]*.* | *[A-Z][A-Z]*) [ "$file" = tests/README.md ] || continue ;; esac
  case $file in base/* | plan/*) file=core/$file ;; esac
  checks=$((checks + 1))
  [ -e "$file" ] || fail "$page names $file, which is not there"
done
finish
