# Nothing ticks: an idle workbench makes no system call at all.
. "$SOURCE/tests/tui/lib.sh" || exit 1
command -v strace > /dev/null || { echo "skipped: there is no strace"; exit 0; }
strace -o /dev/null true 2> /dev/null || { echo "skipped: strace may not trace"; exit 0; }

# A sanitizer that looks for leaks cannot do so when traced.
export ASAN_OPTIONS=detect_leaks=0
on_terminal 80 24 'expect Home
sleep 9000
send x
sleep 6000
send q
end' strace -f -tt -o trace "$BERTH" tui --site demo
exits 0
# The longest time without a line in the trace: keys were pressed nine and six seconds apart.
gap=$(awk '{ split($2, t, ":"); s = t[1] * 3600 + t[2] * 60 + t[3]; if (NR > 1 && s - last > gap) gap = s - last; last = s }
  END { printf "%d", gap }' trace)
checks=$((checks + 1))
[ "$gap" -ge 5 ] || fail "the longest silence was $gap s" "$(tail -n 40 trace)"
finish
