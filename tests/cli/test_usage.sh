. "$SOURCE/tests/cli/lib.sh" || exit 1

berth; exits 0; says "Commands"; is_quiet
berth --help; exits 0; says "Exit codes"
berth --version; exits 0; equals version "$out" "berth $(< "$SOURCE/VERSION")"
berth help job mask; exits 0; says "--strategy NAME"
berth help no such; exits 2; complains U06

# Every command of the overview has a help that names it and ends well.
while read -r words; do
  # shellcheck disable=SC2086
  berth $words --help; exits 0; says "berth $words"; is_quiet
done < <("$BERTH" | sed -n '/^Commands/,/^$/s/^  \([a-z]*\( [a-z]*\)\?\)  .*/\1/p')

berth imgae list; exits 2; complains U06 "did you mean 'berth image list'"
berth image; exits 2; complains U06 "one more word"
berth image lst; exits 2; complains U06 "image list"
berth image list --josn; exits 2; complains U01 "did you mean '--json'"
berth image list --js; exits 2; complains U01
berth image list -Z; exits 2; complains U01 "see 'berth image list --help'"
# What stands where a value would, or is a number, may be one.
berth set job.nodes -1; exits 2; complains U01 "if '-1' is a value, write '--' before it"
berth set environment.A --fast; exits 2; complains U01 "if '--fast' is a value, write '--' before it"
berth job cancel -5:00; exits 2; complains U01 "if '-5:00' is a value"
berth job mask -1; exits 2; complains U01 "see 'berth job mask --help'"
berth image show; exits 2; complains U07
berth site list more; exits 2; complains U07 "no use for 'more'"
# As it comes out of a web page or a word processor.
berth job script $'\u2013partition' standard-g; exits 2; complains U07 "long dash" "--partition"
berth job script $'\u2014-nodes=2' -- hostname; exits 2; complains U07 "--nodes=2"
berth job mask --cores; exits 2; complains U02 "needs a value"
berth job mask --both-threads=yes; exits 2; complains U02 "takes no value"
berth job mask --cores seven; exits 2; complains U05 "--cores"
berth job mask --cores 7 --cores 6; exits 2; complains U03
berth job mask --format square; exits 2; complains U04 "table, picture, list, json"
# All mistakes of a command line at once.
berth job mask --josn --fromat list --cores; exits 2; complains U01 "--json" "--format"; complains U02

berth explain B01; exits 0; says "B01"; is_quiet
# No line of any is broken by the terminal.
# shellcheck disable=SC2046
"$BERTH" explain $("$BERTH" explain | awk '{print $1}') > explained
equals "its widest line" "$(( $(wc -L < explained) <= 80 ))" 1
berth explain b01 S08; exits 0; says "S08"
berth explain ZZ9; exits 1; complains U08
berth explain --json; exits 0; equals schema "$(json .schema)" berth.explain/1

# A full disk is noticed, a reader that left is no mishap.
"$BERTH" explain > /dev/full 2> err; equals "full disk" $? 5
"$BERTH" image cat "$laif_path" /etc/os-release > /dev/full 2> err; equals "full disk, of a file of an image" $? 5
equals "what is said of it" "$(< err)" "berth: error: cannot write the result: No space left on device [F21]"
"$BERTH" explain | head -n 1 > /dev/null; equals "closed pipe" "${PIPESTATUS[0]}" 0

# Pipes that do not block: everything comes and goes all the same.
"$BERTH" explain > whole
"$SOURCE/tests/support/narrow-pipe" out "$BERTH" explain > piped 2> err
equals "a pipe that does not block" "$? $(< err)" "0 "
equals "nothing is lost" "$(md5sum < piped)" "$(md5sum < whole)"
printf '#!/bin/bash\n#SBATCH --acount=x\n' |
  "$SOURCE/tests/support/narrow-pipe" in "$BERTH" job check - --site lumi > out 2>&1
equals "input that comes late" "$(grep -c -- --acount out)" 1

# Colour only when asked for.
berth image list --color never --site lumi; never_says $'\033'
berth theme show --color always; says $'\033'
# Every guide can be read where the program is, and nothing else is called one.
berth help
topics=$(sed -n '/^Guides$/,/^$/ s/^  \([a-z]*\)  .*/\1/p' <<< "$out")
equals "as many as there are files" "$(wc -w <<< "$topics")" "$(ls "$SOURCE"/docs/guide/*.md "$SOURCE/docs/tutorial.md" | wc -l)"
for topic in $topics; do
  berth help "$topic"
  exits 0
  cat "$SOURCE"/docs/guide/*.md "$SOURCE/docs/tutorial.md" > guides
  checks=$((checks + 1))
  [ "$(grep -cxF -- "${out%%$'\n'*}" guides)" -ge 1 ] && [ ${#out} -gt 2000 ] || fail "$ran: that is no guide" "$out"
done
berth help masks
exits 0
says "# Jobs and masks"
berth help query
exits 0
says "# Images"
berth help b05
exits 0
says "no CPU masks on shared nodes"
berth help bind compose
exits 0
says "berth bind compose"
berth help nothing
exits 2
complains U06 "no command or guide 'nothing'"

finish
