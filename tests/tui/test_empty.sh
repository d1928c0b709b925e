# Where there is nothing yet, each pane says what would be there and which key brings it.
. "$SOURCE/tests/tui/lib.sh" || exit 1
for size in 80x24 160x50; do
  play '@wait
"2"
@wait
/ "qqqqzzzz" enter
@wait
@expect Here stands what is known of the chosen image.
@expect / changes the query
"3"
@wait
@expect Here stands what the chosen bind
@absent everything is there
"5"
@wait
@expect There is no script yet
"6"
@wait
@expect Here stands the way from your laptop
@expect n begins one: a desktop
"7"
@wait
@expect Here stands what is known of the chosen job or run
@expect 5 makes a job, 4 a build
"8"
@wait
@expect o opens a job script' --size "$size"
  exits 0
done
finish
