# The shell reader against shfmt, on scripts put together by chance: the same commands and assignments
# on the same lines. SEED=N and SCRIPTS=N for other ones.
. "$SOURCE/tests/cli/lib.sh" || exit 1
mkdir scripts
"$SOURCE/tests/support/make-scripts" "${SCRIPTS:-60}" "${SEED:-4711}" scripts

judged=0
for script in scripts/*.sh; do
  # What bash or shfmt refuse is no script.
  bash -n "$script" 2> /dev/null || continue
  shfmt --to-json < "$script" > tree 2> /dev/null || continue
  judged=$((judged + 1)) checks=$((checks + 1))
  jq -r '
    def name: if (.Parts | length) == 1 and .Parts[0].Type == "Lit" then .Parts[0].Value else "-" end;
    (.. | objects | select(.Type == "CallExpr") | select(.Args | length > 0) | .Args[0] | "\(.Pos.Line) command \(name)"),
    (.. | objects | select(.Type == "DeclClause") | "\(.Pos.Line) command \(.Variant.Value)"),
    (.. | objects | select(.Type == "CallExpr") | .Assigns[]? | "\(.Pos.Line) assign \(.Name.Value)"),
    (.. | objects | select(.Type == "DeclClause") | .Args[]? | select(.Naked | not) | "\(.Pos.Line) assign \(.Name.Value)")
    ' tree | sort > wanted
  "$SHELL_DUMP" "$script" | sort > found
  cmp -s wanted found || fail "$script of seed ${SEED:-4711}" "$(diff wanted found)" "$(cat -n "$script")"
done
[ "$judged" -ge "$((${SCRIPTS:-60} * 6 / 10))" ] || fail "only $judged scripts are valid"
finish
