# The real program on terminals: small, odd, slow, dead; what it draws is what scripts see.
. "$SOURCE/tests/tui/lib.sh" || exit 1

# Three ways to look at one screen: the surface, libvterm, tmux.
for size in 80x24 40x12 132x50; do
  play "@wait
\"2\"
@wait
@save surface.txt" --size $size
  exits 0
  on_terminal "${size%x*}" "${size#*x}" "expect Home
send 2
shows $PWD/surface.txt
send q
end" "$BERTH" tui --site demo
  exits 0; equals "it ends well" "$out" "exit 0"
  command -v tmux > /dev/null || continue
  socket=$WORK/tmux.$size
  tmux -S "$socket" -f /dev/null new-session -d -x "${size%x*}" -y "${size#*x}" \
    "BERTH_X=1 '$BERTH' tui --site demo" \; set -g status off
  tmux -S "$socket" resize-window -x "${size%x*}" -y "${size#*x}"
  for ((i = 0; i < 600; i++)); do
    tmux -S "$socket" capture-pane -p | grep -q Home && break
    sleep 0.1
  done
  tmux -S "$socket" send-keys 2
  for ((i = 0; i < 600; i++)); do
    tmux -S "$socket" capture-pane -p | sed 's/ *$//' > tmux.txt
    cmp -s surface.txt tmux.txt && break
    sleep 0.1
  done
  checks=$((checks + 1))
  cmp -s surface.txt tmux.txt || fail "at $size tmux shows something else" "$(diff surface.txt tmux.txt)"
  tmux -S "$socket" kill-server
done

# Unknown terminals that look like xterm, with a word about it; others are refused with a hint.
for term in xterm-kitty xterm-ghostty foot-unknown xterm-direct; do
  on_terminal 80 24 'expect Home
send q
end' env TERM=$term "$BERTH" tui --site demo
  exits 0; equals "TERM=$term works" "$out" "exit 0"
done
on_terminal 80 24 'end
expect D02
expect TERM=xterm' env TERM=teletype33 "$BERTH" tui --site demo
exits 0; equals "TERM=teletype33 is refused" "$out" "exit 2"
on_terminal 80 24 'end
expect berth: error: TERM does not say
expect TERM=xterm' env -u TERM "$BERTH" tui --site demo
exits 0; equals "no TERM is refused" "$out" "exit 2"
# As few colours as there are; and none at all.
for term in xterm xterm-16color vt100 linux; do
  on_terminal 80 24 'expect Home
send 2
expect Images
send q
end' env TERM=$term "$BERTH" tui --site demo
  exits 0; equals "TERM=$term works" "$out" "exit 0"
done
on_terminal 80 24 'expect Home
raw raw
send q
end' env NO_COLOR=1 "$BERTH" tui --site demo
checks=$((checks + 1))
grep -qaE $'\033\\[[0-9;]*(3[0-7]|4[0-7]|38;5|48;5)[;m]' raw && fail "NO_COLOR: there are colours"

# A storm of sizes, ending small and large again.
storm='expect Home'
for ((i = 1; i < 60; i++)); do storm+=$'\n'"resize $((i * 7 % 120 + 1)) $((i * 5 % 50 + 1))"; done
on_terminal 80 24 "$storm
resize 100 30
expect berth.yaml
send q
end
restored" "$BERTH" tui --site demo
exits 0; equals "a storm of sizes" "$out" "exit 0"

# What is pasted is never taken for keys: the q in it ends nothing.
on_terminal 80 24 'expect Home
send \e[200~q\rq:quit\r\e[201~
sleep 300
send :
send \e[200~theme\e[201~
expect :theme
send \e
sleep 200
send q
end' "$BERTH" tui --site demo
exits 0; equals "a paste" "$out" "exit 0"

# A click on the bar, when the mouse is taken; before that it is the terminal's.
on_terminal 100 24 'expect Home
send :mouse\r
expect the mouse is taken
send \e[<0;14;1M\e[<0;14;1m
expect Query
send q
raw raw
end' "$BERTH" tui --site demo
exits 0; equals "a click" "$out" "exit 0"

# Into the clipboard: what y copies goes through the terminal.
on_terminal 100 24 'expect Home
send :version\r
expect esc back
send y
expect copied
raw raw
send \e
sleep 200
send q
end' "$BERTH" tui --site demo
exits 0; equals "copying" "$out" "exit 0"
checks=$((checks + 1))
grep -qa $'\033]52;c;' raw || fail "nothing went into the clipboard"

# A terminal that does not read holds nothing up: a signal ends it in time.
on_terminal 200 60 'expect Home
stop
send 2121212121212121212121212121212121212121
send 2121212121212121212121212121212121212121
signal 15
end' "$BERTH" tui --site demo
exits 0; equals "a terminal that is stopped" "$out" "signal 15"
# A slow one catches up.
on_terminal 200 60 'expect Home
stop
send 2121212121212121
send ?
sleep 500
go
expect Everywhere
send \e
sleep 200
send q
end' "$BERTH" tui --site demo
exits 0; equals "a slow terminal" "$out" "exit 0"
# One that goes away takes it along.
on_terminal 80 24 'expect Home
hang-up
end' "$BERTH" tui --site demo
exits 0; equals "a dead terminal" "$out" "signal 1"

# One that can show nothing gets the help, and behind it why.
on_terminal 80 24 "expect the terminal 'dumb' (TERM) cannot show the workbench
dump terminal.txt
end" env TERM=dumb "$BERTH"
exits 0; equals "a dumb terminal" "$out" "exit 0"
has_file terminal.txt "berth help"
TERM=dumb berth; exits 0; is_quiet

# An environment with nothing in it; sizes that were exported long ago do not count.
on_terminal 90 20 'expect Home
dump terminal.txt
send q
end' env -i PATH="$PATH" HOME="$HOME" TERM=xterm COLUMNS=20 LINES=5 "$BERTH" tui --site demo
exits 0; equals "a bare environment" "$out" "exit 0"
equals "all lines are used" "$(wc -l < terminal.txt)" 20
checks=$((checks + 1))
LC_ALL=C grep -q '[^ -~]' terminal.txt && fail "a locale without UTF-8: other than ASCII was drawn"
finish
