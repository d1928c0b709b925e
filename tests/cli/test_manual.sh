# The pages of the manual: each command, option and exit code is in its page, and groff has nothing to
# complain about.
. "$SOURCE/tests/cli/lib.sh" || exit 1
pages=${BERTH%/*}/share/man
[ -s "$pages/man1/berth.1" ] || fail "the build has made no pages: scdoc was missing"
command -v groff > /dev/null || fail "'groff' is missing"

# render PAGE: leaves it in $out as a terminal shows it, in lines that are never broken.
render() {
  ran="man ${1##*/}" err=
  out=$(groff -man -Tutf8 -K utf8 -ww -rLL=2000n -rHY=0 -P -c -P -b -P -u "$1" 2> warnings)
  checks=$((checks + 1))
  [ ! -s warnings ] || fail "$ran: groff warns" "$(< warnings)"
  plain
}
has_line() { # PATTERN
  checks=$((checks + 1))
  grep -qE -- "$1" <<< "$out" || fail "$ran: no line like '$1'" "$out"
}

for page in "$pages"/man?/*; do
  render "$page"
  has_line '^NAME'
  has_line "^ +$(basename "${page%.?}") - [a-z]"
  # What scdoc did not take for markup.
  never_says '\-'; never_says '**'
done

# page_of COMMAND: berth-image.1 for "image list", and berth.1 for those of no group.
page_of() {
  local page
  for page in "$pages"/man1/*; do
    if grep -qx "\.SS berth $1" "$page"; then echo "$page"; fi
  done
}
count=0 last=
while read -r command; do
  read -ra words <<< "$command"
  page=$(page_of "$command") ran="the page of '$command'"
  equals "is one page" "$(wc -w <<< "$page")" 1
  [ "${#words[@]}" = 1 ] || equals "is that of its group" "${page##*/}" "berth-${words[0]}.1"
  [ "$page" = "$last" ] || { render "$page" && last=$page rendered=$out; }
  # From its heading to the next one.
  section=$(awk -v head="   berth $command" '$0 == head {on = 1; next} /^ ? ? ?[^ ]/ {on = 0} on' <<< "$rendered")
  help=$("$BERTH" "${words[@]}" --help)
  out=$section ran="the section of '$command'"
  says "berth $command [OPTION...]"
  while read -r option value; do
    has_line "^ +(-[A-Za-z], )?--$option( |\$)"
    [ -z "$value" ] || says "--$option $value"
    count=$((count + 1))
  done < <(sed -n '/^Options of every command/q; s/^  .\{3,4\} \?--\([a-z0-9-]\+\)\( \([^ ]\+\)\)\?\( .*\|$\)/\1 \3/p' <<< "$help")
done < <("$BERTH" help | sed -n '/^Commands$/,/^$/ s/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p')
ran="the manual" && equals "options were looked for" "$((count > 150))" 1

render "$pages/man1/berth.1"
while read -r code meaning; do
  has_line "^ +$code\$"
  has_line "^ +$meaning\.\$"
done < <("$BERTH" help | sed -n '/^Exit codes/,$ s/^ *\([0-9]\+\)  \(.\)\(.*\)/\1 [\2\U\2\E]\3/p')
while read -r group; do
  has_line "^ +berth-$group\(1\)"
  [ -s "$pages/man1/berth-$group.1" ] || fail "$ran: there is no page berth-$group.1"
  checks=$((checks + 1))
done < <("$BERTH" help | sed -n '/^Commands$/,/^$/ s/^  \([a-z]\+\) [a-z]\+  .*/\1/p' | uniq)
for option in site json color ascii help; do has_line "--$option"; done
render "$pages/man5/berth-themes.5"
while read -r role; do has_line "^ +$role( \\(else |\$)"; done < <("$BERTH" theme show --json | jq -r '.roles[].name')
render "$pages/man1/berth.1"
# Every variable that the program reads and that is meant for people.
while read -r variable; do says "$variable"; done < <(grep -rhoE '"BERTH_[A-Z_]+"' "$SOURCE"/{core,cli,vnc} --include='*.c' | tr -d '"' | sort -u)

# The pages are those of the program that is tested now, and man finds them.
for part in "$SOURCE"/docs/man/parts/*.scd; do
  name=$(basename "$part" .scd)
  "$BERTH" __man "$name" "$part" | SOURCE_DATE_EPOCH=0 scdoc > now 2>&1
  ran="the page $name"
  equals "is what was built" "$(grep -v '^\.TH\|^\.\\"' now)" "$(grep -v '^\.TH\|^\.\\"' "$pages/man1/$name.1")"
done
if command -v man > /dev/null; then
  MANPATH=$pages man -w berth-image > where 2>&1; ran=man
  equals "finds it" "$(< where)" "$pages/man1/berth-image.1"
fi
berth __man; exits 2; complains U06
berth __man berth-nothing; exits 2; complains U06
berth __man berth no-such-file; exits 5; complains F20
finish
