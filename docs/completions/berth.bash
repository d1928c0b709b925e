# Completion of berth for bash, with or without the package bash-completion. What can stand somewhere
# is known by the program itself: 'berth __complete WORD...' writes it (cli/complete.h in the sources
# tells how).

_berth() {
  local rest=${COMP_LINE:0:COMP_POINT} words=() part after i
  # Readline cuts words at ':' and '='; what no blank separates is one word for berth.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    after=${rest#"${rest%%[![:space:]]*}"}
    part=${COMP_WORDS[i]:0:${#after}}
    if ((i > 0)) && [[ $after == "$rest" ]]; then
      words[${#words[@]} - 1]+=$part
    else
      words+=("$part")
    fi
    rest=${after:${#part}}
  done

  local last=$((${#words[@]} - 1)) current quote='' cut='' break
  current=${words[last]}
  for ((i = 0; i < last; i++)); do words[i]=${words[i]//[\\\'\"]/}; done
  case $current in
    [\'\"]*) quote=${current:0:1} current=${current:1} ;;
    *)
      current=${current//\\/}
      # Of a candidate readline wants only what stands behind the last place where it cuts.
      for break in : =; do
        [[ $COMP_WORDBREAKS != *"$break"* || $current != *"$break"* ]] ||
          { [[ ${current%"$break"*}$break != "$cut"* ]] || cut=${current%"$break"*}$break; }
      done
      ;;
  esac
  words[last]=$current

  local line candidate value=$current found
  [[ $current != --*=* ]] || value=${current#*=}
  COMPREPLY=()
  while IFS= read -r line; do
    candidate=${line%%$'\t'*}
    if [[ -n $candidate ]]; then
      [[ $candidate == "$cut"* ]] || continue
      candidate=${candidate#"$cut"}
      [[ -n $quote ]] || printf -v candidate %q "$candidate"
      COMPREPLY+=("$candidate")
      continue
    fi
    case ${line#$'\t'} in
      files) found=-f ;;
      folders) found=-d ;;
      programs) found=-c ;;
      *) continue ;;
    esac
    [[ $found == -c ]] || compopt -o filenames 2> /dev/null
    while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen "$found" -- "$value")
  done < <("${words[0]/#~\//$HOME/}" __complete "${words[@]:1}" 2> /dev/null)
  [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *[:=.,] ]] || compopt -o nospace 2> /dev/null
}

complete -F _berth berth
