# Scripts that use the workbench: what they can do, and how they fail.
. "$SOURCE/tests/tui/lib.sh" || exit 1

play '# keys, text, orders
@wait
@expect Home
@save home.txt
@save home.roles
@save home.svg
? # help
@expect Everywhere
esc
@absent Everywhere
"2"
@wait
@expect Images
:theme dark
@expect theme is dark
@resize 40 12
@save small.txt
@resize 1 1
@resize 9 3
@resize 300 100'
exits 0; equals "nothing is said" "$out$err" ""
has_file home.txt "berth.yaml"
has_file home.svg "<svg"
equals "24 lines" "$(wc -l < home.txt)" 24
equals "12 lines" "$(wc -l < small.txt)" 12
equals "its widest line" "$(wc -L < small.txt)" 40

# What is expected and does not come is told with the screen; here the other way round, which does not wait.
play '@wait
@absent Home'
exits 1; complains D04 "script:2" "'Home'" "Machine"

play 'enter
no-such-key
"open
@resize many
@frob
@clock +x'
exits 2
complains D03 "script:2" "script:3" "script:4" "script:5" "script:6"
play 'q' --theme no-such-theme; exits 2; complains A01
play 'q' --size 80; exits 2; complains U05
berth tui --site demo --script none; exits 2; complains F20
berth tui --site none --script /dev/null; exits 2; complains F16

# Without a terminal and without a script there is nothing to draw on, and berth alone is the help.
berth tui --site demo < /dev/null; exits 2; complains D01
berth < /dev/null; exits 0; says "image list       Lists"

# The clock stands where the script puts it.
play '@clock +0
:theme light
@expect theme is light
@clock +5
@expect theme is light
@clock +5
@sleep 50
@absent theme is light'
exits 0

# A script of what somebody has typed does the same again.
play '@wait
"2"
@wait
? esc : "theme light" enter' --record typed
exits 0
play "$(cat typed)
@expect theme is light"
exits 0

# Commands of the headless face.
play ':image list torch
@wait
@expect image list torch
@expect lumi-pytor
esc
:job partitions
@wait
@expect standard-g
esc
:imgae list
@expect there is no command
:"open
@expect there is no command'
exits 0
finish
