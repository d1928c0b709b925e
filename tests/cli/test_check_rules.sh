# Every rule of `berth job check` finds its mistake where it is, and is silent where there is none.
. "$SOURCE/tests/cli/lib.sh" || exit 1
. "$SOURCE/tests/cli/findings.sh" || exit 1
scripts=$SOURCE/tests/fixtures/scripts

berth job check --json "$scripts"/*.sh
[ "$status" -le 1 ] || fail "$ran: exit code $status" "$err"
read_findings < <(jq -r '.files[] | .path as $path | .findings[] | "\($path | sub(".*/"; "")) \(.id) \(.line) \(.severity)"' <<< "$out")
compare_findings "$scripts"/*.sh
berth job rules; exits 0
every_rule_has_files <<< "$out"
finish
