# However it ends, the terminal is as it was before: signals of all kinds, and fatal mistakes.
. "$SOURCE/tests/tui/lib.sh" || exit 1

last_bytes_restore() { # what was sent last switches everything off
  local raw
  checks=$((checks + 1))
  raw=$(tail -c 8000 raw | cat -v)
  for sequence in '^[[?1049l' '^[[?2004l' '^[[?25h' '^[[?1000l'; do
    [[ $raw == *"$sequence"* ]] || fail "$ran: nothing sends $sequence at the end" "$raw"
  done
}

# The mouse is on as well, so that it has to go off.
mkdir -p "$XDG_CONFIG_HOME/berth"
echo 'mouse: true' > "$XDG_CONFIG_HOME/berth/config.yaml"

for signal in 1 2 3 6 11 13 15; do
  on_terminal 80 24 "expect Home
alternate on
signal $signal
end
restored
alternate off
cursor on
raw raw" "$BERTH" tui --site demo
  exits 0
  # A sanitizer has the last word about faults of memory.
  case $signal in
    11) checks=$((checks + 1)); [[ $out == "signal 11" || $out == exit* ]] || fail "ends by $out" ;;
    *) equals "it ends by the signal" "$out" "signal $signal" ;;
  esac
  last_bytes_restore
done

# The ordinary end, and one in the midst of a dialog.
on_terminal 80 24 'expect Home
send q
end
restored
alternate off
cursor on
raw raw' "$BERTH" tui --site demo
exits 0; equals "it ends well" "$out" "exit 0"
last_bytes_restore
on_terminal 80 24 'expect Home
send :open
expect :open
signal 15
end
restored
alternate off' "$BERTH" tui --site demo
exits 0; equals "it ends by the signal" "$out" "signal 15"

# A kill wakes the stopped program behind the shell, where it may not touch the terminal and stops again. When
# it does so only as it is called back, it has to be called twice.
# ^C asks first where something would be lost, and ^Z gives the terminal to the shell and back.
on_terminal 80 24 "expect $
send $BERTH tui --site demo\r
alternate on
expect Home
send \x1a
alternate off
expect Stopped
send stty -a | grep -c -e ' icanon' -e '-icanon'; stty -a | tr ' ' '\\\\n' | grep -x icanon\r
expect icanon
send fg\r
alternate on
expect Home
send \x1a
alternate off
send kill %1; sleep 1; fg; fg 2> /dev/null\r
expect Terminated
send exit\r
end" env PS1='$ ' bash --norc --noprofile -i
exits 0; equals "the shell ends well" "${out:0:4}" "exit"

# A shell that stops and continues it from outside.
on_terminal 80 24 "expect $
send $BERTH tui --site demo & sleep 0.1; fg\r
alternate on
expect Home
signal 0
send q
alternate off
send exit\r
end" env PS1='$ ' bash --norc --noprofile -i
exits 0
finish
