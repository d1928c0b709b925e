# Sourced by the tests of malformed images, after lib.sh: what each command must answer, in time,
# without raw control characters, and never with a crash.

make_malformed() { # sif|tree: images into ./bad, their answers into ./cases
  mkdir -p bad
  "$SOURCE/tests/fixtures/malformed/make-images" "$1" bad > cases || fail "the images cannot be made"
  start=(timeout 30)
}

# answers WANTED: the exit code and, behind a colon, ids of which one is said; "-" is any code but that
# of a crash or of a wrong use.
answers() {
  local wanted=${1%%:*} ids=${1#"${1%%:*}"} id
  ids=${ids#:}
  plain
  case $wanted in
    -) checks=$((checks + 1)) && case $status in 0 | 1 | 5) ;; *) fail "$ran: ended with $status" "$out" "$err" ;; esac ;;
    *) exits "$wanted" ;;
  esac
  [ -n "$ids" ] || return 0
  checks=$((checks + 1))
  for id in ${ids//,/ }; do
    case $err in *"[$id]"*) return 0 ;; esac
  done
  fail "$ran: none of $ids" "$err"
}
