# Every rule of `berth job check` finds its mistake where it is, and is silent where there is none.
. "$SOURCE/tests/cli/lib.sh" || exit 1
scripts=$SOURCE/tests/fixtures/scripts

berth job check --json "$scripts"/*.sh
[ "$status" -le 1 ] || fail "$ran: exit code $status" "$err"
# FILE ID LINE SEVERITY, one finding a line.
jq -r '.files[] | .path as $path | .findings[] | "\($path | sub(".*/"; "")) \(.id) \(.line) \(.severity)"' \
  <<< "$out" > found
declare -A found errors have
while read -r file id line severity; do
  found[$file:$id]+="$id:$line "
  [ "$severity" != error ] || errors[$file]+="$id:$line "
done < found

for path in "$scripts"/*.sh; do
  file=${path##*/} id=${path##*/}
  id=${id%%-*}
  checks=$((checks + 1))
  case $file in
    "$id"-positive*)
      wanted=$(sed -n 's/^# expect: *//p' "$path" | tr -s ' \r\n' '\n\n\n' | grep "^$id:" | sort -t: -k2n | tr '\n' ' ')
      [ -n "$wanted" ] || fail "$file says nothing with '# expect: $id:LINE'"
      [ "${found[$file:$id]:-}" = "$wanted" ] || fail "$file" "found:    ${found[$file:$id]:-}" "expected: $wanted"
      have[$id:positive]=1
      ;;
    "$id"-negative*)
      [ -z "${found[$file:$id]:-}" ] || fail "$file: a false alarm" "${found[$file:$id]}"
      [ -z "${errors[$file]:-}" ] || fail "$file: an error" "${errors[$file]}"
      have[$id:negative]=1
      ;;
    *) fail "$file: neither positive nor negative" ;;
  esac
done

berth job rules
exits 0
while read -r id _; do
  checks=$((checks + 2))
  [ -n "${have[$id:positive]:-}" ] || fail "there is no $id-positive.sh"
  [ -n "${have[$id:negative]:-}" ] || fail "there is no $id-negative.sh"
done <<< "$out"
finish
