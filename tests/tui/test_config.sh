# The user's configuration: theme, keys, own commands; its mistakes are told with file and line.
. "$SOURCE/tests/tui/lib.sh" || exit 1
config=$XDG_CONFIG_HOME/berth/config.yaml
mkdir -p "${config%/*}"

cat > "$config" << 'END'
theme: high-contrast
keys:
  help: f2
  quit: ctrl-q
  redraw: ""
commands:
  greet:
    keys: ctrl-g
    label: greets
    help: Says what is chosen
    run: printf 'hello %s\n' %{image}
    views: [images]
  shell: "!echo in-the-foreground > foreground"
  words:
    run: echo "a b"; echo to-stderr >&2; exit 3
  careful: {run: echo done > careful, confirm: true}
END
play '@wait
@expect f2 help
? q ctrl-c
@absent Everywhere
f2
@expect Everywhere
@expect Your own commands
esc
ctrl-g
@absent hello
"2"
@wait
@expect greets
ctrl-g
@wait
@expect hello
@expect demo-images
esc
:words
@wait
@expect to-stderr
@expect a b
esc
:shell
:careful
@expect echo done > careful
esc
:careful
"y"
@wait
ctrl-p "greet"
@expect Says what is chosen
esc
ctrl-q
@sleep 100
@absent this is not reached'
exits 0
has_file foreground in-the-foreground
has_file careful done

# What is read-only runs nothing that could write.
rm -f foreground
play ':shell
@expect read-only
:save
@expect read-only' --read-only
exits 0
checks=$((checks + 1)); [ ! -e foreground ] || fail "--read-only has run a command"
checks=$((checks + 1)); [ ! -e berth.yaml ] || fail "--read-only has saved"

cat > "$config" << 'END'
theme: dark
colour: red
keys:
  help: [a, b]
END
play '@expect config.yaml:2
!
@expect config.yaml:4
esc
@expect Home'
exits 0
cat > "$config" << 'END'
keys: {help: no-such-key}
commands:
  nothing: {run: "! "}
END
play '@expect no-such-key
!
@expect runs nothing
@expect config.yaml:3'
exits 0
# One that cannot be read is told, too, and holds nobody up.
rm "$config"
ln -s nowhere "$config"
play '@expect cannot read'
exits 0
rm "$config"
mkfifo "$config"
play '@expect cannot read'
exits 0
rm "$config"
# A theme that is not there any more is told, and does not stop anybody.
echo 'theme: gone' > "$config"
play '@expect gone
@expect Home'
exits 0
finish
