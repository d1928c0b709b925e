# Each command that a document names exists, with its options; each diagnostic too; and each link leads somewhere.
. "$SOURCE/tests/cli/lib.sh" || exit 1
cd "$SOURCE" || exit 1
documents=(*.md docs/*.md docs/guide/*.md docs/packaging/*.md)
[ -s docs/guide/faq.md ] || fail "the guides are not there"

# All commands, of one word or two, and the groups of the latter.
known=$'\n'$("$BERTH" help | sed -n '/^Commands$/,/^$/s/^  \([a-z-]\+\( [a-z-]\+\)\?\)  .*/\1/p')$'\n'
declare -A helps
found=0
while IFS=$'\t' read -r -a words; do
  where=${words[0]} words=("${words[@]:1}")
  found=$((found + 1)) checks=$((checks + 1))
  name=() options=()
  for word in "${words[@]}"; do
    case $word in
      -[0-9]*) ;;
      -*) options+=("${word%%=*}") ;;
      # The first words, until one is no name of a command.
      *) [ ${#options[@]} -gt 0 ] || [ ${#name[@]} -ge 2 ] || name+=("$word") ;;
    esac
  done
  first=${name[0]:-} both="${name[*]:0:2}"
  if [ -z "$first" ]; then
    both=
  elif [[ $known == *$'\n'"$both"$'\n'* ]]; then
    :
  elif [[ $known == *$'\n'"$first"$'\n'* ]]; then
    both=$first
  elif [ ${#name[@]} = 1 ] && [[ $known == *$'\n'"$first "* || $first == __* ]]; then
    continue
  else
    fail "$where: there is no command '${words[*]}'"
    continue
  fi
  # Berth alone takes the options that each command takes, and one of its own.
  # shellcheck disable=SC2086
  [ -n "${helps[x$both]:-}" ] || helps[x$both]=$("$BERTH" ${both:-doctor} --help; [ -n "$both" ] || echo "  --version")
  for option in "${options[@]}"; do
    # -pstandard and -n1: a letter with its value.
    [[ $option == --* ]] || option=${option:0:2}
    grep -qE -e "(^| )$option([ ,]|\$)" <<< "${helps[x$both]}" ||
      fail "$where: 'berth $both' has no option $option"
  done
done < <(tests/support/guide-commands commands "${documents[@]}")
[ "$found" -gt 150 ] || fail "only $found commands were found"

# Diagnostics that they name, as (B05), [B05] or behind "explain".
ids=$'\n'$("$BERTH" explain | cut -d ' ' -f 1)$'\n'
for id in $(grep -ohE '(\(|\[|explain |, )[A-Z][0-9]{2}\b' "${documents[@]}" | grep -oE '[A-Z][0-9]{2}$' | sort -u); do
  checks=$((checks + 1))
  [[ $ids == *$'\n'"$id"$'\n'* ]] || fail "there is no diagnostic $id" "$(grep -n "$id" "${documents[@]}" | head -n 3)"
done

out=$(tests/support/guide-commands links "${documents[@]}" tests/README.md)
checks=$((checks + 1))
[ -z "$out" ] || fail "links that lead nowhere" "$out"

# All guides can be found from README.md.
for guide in docs/tutorial.md docs/diagnostics.md docs/guide/*.md docs/HACKING.md docs/packaging/README.md; do
  checks=$((checks + 1))
  grep -qF "($guide)" README.md || fail "README.md does not lead to $guide"
done

# The pictures are drawings of the program, of the size that fits into a page.
for picture in docs/pictures/*.svg; do
  checks=$((checks + 1))
  grep -q '<title>berth</title>' "$picture" || fail "$picture is not the program's"
  [ "$(stat -c %s "$picture")" -lt 100000 ] || fail "$picture is large"
  grep -qF "${picture##*/}" README.md docs/*.md docs/guide/*.md || fail "$picture is shown nowhere"
done
echo "$found commands"
finish
