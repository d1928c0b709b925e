# Sourced by every test of the workbench; behind another lib.sh when the test needs its site or Slurm.
declare -F berth > /dev/null || . "$SOURCE/tests/cli/lib.sh" || exit 1
export XDG_STATE_HOME=$WORK/state TERM=xterm-256color
unset TMUX STY VISUAL EDITOR NO_COLOR COLUMNS LINES
# What newterm() of ncurses loses when it does not know the terminal.
echo 'leak:new_prescr' > "$WORK/leaks"
export LSAN_OPTIONS=print_suppressions=0:suppressions=$WORK/leaks
mkdir -p project && cd project || exit 1

# play SCRIPT-TEXT [ARGUMENT...]: runs the workbench with a script on the demonstration site, or on that of
# $BERTH_SITE when the test has one.
play() {
  printf '%s\n' "$1" > "$WORK/script"
  shift
  [ -n "${BERTH_SITE:-}" ] || set -- --site demo "$@"
  berth tui --script "$WORK/script" "$@"
}

# on_terminal COLUMNS LINES SCRIPT-TEXT PROGRAM...: on a terminal of its own; $out has what pty_screen says.
on_terminal() {
  local columns=$1 lines=$2
  [ -x "$PTY_SCREEN" ] || { echo "skipped: there is no libvterm"; exit 0; }
  printf '%s\n' "$3" > "$WORK/terminal"
  shift 3
  out=$("$PTY_SCREEN" "$columns" "$lines" "$WORK/terminal" "$@" 2> "$WORK/.err")
  status=$? err=$(< "$WORK/.err")
  ran="pty_screen $*"
  case $err in *Sanitizer*) fail "$ran: a sanitizer spoke" "$err" ;; esac
}

has_file() { # FILE TEXT
  checks=$((checks + 1))
  grep -qF -e "$2" "$1" 2> /dev/null || fail "$1 does not have '$2'" "$(cat "$1" 2>&1)"
}

# golden FOLDER/CASE FILE: FILE.txt and FILE.roles, as "@save" wrote them, are those of tests/screens; with
# UPDATE=1 those become these, and git shows what has changed.
golden() {
  local ending expected
  for ending in txt roles; do
    expected=$SOURCE/tests/screens/$1.$ending
    if [ -n "${UPDATE:-}" ]; then
      mkdir -p "${expected%/*}" && cp "$2.$ending" "$expected"
      continue
    fi
    checks=$((checks + 1))
    cmp -s "$2.$ending" "$expected" ||
      fail "$1.$ending is another one (UPDATE=1 writes it anew)" "$(diff "$expected" "$2.$ending" 2>&1)"
  done
}
