# What commands ask of file systems stays within bounds, counted in system calls beyond those of the start. Docs:
# docs/scale.md. Times do not matter here; a bound is a quarter more than what was counted.
. "$SOURCE/tests/cli/lib.sh" || exit 1
command -v strace > /dev/null || { echo "skipped: there is no strace"; exit 0; }
strace -o /dev/null true 2> /dev/null || { echo "skipped: strace may not trace"; exit 0; }
"$SOURCE/tests/scale/calls" --tsv "$BERTH" > counted || fail "calls ended with $?" "$(cat counted)"

# within NAME LOOKS OPENS FOLDERS READS CHANGES
within() {
  local name=$1 numbers bound i what=(looks opens folders reads changes)
  shift
  IFS=$'\t' read -r -a numbers < <(grep "^$name	" counted | cut -f 2-)
  i=0
  for bound; do
    checks=$((checks + 1))
    [ "${numbers[i]:-1000000}" -le "$bound" ] ||
      fail "$name: ${numbers[i]:-nothing} ${what[i]}, and $bound is the bound" "$(cat counted)"
    i=$((i + 1))
  done
}
within 'image list' 60 12 20 4 0
# One look at each image and each folder, and nothing more: no open of an image that is known.
within 'image list, 1,000 images' 1050 20 30 4 0
within 'image find' 60 12 20 4 0
within 'image packages' 8 5 2 8 0
within 'bind compose' 72 14 20 5 0
within 'job script' 88 15 20 5 0
within 'job mask' 6 2 0 2 0
within 'completion of a name' 20 12 20 4 0
within 'vnc list' 4 4 2 2 0
finish
