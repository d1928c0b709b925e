# What can stand somewhere: the program's own answer, and what bash, zsh and fish make of it.
. "$SOURCE/tests/cli/lib.sh" || exit 1
for tool in zsh fish python3; do
  command -v "$tool" > /dev/null || fail "'$tool' is missing: the shells cannot be tested"
done
export BERTH_SITE=demo
tab=$'\t'

offers() { # LINE: a candidate of the last answer, with its help
  checks=$((checks + 1))
  grep -qxF -- "$1" <<< "$out" || fail "$ran: does not offer '$1'" "$out"
}
lines() { cut -f 1 <<< "$out" | tr '\n' ' '; }

berth __complete ""; exits 0; is_quiet; offers "doctor${tab}Tells which tools and folders are there"
says "image$tab"; says "--version"
equals "each once" "$(lines | tr ' ' '\n' | sort | uniq -d)" ""
berth __complete im; equals candidates "$(lines)" "image "
berth __complete image s; equals candidates "$(lines)" "show "
berth __complete nothing ""; exits 0; equals candidates "$out" ""
berth __complete; exits 0; says "image$tab"
berth __complete help job te; equals candidates "$(lines)" "templates template test "

# Options: those that are not there yet, and their values in every form.
berth __complete image list --; says "--root$tab"; says "--paths$tab"; says "--json$tab"
berth __complete image list --paths --root x --; never_says "--paths"; says "--root"
berth __complete job script --partition st; equals candidates "$(lines)" "standard standard-g "
berth __complete job script --partition=st; equals candidates "$(lines)" "--partition=standard --partition=standard-g "
berth __complete job script -pst; equals candidates "$(lines)" "-pstandard -pstandard-g "
berth __complete job script -p standard --strategy ""; never_says linear-gcd
berth __complete job script -p standard-g --strategy ""; says linear-gcd; says green
berth __complete job mask --format ""; equals candidates "$(lines)" "table picture list json "
berth __complete site show --site ""; offers "lumi${tab}$("$BERTH" site list --json | jq -r '.sites[] | select(.name == "lumi").title')"
berth __complete job script -o ""; equals asks "$out" "${tab}files"
berth __complete image list --root ""; equals asks "$out" "${tab}folders"
berth __complete job script -- ""; equals asks "$out" "${tab}programs"
berth __complete job script -- python ""; equals asks "$out" "${tab}files"
berth __complete job script --; offers "--${tab}The program and its arguments follow"
berth __complete job script --partition; equals "the option is not whole" "$(lines)" "--partition "

# Values of all kinds.
berth __complete image show lumi-multi; says "$laif${tab}pytorch 2.9, ROCm 6.4"
equals "each once" "$(lines | tr ' ' '\n' | sort | uniq -d)" ""
berth __complete image show ./x; equals asks "$out" "${tab}files"
berth __complete bind compose --image "$old"; says "$old"
mkdir images && cp "$easybuild/$torch" images/mine.sif && : > "images/line
break.sif" && : > $'images/\033[31m.sif'
berth __complete image show --root images ""; equals candidates "$(lines)" "mine.sif "; plain
HOME=$WORK berth __complete image show --root '~/images' m; equals candidates "$(lines)" "mine.sif "
berth __complete image list family:; equals candidates "$(lines)" "family:cpe family:laif family:lumi "
berth __complete image list '!family:la'; equals candidates "$(lines)" "!family:laif "
berth __complete image list "torch>=2.6 lay"; equals candidates "$out" "torch>=2.6 layer:"
berth __complete image list sort:-si; equals candidates "$out" "sort:-size"
berth __complete image list to; equals candidates "$out" "torch>="
berth __complete image list --query x; exits 0
berth __complete image why x mp; equals candidates "$(lines)" "mpi mpi-abi "
berth __complete image find flash; equals "nothing was read yet" "$out" ""
"$BERTH" index rebuild > /dev/null 2>&1
berth __complete image find flash; equals candidates "$out" flash-attn
berth __complete image list has:flash; equals candidates "$out" has:flash-attn
berth __complete explain B0; says "B01$tab"; never_says S01
berth __complete job check --rule S; says "S08$tab"; never_says U01
berth __complete bind compose --preset cr; equals candidates "$(lines)" "cray "
berth __complete set job.no; equals candidates "$(lines)" "job.nodes job.no-requeue "
berth __complete set env; equals candidates "$out" environment.
berth __complete build wrap con; equals candidates "$(lines)" "conda-new conda-update container "
berth __complete build template show con; equals candidates "$out" conda
berth __complete build template show conda d; equals candidates "$(lines)" "default "
berth __complete build template ""; equals candidates "$(lines)" "show check values "
berth __complete build template values ""; equals candidates "$(lines)" "conda definition requirements "
mkdir -p "$XDG_CONFIG_HOME/berth/templates" && : > "$XDG_CONFIG_HOME/berth/templates/mine.template"
berth __complete job script --template ""; equals candidates "$(lines)" "default mine "
berth __complete theme show dar; equals candidates "$out" dark
berth __complete tui --theme mo; equals candidates "$out" mono
berth __complete vnc info ""; exits 0; equals "no session" "$out" ""
berth build venv --unpack "$SOURCE/VERSION" -o out --run --force
run=$("$BERTH" run list --json | jq -r '.runs[0].id')
berth __complete run show "${run%???}"; says "$run$tab"
session=20261125-221501-7k3f
mkdir -p "state/berth/vnc/$session" && chmod 700 "state/berth/vnc/$session"
echo '{"id": "'$session'", "backend": "direct", "listen": "socket", "app": "xclock", "created": 1, "width": 800, "height": 600}' \
  > "state/berth/vnc/$session/asked.json"
XDG_STATE_HOME=$WORK/state berth __complete vnc info ""; equals "a session" "$out" "$session${tab}xclock"
mkdir "$HOME/.ssh" && printf 'Host lumi lumi-?\n  User me\nhost="other"\nHost *\n' > "$HOME/.ssh/config"
berth __complete tunnel ""; equals candidates "$(lines)" "lumi other "
XDG_STATE_HOME=$WORK/state berth __complete vnc info ""; equals "sessions and hosts" "$(lines)" "$session lumi: other: "

# Mistakes of others do not matter now, and nothing is said.
berth __complete job script --nonsense --partition st; says standard; is_quiet
berth __complete job script --site ./none.yaml --partition ""; exits 0; is_quiet; equals candidates "$out" ""
env -i "$BERTH" __complete image show l > out 2> err
equals "without an environment" "$? $(cat err)" "0 "

# Every argument and every option with a value has candidates, or is known to have none.
is_known() {
  checks=$((checks + 1))
  ! grep -qx "${tab}unknown" <<< "$out" || fail "$ran: complete_values.c has no row for it"
}
declare -A seen
while read -r command; do
  read -ra words <<< "$command"
  berth __complete "${words[@]}" ""; exits 0; is_quiet; is_known
  berth __complete "${words[@]}" a ""; is_known
  while read -r option value; do
    [ -z "${seen[$option $value]:-}" ] || continue
    seen[$option $value]=1
    berth __complete "${words[@]}" "$option" ""; exits 0; is_quiet; is_known
  done < <("$BERTH" "${words[@]}" --help | sed -n 's/^  .\{3,4\} \?\(--[a-z0-9-]\+\) \([^ ]\+\).*/\1 \2/p')
done < <("$BERTH" help | sed -n '/^Commands$/,/^$/ s/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p')
ran="the rows" && equals "options with values were asked for" "$((${#seen[@]} > 60))" 1

# bash, without and with its package of completions: by the function ...
shells=$WORK/bin && mkdir -p "$shells" && ln -s "$BERTH" "$shells/berth" && PATH=$shells:$PATH
cat > in-bash << 'END'
source "$SOURCE/docs/completions/berth.bash"
ask() { # WORD...: as readline cuts them; the line has a blank where a word is not glued by +
  COMP_LINE='' COMP_WORDS=() word=''
  for word; do
    [ -z "$COMP_LINE" ] || [ "${word:0:1}" = + ] || COMP_LINE+=' '
    word=${word#+} COMP_LINE+=$word COMP_WORDS+=("$word")
  done
  COMP_POINT=${#COMP_LINE} COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _berth
  echo "${COMPREPLY[*]}"
}
ask berth im
ask berth image list family +: +l
ask berth image list family +:
ask berth job script --partition += +st
ask berth image list "'torch>=2.6 lay"
ask berth image list 'torch\' +'>'
ask berth image list ne
ask berth image list --root ima
ask berth image show --root images m
ask berth job script -o in-b
END
out=$(bash in-bash 2>&1) ran="bash's function"
mapfile -t got <<< "$out"
equals "a command" "${got[0]}" image
equals "behind a colon" "${got[1]}" "laif lumi"
equals "at a colon" "${got[2]}" "cpe laif lumi"
equals "behind =" "${got[3]}" "standard standard-g"
equals "in quotes" "${got[4]}" "torch>=2.6 layer:"
equals "escaped" "${got[6]}" "newer: newest"
equals folders "${got[7]}" images
equals "an image below a folder" "${got[8]}" mine.sif
equals files "${got[9]}" in-bash

# ... and by the keys of a person.
cat > type.py << 'END'
import os, pty, select, sys, time
def read_until(fd, wanted, seconds=60):
    seen, end = b"", time.time() + seconds
    while wanted not in seen and time.time() < end:
        if select.select([fd], [], [], 0.2)[0]:
            try:
                seen += os.read(fd, 65536)
            except OSError:
                break
    return seen
pid, fd = pty.fork()
if pid == 0:
    os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
setup = sys.argv[1].encode()
os.write(fd, b"PS1=; stty -echo; " + setup + b"; echo re''ady\n")
seen = read_until(fd, b"ready")
for line, wanted in zip(sys.argv[2::2], sys.argv[3::2]):
    os.write(fd, b"echo '" + b"<' " + line.encode() + b"\t '>' do''ne\n")
    seen = read_until(fd, b"done")
    found = [l for l in seen.decode().splitlines() if l.startswith("< ")]
    print("ok" if found and found[-1].strip() == "< " + wanted + " > done" else "FAIL %r: %r" % (line, seen))
os.write(fd, b"exit\n")
os.waitpid(pid, 0)
END
for package in : 'source /usr/share/bash-completion/bash_completion'; do
  out=$(TERM=dumb python3 type.py "$package; source '$SOURCE/docs/completions/berth.bash'; complete -F _berth_after echo; _berth_after() { COMP_LINE=\${COMP_LINE/echo \'<\' /}; COMP_POINT=\${#COMP_LINE}; COMP_WORDS=(\"\${COMP_WORDS[@]:2}\"); COMP_CWORD=\$((COMP_CWORD - 2)); _berth; }" \
    'berth ima' 'berth image' 'berth image list family:la' 'berth image list family:laif' \
    'berth job script --partition=standard-' 'berth job script --partition=standard-g' \
    "berth image list 'torch>=2.6 fam" "berth image list torch>=2.6 family:" \
    'berth image show mine --root imag' 'berth image show mine --root images/')
  ran="bash with '$package'"
  never_says FAIL; equals "all of them" "$(grep -c '^ok' <<< "$out")" 5
done

# zsh in a terminal of its own, fish by its own question.
cat > in-zsh << 'END'
zmodload zsh/zpty
zpty shell "zsh -f -i -o nopromptsp"
zpty -r -m shell seen '*[%#]*'
# Each line waits for the one before it: what is typed while the line editor comes or goes may be lost.
integer lines=0
type() { zpty -w shell "$1; print li''ne$((++lines))."; zpty -r -m shell seen "*line$lines.*"; }
type "PROMPT= RPROMPT=; TERM=dumb; unsetopt zle; fpath=('$SOURCE/docs/completions' \$fpath); autoload -Uz compinit; compinit -u -D"
type "setopt zle; bindkey '^I' complete-word; zstyle ':completion:*' completer _complete; zstyle ':completion:*' menu no; zstyle ':completion:*' list-prompt ''; unsetopt beep"
type "show() { print -r -- \"<\$BUFFER>\"; BUFFER=; zle accept-line }; zle -N show; bindkey '^X' show"
for line in "$@"; do
  zpty -n -w shell "$line"$'\t\x18'
  zpty -r -m shell seen '*<berth*>*'
  print -r -- "${${seen##*<}%%>*}"
done
zpty -d shell
END
out=$(timeout 100 zsh -f in-zsh 'berth ima' 'berth image list family:la' 'berth job script --partition=standard-' 'berth image show mine --root imag' 'berth image show --root images m' 2>&1)
ran="zsh"; mapfile -t got <<< "${out//$'\r'/}"
equals "a command" "${got[0]% }" "berth image"
equals "behind a colon" "${got[1]% }" "berth image list family:laif"
equals "behind =" "${got[2]% }" "berth job script --partition=standard-g"
equals "a folder" "${got[3]% }" "berth image show mine --root images/"
equals "an image" "${got[4]% }" "berth image show --root images mine.sif"

in_fish() { # LINE
  ran="fish: $1"
  out=$(XDG_CONFIG_HOME=$WORK/fish XDG_DATA_HOME=$WORK/fish-data fish --no-config -c "source '$SOURCE/docs/completions/berth.fish'; complete -C \"\$argv[1]\"" "$1" 2>&1)
}
in_fish 'berth im'; offers "image${tab}Looks into container images without starting them"
in_fish 'berth image list family:l'; offers "family:laif"; offers "family:lumi"; never_says cpe
in_fish 'berth job script --partition=st'; offers "--partition=standard-g${tab}GPU jobs on whole nodes"
in_fish "berth image list 'rocm<7 lay"; says "layer:"
in_fish 'berth image show x --root ima'; says "images/"
in_fish 'berth image show x --root=ima'; says "--root=images/"
in_fish 'berth job script -o in-b'; says in-bash
in_fish 'berth job script -- pytho'; says python3
finish
