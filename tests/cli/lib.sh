# Sourced by every test of the command line. $BERTH is the program, $SOURCE the source tree. Each
# test works in a folder of its own, without anything of the user's.
set -u
WORK=$(mktemp -d "${TMPDIR:-/tmp}/berth-cli-XXXXXX")
trap 'rm -rf "$WORK"' EXIT
cd "$WORK" || exit 1
export HOME=$WORK/home XDG_CONFIG_HOME=$WORK/config XDG_CACHE_HOME=$WORK/cache LC_ALL=C.UTF-8
unset BERTH_CACHE_DIR BERTH_INDEX BERTH_SITE BERTH_DEMO_IMAGES NO_COLOR SINGULARITY_BIND XDG_STATE_HOME SBATCH_ACCOUNT
mkdir -p "$HOME"
failures=0 checks=0
# The images of the demo site, small but genuine ones.
demo=${BERTH%/*}/share/berth/demo-images/appl/local
easybuild=$demo/containers/easybuild-sif-images laifs=$demo/laifs/containers
torch=lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1-dockerhash-0d479e852886.sif
old=lumi-pytorch-rocm-5.6.1-python-3.10-pytorch-v2.2.0-dockerhash-f421797bd407.sif
laif=lumi-multitorch-full-u24r64f21m43t29-20260225_144743.sif
laif_path=$laifs/lumi-multitorch-u24r64f21m43t29-20260225_144743/$laif

fail() {
  failures=$((failures + 1))
  printf 'FAIL %s\n' "$1" >&2
  shift
  [ $# = 0 ] || printf '%s\n' "$@" | sed 's/^/     /' | head -n 40 >&2
}

# What starts the program: nothing, or as_nobody.
start=()
# Root may read everything; a test of permissions needs somebody who may not.
if [ "$(id -u)" = 0 ]; then as_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups); else as_nobody=(); fi

# berth WORDS...: runs it; leaves $status, $out and $err.
berth() {
  out=$("${start[@]}" "$BERTH" "$@" 2> "$WORK/.err" && echo "0" || echo "$?")
  status=${out##*$'\n'} err=$(< "$WORK/.err")
  out=${out%"$status"} out=${out%$'\n'}
  ran="berth $*"
  case $err in *Sanitizer*) fail "$ran: a sanitizer spoke" "$err" ;; esac
}

exits() { # STATUS
  checks=$((checks + 1))
  [ "$status" = "$1" ] || fail "$ran: exit code $status, not $1" "$out" "$err"
}

says() { # TEXT: standard output has it
  checks=$((checks + 1))
  [[ $out == *"$1"* ]] || fail "$ran: does not say '$1'" "$out" "$err"
}

never_says() { # TEXT
  checks=$((checks + 1))
  [[ $out != *"$1"* ]] || fail "$ran: says '$1'" "$out"
}

complains() { # ID [TEXT...]: standard error has the diagnostic, and the texts
  local id=$1
  checks=$((checks + 1))
  shift
  [[ $err == *"[$id]"* ]] || fail "$ran: no [$id]" "$err"
  for text in "$@"; do
    [[ $err == *"$text"* ]] || fail "$ran: [$id] without '$text'" "$err"
  done
}

never_complains() { # ID
  checks=$((checks + 1))
  [[ $err != *"[$1]"* ]] || fail "$ran: [$1]" "$err"
}

is_quiet() { # nothing on standard error
  checks=$((checks + 1))
  [ -z "$err" ] || fail "$ran: speaks on standard error" "$err"
}

equals() { # WHAT ACTUAL WANTED
  checks=$((checks + 1))
  [ "$2" = "$3" ] || fail "$ran: $1" "is:     $2" "wanted: $3"
}

absent() { # FILE...: is not there, not even in part
  checks=$((checks + 1))
  [ -z "$(find . \( -name "${1##*/}*" -o -name ".${1##*/}.*" \) 2> /dev/null)" ] || fail "$ran: $1 is there"
}

# plain: neither output has a character that a terminal would obey.
plain() {
  checks=$((checks + 1))
  ! LC_ALL=C grep -q $'[\001-\010\013-\037\177]' <<< "$out$err" || fail "$ran: control characters" "$out" "$err"
  [[ $out$err != *$'\u202e'* ]] || fail "$ran: text turned around" "$out" "$err"
}

json() { # FILTER: what jq makes of the output
  jq -r "$1" <<< "$out" 2>&1
}

# golden NAME: the output is that of tests/cli/golden/NAME; UPDATE_GOLDEN=1 writes it anew.
golden() {
  local file=$SOURCE/tests/cli/golden/$1 difference
  # The test's own folder has another name each time.
  local out=${out//"$WORK"/\/folder}
  checks=$((checks + 1))
  [ -z "${UPDATE_GOLDEN:-}" ] || { mkdir -p "${file%/*}" && printf '%s\n' "$out" > "$file"; }
  difference=$(diff -u "$file" <(printf '%s\n' "$out")) || fail "$ran: differs from $1" "$difference"
}

# Ends those of the processes that this shell has started and that are there yet. The number of one that has
# ended may be somebody else's by now.
end_children() { # PID...
  local pid
  for pid; do
    [ "$(ps -o ppid= -p "$pid" 2> /dev/null | tr -d ' ')" = $$ ] || continue
    kill -CONT "$pid" 2> /dev/null
    kill "$pid" 2> /dev/null
  done
}

# The end of every test.
finish() {
  [ "$checks" -gt 0 ] || fail "no check was made"
  echo "$checks checks, $failures failures"
  [ "$failures" = 0 ]
  exit
}
