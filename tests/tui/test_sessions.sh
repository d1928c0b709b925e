# Sessions with a real server: made by the form, seen as a live picture only while one looks, the way in copied,
# the password copied but never drawn, one more program, its log, its end.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export PATH=$SOURCE/tests/stand-ins:$PATH
mkdir -p host/{slurmd,cray,scratch} && touch host/libcxi.so.1
cat > site.yaml << END
extends: demo
bind-presets:
  slurm: {binds: "$WORK/host/slurmd:/var/spool/slurmd"}
  cray: {binds: "$WORK/host/cray:/opt/cray"}
  cxi: {binds: "$WORK/host/libcxi.so.1:/usr/lib64/libcxi.so.1"}
  user-filesystems: {binds: ["$WORK/host/scratch:/scratch"]}
END
export BERTH_SITE=$WORK/site.yaml
unset SLURM_JOB_ID
. "$SOURCE/tests/tui/lib.sh" || exit 1
state_folder=$XDG_STATE_HOME/berth/vnc
trap end_all EXIT

# end_all: what a failed test has left running, by the groups that the sessions tell.
end_all() {
  local host pid start file
  for file in "$state_folder"/*/process; do
    [ ! -s "$file" ] || { read -r host pid start < "$file" && kill -KILL -- "-$pid" 2> /dev/null; }
  done
  rm -rf "$WORK"
}

play '"6"
@wait
@expect no sessions: n makes one
X
@expect no session is chosen
n
@expect A new session
enter "xclock" esc
@absent xclock
esc
@expect no sessions
@resize 40 12
n
@expect A new session
esc
esc' --ascii
exits 0
equals "nothing was made" "$(ls "$state_folder" 2> /dev/null)" ""

# From the form: the exact command is the question.
play '"6"
@wait
n
enter "exec sleep 1000" enter
down space
down down down down down down down down
enter "400x304" enter
@wait
x
@expect berth vnc start
@expect --here
@expect --geometry 400x304
y
@wait
@expect on its way: it is ready when
@expect ready
@expect vncviewer localhost::' --size 132x50
exits 0
id=$(ls "$state_folder")
checks=$((checks + 1)); [ -n "$id" ] || { fail "there is no session"; finish; }
folder=$state_folder/$id
word=$(< "$folder/password")
equals "length of the password" ${#word} 8
display=$(sed -n 's/^display //p' "$folder/endpoint")
[ -n "$display" ] || display=$("$BERTH" vnc list --json 2> /dev/null | jq '.sessions[0].endpoint.display')

# All of its screen in one colour: the picture's cells have it (196 of the palette is ff0000), and no other.
mkdir -p "$XDG_CONFIG_HOME" && mkfifo hold
XAUTHORITY=$folder/xauthority "$SOURCE/tests/support/x-paint" "$display" 0 ff0000 < hold > painted &
painter=$!
exec 8> hold
for ((i = 0; i < 600; i++)); do [ -s painted ] && break; sleep 0.1; done
play '"6"
@wait
@expect , live
@save small.txt
@save small.roles
@save small.svg
z
@sleep 1500
@save large.roles
z
@resize 40 12
@expect , live
@sleep 1500
@save tiny.roles
tab
@expect Sessions
@save list.roles' --size 80x24
exits 0
cells() { tr -cd '!' < "$1" | wc -c; }
checks=$((checks + 1)); [ "$(cells small.roles)" -gt 60 ] || fail "no picture" "$(cat small.txt small.roles)"
checks=$((checks + 1)); [ "$(cells large.roles)" -gt "$(cells small.roles)" ] || fail "it is not larger" "$(cat large.roles)"
checks=$((checks + 1)); [ "$(cells tiny.roles)" -gt 10 ] || fail "no picture at 40x12" "$(cat tiny.roles)"
equals "the list alone has no picture" "$(cells list.roles)" 0
has_file small.svg "#ff0000"
# With letters where there are no colours.
play '"6"
@wait
@expect , live
@save letters.txt
@save letters.roles' --size 80x24 --ascii
exits 0
equals "cells with colours of their own" "$(cells letters.roles)" 0
checks=$((checks + 1)); LC_ALL=C grep -q '[^ -~]' letters.txt && fail "not ASCII alone" "$(cat letters.txt)"
# While it is seen there is one connection more than before; none when another view is shown.
private=$(sed -n 's/^folder //p' "$folder/endpoint")
cat > "$XDG_CONFIG_HOME/count.sh" << END
for ((i = 0; i < 300; i++)); do
  ss -Hx state connected | grep -cF "$private/" > "\$1"
  [ "\$1 \$(cat "\$1")" = "hidden 0" ] || [ "\$1" = seen ] && break
  sleep 0.1
done
END
mkdir -p "$XDG_CONFIG_HOME/berth"
echo "commands: {count-seen: '!bash $XDG_CONFIG_HOME/count.sh seen', count-hidden: '!bash $XDG_CONFIG_HOME/count.sh hidden'}" \
  > "$XDG_CONFIG_HOME/berth/config.yaml"
play '"6"
@wait
@expect , live
:count-seen
"1"
@wait
:count-hidden' --size 80x24
exits 0
equals "connections while it is seen, and after" "$(cat seen hidden | xargs)" "1 0"

# What is copied, and what is never drawn.
play '"6"
@wait
@expect vncviewer
y
@wait
@expect copied: the line for your laptop
P
@expect Copy the password
esc
@absent copied: the password
P
y
@wait
@expect copied: the password
@save copied.txt
l
@wait
@expect What the session said
@save log.txt
esc
v
@save commands.txt
esc
J
@expect the session has no job' --size 132x50
exits 0
checks=$((checks + 1)); ! grep -F -e "$word" ./*.txt ./*.svg || fail "the password was drawn"

# One more program, with words that must stay words.
play '"6"
@wait
@expect vncviewer
a
"touch '"'a b; c'"'" enter
@expect vnc run
y
@wait
@expect started' --size 132x50
exits 0
for ((i = 0; i < 300; i++)); do [ -n "$(find . "$HOME" -name 'a b; c')" ] && break; sleep 0.1; done
checks=$((checks + 1)); [ -n "$(find . "$HOME" -name 'a b; c')" ] || fail "the program did not run"

# Its end, and what is kept.
exec 8>&-
wait "$painter"
play '"6"
@wait
@expect vncviewer
D
@expect stop the session first
X
@expect berth vnc stop
y
@wait
@expect ended
@expect It is over
D
y
@wait
@expect forgotten
@expect no sessions' --size 80x24
exits 0
equals "nothing is kept" "$(ls "$state_folder")" ""
finish
