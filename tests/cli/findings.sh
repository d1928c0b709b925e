# Sourced by the tests of rules, behind lib.sh: files named ID-positive* and ID-negative*, against what
# was found in them. A positive one says in "# expect: ID:LINE ..." all findings of its id.
declare -A found errors have

# read_findings < LINES: of FILE ID LINE SEVERITY, one for each finding.
read_findings() {
  local file id line severity
  while read -r file id line severity; do
    found[$file:$id]+="$id:$line "
    [ "$severity" != error ] || errors[$file]+="$id:$line "
  done
}

compare_findings() { # FILE...
  local path file id wanted
  for path; do
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
}

every_rule_has_files() { # < LINES: of ID TITLE, one for each rule
  local id
  while read -r id _; do
    checks=$((checks + 2))
    [ -n "${have[$id:positive]:-}" ] || fail "there is no $id-positive.*"
    [ -n "${have[$id:negative]:-}" ] || fail "there is no $id-negative.*"
  done
}
