# A build from the form to the image: what stands against it, the plan, the script, the run with its log, and
# one that fails, is mended and resumed.
. "$SOURCE/tests/e2e/builds.sh" || exit 1
. "$SOURCE/tests/tui/lib.sh" || exit 1
"$SOURCE/tests/support/make-image" "$WORK/roots/base.sif" ls mkdir touch sleep cat
cat > my.def << END
Bootstrap: localimage
From: $WORK/roots/base.sif

%post
    echo this is the post section
    mkdir -p /opt/made
END
last_keys='v commands  q quit  ? help'
form='@wait
"4"
@wait
@expect Ways to make an image
@expect nothing typed yet
@absent error:
j
@wait
@expect Enter leads to the form: DEFINITION
@absent [U07]
enter
enter "my.def" enter
down
enter "made.sif" enter
@wait
@expect ready to run'

# In the form Esc leaves the value, then the form. A definition file that is not there is told.
play '@wait
"4"
j enter
@expect is given
enter "no-such.def" enter
@wait
@expect no-such.def
@expect not ready
@wait
x
@expect something stands against it
enter "typed" esc
@absent typed
esc
j
@expect wrap
@absent DEFINITION' --size 132x50
exits 0

# The plan as a script, and nothing but that; the same without the workbench.
play "$form"'
v
@expect berth build proot my.def --output made.sif
esc
w
ctrl-u "build it.sh" enter
@expect --save
y
@wait
@expect wrote the script' --size 132x50
exits 0
has_file "build it.sh" "made.sif"
checks=$((checks + 1)); [ ! -e made.sif ] || fail "saving a script has built"

# Also where a plan is ready, whoever is lost sees at 80 columns how to go on.
play "$form"'
@expect '"$last_keys" --size 80x24
exits 0

# What does not work is shown in the command's own words.
play "$form"'
w
ctrl-u "no-such-folder/x.sh" enter
y
@wait
@expect It did not work
@expect no-such-folder' --size 132x50
exits 0

# Left at the question, nothing runs; read-only, there is no question.
play "$form"'
x
@expect Do all this here
esc
@wait' --size 132x50
exits 0
# The workbench may end before there is an answer.
play "$form"'
x
@expect y run it  esc back' --size 132x50
exits 0
play "$form"'
x
@expect read-only' --size 132x50 --read-only
exits 0
checks=$((checks + 1)); [ ! -e made.sif ] || fail "it has built without a yes"
equals "no runs" "$("$BERTH" run list --json | jq '.runs | length')" 0

# Run: its log follows, to the end. The size is that of most terminals.
play "$form"'
x
@expect berth build proot
y
@wait
@expect Jobs and runs
enter
@expect Log of run
@expect this is the post section
esc
enter
r
@expect 0 at work or waiting' --size 80x24
exits 0
checks=$((checks + 1)); [ -s made.sif ] || fail "there is no image"
equals "one run" "$("$BERTH" run list --json | jq -r '.runs[].state')" done

# One that fails: the log says where; mended, it goes on from there; its record is removed.
sed "s|echo this.*|cat /nonexistent/ready|" my.def > fails.def
play "${form//my.def/fails.def}"'
@resize 132 50' --size 132x50
exits 0
rm -f made.sif
play "${form//my.def/fails.def}"'
x y
@wait
@expect failed
enter
@expect No such file
@expect 0 at work
X
@expect it is over already
D
@expect Remove the record
esc
R
@expect Go on with this run
y
@wait
@expect it goes on
esc
@expect failed
D y
@wait
@expect removed
@wait
@absent failed' --size 132x50
exits 0
equals "one run" "$("$BERTH" run list --json | jq -r '.runs[].state')" done

# Which way fits.
play '@wait
"4"
n
"numpy" enter
@wait
@expect Which way fits
@expect cotainr on'
exits 0
finish
