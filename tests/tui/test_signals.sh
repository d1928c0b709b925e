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

# Behind the shell it may not touch the terminal: it stops again, or ends when a kill has woken it.
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
send clear; bg; sleep 1; clear; jobs; echo af''ter\r
expect after
expect Stopped
send fg\r
alternate on
expect Home
send \x1a
alternate off
expect Stopped
send clear; kill %1; for i in {1..300}; do jobs %1 > /dev/null 2>&1 || break; sleep 0.1; done; clear; jobs; echo of''ten \$i\r
expect often
absent Stopped
absent Running
absent often 300
send exit\r
end" env PS1='$ ' bash --norc --noprofile -i
exits 0; equals "the shell ends well" "${out:0:4}" "exit"

# ^Z in a program that has the terminal stops both, and the shell goes on with both.
inner_stops() { # COMMAND
  printf 'commands: {inner: {keys: ctrl-g, run: "!%s"}}\n' "$1" > "$XDG_CONFIG_HOME/berth/config.yaml"
  on_terminal 80 24 "expect $
send $BERTH tui --site demo\r
alternate on
expect Home
send \x07
expect begins
send \x1a
expect Stopped
send clear; echo af''ter\r
expect after
send fg\r
expect ends
alternate on
expect Home
send q
alternate off
send exit\r
end" env PS1='$ ' bash --norc --noprofile -i
  exits 0; equals "the shell ends well" "${out:0:4}" "exit"
}
inner_stops "echo begins; sleep 3; echo ends; sleep 1"
# Also when it cannot stop, because what it starts was stopped halfway. Shells have such a moment, too.
cc -o starts -x c - << 'END'
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
int main(void)
{
	sigset_t late;

	/* A ^Z before that moment must not take its place. */
	sigemptyset(&late);
	sigaddset(&late, SIGTSTP);
	sigprocmask(SIG_BLOCK, &late, NULL);
	puts("begins");
	fflush(stdout);
	if (vfork() == 0) {
		kill(getpid(), SIGSTOP);
		_exit(0);
	}
	puts("ends");
	fflush(stdout);
	sleep(1);
	return 0;
}
END
inner_stops "exec $PWD/starts"

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
