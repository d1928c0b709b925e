# The user's own commands with names that are no good: each is one word of the shell, whatever stands in it, and
# nothing is run but what was meant. Read-only, what gets the terminal or writes is refused.
. "$SOURCE/tests/tui/lib.sh" || exit 1
mkdir -p "$XDG_CONFIG_HOME/berth" "$WORK/images"
name="it's \"\$(touch pwned)\" \`touch pwned\`; touch pwned #
&& %{image} -x *"
image="$WORK/images/$name.sif"
"$SOURCE/tests/support/make-image" "$image" sh || { fail "no image"; finish; }
cat > "$WORK/site.yaml" << END
extends: demo
roots:
  demo-laifs: null
  demo-easybuild: null
  demo-sif-images: null
  demo-tested: null
  demo-cotainr: null
  here: $WORK/images
END
export BERTH_SITE=$WORK/site.yaml
cat > "$XDG_CONFIG_HOME/berth/config.yaml" << 'END'
keys: {compare: ctrl-t}
commands:
  tell: {keys: ctrl-g, run: "!printf '%s\\0' %{image} %{image} > told"}
  show: {keys: ctrl-o, run: "printf '<%s>' %{image}", views: [images]}
  glued: {run: "!printf '%s\\0' a%{image}b 100% %%{image} > glued"}
  job: {keys: ctrl-y, run: "!echo %{job} > job"}
  file: {run: "!printf '%s\\0' %{file} > file"}
END
play '@wait
"2"
@wait
@expect touch p
ctrl-g
ctrl-o
@wait
@expect <
esc
:glued
ctrl-y
@expect nothing is chosen that could be'
exits 0
checks=$((checks + 1)); [ -z "$(find "$WORK" -name 'pwned*')" ] || fail "a name was executed" "$(find "$WORK" -name 'pwned*')"
checks=$((checks + 1)); [ ! -e job ] || fail "a command without its subject was run"
printf '%s\0' "$image" "$image" > wanted
checks=$((checks + 1)); cmp told wanted || fail "the words are others" "$(od -c told | head -n 20)"
equals "nothing is glued apart" "$(tr -cd '\0' < glued | wc -c)" 3
# A script's name, in another view.
printf '#!/bin/bash\ntrue\n' > '$(touch pwned) -e .sh'
play '"8"
:open $(touch pwned) -e .sh
@wait
:file
@wait'
exits 0
printf '%s\0' "$PWD/\$(touch pwned) -e .sh" > wanted
checks=$((checks + 1)); cmp file wanted || fail "the word is another" "$(od -c file | head)"
checks=$((checks + 1)); [ ! -e pwned ] || fail "a script's name was executed"
rm -f told
play '"2"
@wait
ctrl-g
@expect read-only' --read-only
exits 0
checks=$((checks + 1)); [ ! -e told ] || fail "read-only has run a command"
finish
