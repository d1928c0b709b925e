# The reference of diagnostics is what the program knows. UPDATE=1 writes it anew.
. "$SOURCE/tests/cli/lib.sh" || exit 1
page=$SOURCE/docs/diagnostics.md
"$SOURCE/docs/make-diagnostics" "$BERTH" > made.md || fail "it cannot be made"
[ -z "${UPDATE:-}" ] || cp made.md "$page"
checks=$((checks + 1))
difference=$(diff -u "$page" made.md) ||
  fail "docs/diagnostics.md is not what the program knows: docs/make-diagnostics BERTH > docs/diagnostics.md" "$difference"
checks=$((checks + 1))
[ "$(grep -c '^### [A-Z][0-9][0-9]: ' made.md)" = "$("$BERTH" explain | wc -l)" ] || fail "some are missing"
finish
