# Connections by ssh and tunnels, over a real sshd: ways in and refusals, streams by the hundred, half closes,
# re-keying, a host that goes away and comes back, one that falls silent, and servers that are none.
. "$SOURCE/tests/cli/lib.sh" || exit 1
if [ ! -x "$TESTS/code_server" ]; then
  # Built without libssh, it says so.
  berth tunnel there localhost:1
  exits 3
  complains H01 "built without libssh"
  finish
fi
unset SSH_AUTH_SOCK SSH_ASKPASS DISPLAY
S=$WORK/sshd
mine=()
# What this test has started, by pid.
end_all() {
  end_children "${mine[@]}"
  "$SOURCE/tests/ssh/stop" "$S"
  "$SOURCE/tests/ssh/stop" "$WORK/gate"
  rm -rf "$WORK"
}
trap end_all EXIT

serve() { # LINES of sshd_config
  BERTH_SSHD_OPTIONS=${1:-} "$SOURCE/tests/ssh/start" "$S" > /dev/null ||
    { echo "FAIL sshd does not start" >&2; exit 1; }
  . "$S/env.sh"
}

# until COMMAND...: true within a minute.
until_true() {
  local i
  for ((i = 0; i < 600; i++)); do
    "$@" > /dev/null 2>&1 && return
    sleep 0.1
  done
  fail "never came true: $*" "$(tail -n 30 tunnel.err 2> /dev/null)"
  finish
}

# run [ANSWER...]: connects as Berth does and runs `echo in`; leaves $status, $out and $err.
run_as=(-t 30000)
run() {
  out=$("$TESTS/ssh_run" "${run_as[@]}" "$CONFIG" "${HOST:-there}" 'echo in' "$@" 2> .err < /dev/null)
  status=$? err=$(< .err) ran="ssh_run $*"
  case $err in *Sanitizer*) fail "$ran: a sanitizer spoke" "$err" ;; esac
}

lets_in() { exits 0; equals "answer" "$out" in; }

# tunnel WORDS...: starts it, and waits for its address in $port; its process is $tunnel.
tunnel() {
  rm -f tunnel.out tunnel.err
  "$BERTH" tunnel -F "$CONFIG" "$@" > tunnel.out 2> tunnel.err < /dev/null &
  tunnel=$!
  mine+=("$tunnel")
  ran="berth tunnel $*"
  until_true test -s tunnel.out && port=$(head -n 1 tunnel.out) port=${port##*:}
}

end_tunnel() { # STATUS
  kill -INT "$tunnel"
  wait "$tunnel"
  status=$?
  checks=$((checks + 1))
  [ "$status" = "$1" ] || fail "$ran: ended with $status, not $1" "$(cat tunnel.err)"
  ! grep -q Sanitizer tunnel.err || fail "$ran: a sanitizer spoke" "$(cat tunnel.err)"
}

load() { # WORDS...: traffic through the tunnel; leaves what it says in $said
  checks=$((checks + 1))
  said=$("$TESTS/tunnel_load" "$@" 2>&1) || fail "$ran: tunnel_load $*" "$said" "$(cat tunnel.err)"
}

serve
CONFIG=$SSH_CONFIG
mkfifo target.in
"$TESTS/tunnel_load" serve < target.in > target.port &
mine+=("$!")
exec 8> target.in
until_true test -s target.port
target=127.0.0.1:$(< target.port)

# --- ways in ---
run
lets_in
cp "$S/config" plain
sed '/IdentityFile/d; s/IdentitiesOnly yes//' plain > bare
ssh-keygen -q -t ed25519 -N 'only for tests' -f locked
cp "$S/authorized_keys" authorized
cat locked.pub >> "$S/authorized_keys"
CONFIG=bare run_as=(-t 30000 -i locked)
run
exits 125
complains H07 "nobody is there to ask"
complains H06
run wrong 'only for tests'
lets_in
rm locked.pub
run 'only for tests'
lets_in
run wrong wrong wrong
exits 125
complains H07 "the passphrase is wrong"
chmod 644 locked
run 'only for tests'
exits 125
complains H07 "others may read"
run_as=(-t 30000)
run
exits 125
complains H06 "keys"
says ""

# Twenty keys in the agent, the right one last, at a server that shuts its door after three.
"$SOURCE/tests/ssh/stop" "$S" --keep
serve $'MaxAuthTries 3\nMaxStartups 100'
ssh-agent -D -a "$WORK/agent" > /dev/null &
mine+=("$!")
until_true test -S agent
export SSH_AUTH_SOCK=$WORK/agent
for ((i = 1; i <= 20; i++)); do
  ssh-keygen -q -t ed25519 -N '' -f "key$i"
  ssh-add -q "key$i"
done
cp key20.pub "$S/authorized_keys"
run
lets_in
# The one that is named goes first, at once.
{ cat bare; echo "  IdentityFile $WORK/key20"; } > named
rm key20
: > "$S/sshd.log"
CONFIG=named
run
lets_in
equals "one connection" "$(grep -c '^Connection from' "$S/sshd.log")" 1
equals "no key refused" "$(grep -c '^Failed publickey' "$S/sshd.log")" 0
{ cat bare; printf '  IdentityFile %s\n  IdentitiesOnly yes\n' "$WORK/key3"; } > only
: > "$S/sshd.log"
CONFIG=only
run
exits 125
complains H06 "keys shown: 1"
# An agent that is gone is told when nothing else helps.
SSH_AUTH_SOCK=$WORK/none CONFIG=bare
run
exits 125
complains H07 "cannot reach the agent"
unset SSH_AUTH_SOCK
cp authorized "$S/authorized_keys"
CONFIG=plain
"$SOURCE/tests/ssh/stop" "$S" --keep
serve

# Two keys, one after the other.
"$SOURCE/tests/ssh/stop" "$S" --keep
serve 'AuthenticationMethods publickey,publickey'
ssh-keygen -q -t ecdsa -N '' -f second
cat second.pub >> "$S/authorized_keys"
{ cat plain; echo "  IdentityFile $WORK/second"; } > both
CONFIG=both
run
lets_in
CONFIG=plain
run
exits 125
complains H06 "besides the key"
"$SOURCE/tests/ssh/stop" "$S" --keep
serve

# Codes, after a password and after a key.
"$TESTS/code_server" "$S/host_ed25519" secret-word 123456 > code.port &
mine+=("$!")
"$TESTS/code_server" -k "$S/host_ed25519" secret-word 123456 > keycode.port &
mine+=("$!")
until_true test -s code.port
until_true test -s keycode.port
cat > codes << END
Host code
  Port $(< code.port)
Host keycode
  Port $(< keycode.port)
Host *
  HostName 127.0.0.1
  User somebody
  IdentityFile $S/user_key
  UserKnownHostsFile $WORK/codes.known
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking accept-new
END
CONFIG=codes
for HOST in code keycode; do
  run secret-word 123456
  lets_in
  run wrong secret-word 123456
  lets_in
  run
  exits 125
  complains H06 "on a terminal"
done
run secret-word
exits 125
complains H06 "has not got its answer"
[[ $err == *"question (no echo)"*Password*"question (echo)"*Code* ]] || fail "questions" "$err"
run a b c d e f
exits 125
complains H06 "questions answered: 3"
HOST=there CONFIG=plain

# --- host keys ---
cp "$S/known_hosts" known.right
: > "$S/known_hosts"
run
exits 125
complains H05 "ssh there"
run no
exits 125
complains H05
equals "not taken" "$(cat "$S/known_hosts")" ""
printf 'elsewhere ssh-ed25519 AAAA' > "$S/known_hosts"
run trust
lets_in
run
lets_in
equals "kept" "$(wc -l < "$S/known_hosts")" 2
ssh-keygen -q -H -f "$S/known_hosts" > /dev/null 2>&1
run
lets_in
# Where nothing can be remembered the connection stands all the same.
sed "s|UserKnownHostsFile .*|UserKnownHostsFile $S/config/known_hosts|" plain > nowhere
CONFIG=nowhere
run trust
lets_in
complains H07 "cannot remember"
never_complains F21
CONFIG=plain
# With HashKnownHosts the file does not tell where one goes, and ssh finds the host in it.
: > "$S/known_hosts"
{ echo 'HashKnownHosts yes'; cat plain; } > hashing
CONFIG=hashing
run trust
lets_in
grep -q '^|1|' "$S/known_hosts" || fail "not hashed" "$(cat "$S/known_hosts")"
! grep -qF "$SSH_ADDRESS" "$S/known_hosts" || fail "the name is there" "$(cat "$S/known_hosts")"
equals "ssh finds it" "$(ssh-keygen -F "[$SSH_ADDRESS]:$SSH_PORT" -f "$S/known_hosts" | grep -c '^|1|')" 1
run
lets_in
CONFIG=plain

ssh-keygen -q -t ed25519 -N '' -f other
where="[$SSH_ADDRESS]:$SSH_PORT"
printf '# a comment\n\n%s %s\n' "$where" "$(cut -d ' ' -f 1,2 other.pub)" > "$S/known_hosts"
: > "$S/sshd.log"
for hashed in no yes; do
  run trust
  exits 125
  complains H04 "has changed" "$S/known_hosts:3" "ssh-keygen -R '$where'" \
    "$(ssh-keygen -lf other.pub | awk '{ print $2 }')" \
    "$(ssh-keygen -lf "$S/host_ed25519.pub" | awk '{ print $2 }')"
  ssh-keygen -q -H -f "$S/known_hosts" > /dev/null 2>&1
done
# Nothing was sent that tells who we are.
until_true grep -q '^Connection closed by 127.0.0.1 port [0-9]* \[preauth\]' "$S/sshd.log"
equals "nothing of us" "$(grep -cE 'user|root' "$S/sshd.log")" 0
ssh-keygen -q -t rsa -b 2048 -N '' -f other-rsa
printf '%s %s\n' "$where" "$(cut -d ' ' -f 1,2 other-rsa.pub)" > "$S/known_hosts"
run trust
exits 125
complains H04 "another type"
{ cat known.right; printf '@revoked * %s\n' "$(cut -d ' ' -f 1,2 "$S/host_ed25519.pub")"; } > "$S/known_hosts"
run trust
exits 125
complains H04 "revoked"
cp known.right "$S/known_hosts"

# --- through another host ---
"$SOURCE/tests/ssh/start" "$WORK/gate" > /dev/null || fail "no second sshd"
{
  sed 's/^Host there/Host gate/' "$WORK/gate/config" | sed '/^Host \*/,$d'
  printf '  IdentityFile %s\n  UserKnownHostsFile %s\n' "$WORK/gate/user_key" "$WORK/gate/known_hosts"
  printf 'Host there\n  ProxyJump gate\n'
  cat plain
} > jump
CONFIG=jump
: > "$WORK/gate/sshd.log"
run
lets_in
until_true grep -q '^Accepted publickey' "$WORK/gate/sshd.log"
sed 's/ProxyJump gate/ProxyJump nowhere.invalid/' jump > jump.wrong
CONFIG=jump.wrong
run
exits 125
complains H10 "nowhere.invalid"
{ printf 'Host there\n  ProxyCommand ssh -F %s -W %%h:%%p gate\n' "$WORK/jump"; cat jump; } > command
CONFIG=command
run
lets_in
CONFIG=plain

# --- the configuration ---
{ printf 'Host there\n  CertificateFile ~/cert\n  RemoteForward 1 a:2\n'; cat plain; } > noted
CONFIG=noted
run
lets_in
complains H09 "noted:2" "CertificateFile" "RemoteForward"
printf 'Host there\n  Port none\n' > senseless
CONFIG=senseless
run
exits 125
complains H08 "senseless:2"
CONFIG=missing
run
exits 125
complains H08 missing
CONFIG=plain

# --- streams ---
tunnel there "$target" -v
[ "$(ss -Hltn "sport = :$port" | awk '{ print $4 }' | sort | tr '\n' ' ')" = "127.0.0.1:$port [::1]:$port " ] ||
  [ "$(ss -Hltn "sport = :$port" | awk '{ print $4 }')" = "127.0.0.1:$port" ] ||
  fail "it listens elsewhere" "$(ss -Hltn "sport = :$port")"
load many "$port" 200 50
equals "lost connections" "$said" 0
load get "$port" 1 67108864
load put "$port" 1 67108864
load get "$port" 8 8388608
load put "$port" 8 8388608
has_lines() { [ "$(grep -c "$2" "$3")" = "$1" ]; }
until_true has_lines 218 'has ended' tunnel.err
# A port that is taken is told before anything else.
berth tunnel -F plain there "$port:$target"
exits 5
complains H13 "$port" "by 'berth' (process $tunnel)" "is free"
for wrong in '' : 5901 5901: :5901 5901:5901 host:0 host:65536 70000:host:1 '5901:-x:1' '1:a b:1' '[::1:5'; do
  berth tunnel -F plain there "$wrong"
  exits 2
  complains H14
done
end_tunnel 130

# New keys at every megabyte, both ways.
sed 's/^Host \*/&\n  Ciphers aes128-ctr\n  MACs hmac-sha2-256/' plain > rekeyed
"$SOURCE/tests/ssh/stop" "$S" --keep
serve 'RekeyLimit 1M'
CONFIG=rekeyed
tunnel there "$target"
load get "$port" 2 16777216
load put "$port" 2 16777216
end_tunnel 130
CONFIG=plain
"$SOURCE/tests/ssh/stop" "$S" --keep
serve

# A command, a socket, and what answers otherwise than it should.
tunnel there --command 'echo RFB 003.008; exec cat' --greeting 'RFB 003.'
load greeted "$port" 'RFB 003.'
end_tunnel 130
berth_once() { # WORDS...: a tunnel for one connection, to which we say nothing
  tunnel "$@" --once
  load dropped "$port"
  wait "$tunnel"
  status=$? out=$(cat tunnel.out) err=$(cat tunnel.err)
}
berth_once there --command 'echo motd; sleep 60' --greeting 'RFB 003.'
exits 4
complains H15 "greets by 'motd"
berth_once there --command 'echo it is over >&2; exit 3' --greeting 'RFB 003.'
exits 4
complains H15 "it is over"
berth_once there 127.0.0.1:1
exits 4
complains H15 "refused"
berth_once there /nowhere/socket
exits 4
complains H15
rm -f target.sock
"$TESTS/tunnel_load" socket "$WORK/target.sock" < target.in > socket.out &
mine+=("$!")
until_true test -S target.sock
tunnel there "$WORK/target.sock"
load many "$port" 20 5
equals "lost connections" "$said" 0
end_tunnel 130

# --- a host that goes away ---
tunnel there "$target"
"$TESTS/tunnel_load" hold "$port" > hold.out 2> hold.err &
mine+=("$!")
until_true grep -q open hold.out
"$SOURCE/tests/ssh/stop" "$S" --keep
until_true grep -q lost hold.out
until_true grep -q 'trying again' tunnel.err
serve
until_true grep -q 'connected again' tunnel.err
load many "$port" 20 5
equals "lost connections" "$said" 0
# Who comes while it is away waits.
"$SOURCE/tests/ssh/stop" "$S" --keep
until_true has_lines 2 'lost the connection' tunnel.err
("$TESTS/tunnel_load" many "$port" 5 5 > late.out 2>&1) &
late=$!
serve
wait "$late"
equals "late ones" "$(cat late.out)" 0
end_tunnel 130

# A key that changes in between ends it.
tunnel there "$target"
"$SOURCE/tests/ssh/stop" "$S" --keep
cp known.right known.kept
printf '%s %s\n' "$where" "$(cut -d ' ' -f 1,2 other.pub)" > "$S/changed"
serve
cp "$S/changed" "$S/known_hosts"
wait "$tunnel"
status=$? err=$(cat tunnel.err)
exits 4
complains H04
cp known.right "$S/known_hosts"

# --- a host that falls silent, and a laptop that sleeps ---
{ printf 'Host there\n  ServerAliveInterval 1\n  ServerAliveCountMax 2\n'; cat plain; } > alive
CONFIG=alive
tunnel there "$target"
"$TESTS/tunnel_load" hold "$port" > hold.out 2> hold.err &
mine+=("$!")
until_true grep -q open hold.out
# It answers questions: nothing is lost by waiting.
sleep 5
equals "still open" "$(cat hold.out)" open
# We sleep, and go on.
kill -STOP "$tunnel"
sleep 4
kill -CONT "$tunnel"
sleep 2
equals "open after sleep" "$(cat hold.out)" open
load many "$port" 10 5
# All sessions of the server stop: the connection stands, and nobody is there.
server=$(< "$S/sshd.pid")
sessions=$(pgrep -P "$server")
kill -STOP $sessions
until_true grep -q 'does not answer any more' tunnel.err
until_true grep -q lost hold.out
until_true grep -q 'connected again' tunnel.err
kill -CONT $sessions
load many "$port" 10 5
equals "lost connections" "$said" 0
end_tunnel 130
CONFIG=plain

# --- what is no server ---
for mode in garbage binary banner line silent closes drip stops; do
  "$SOURCE/tests/support/ssh-hostile" $mode < target.in > hostile.port &
  hostile=$!
  mine+=("$hostile")
  until_true test -s hostile.port
  { printf 'Host there\n  Port %s\n' "$(< hostile.port)"; sed '/Port/d' plain; } > hostile
  CONFIG=hostile run_as=(-t 3000)
  run
  exits 125
  case $mode in
    banner | silent | drip | stops) complains H03 ;;
    *) complains H10 ;;
  esac
  plain
  kill "$hostile"
  : > hostile.port
done
run_as=(-t 30000) CONFIG=plain

# --- no secret anywhere ---
CONFIG=codes HOST=code
for word in "only for tests" secret-word; do
  found=$(grep -rlF -- "$word" "$S" "$HOME" tunnel.err tunnel.out 2> /dev/null)
  equals "files with '$word'" "$found" ""
done
# Typed at a terminal, nothing of it shows: not on it, not in the process.
{
  printf 'Host pass\n  HostName 127.0.0.1\n  Port %s\n  IdentityFile %s\n' "$SSH_PORT" "$WORK/locked"
  sed '/IdentityFile/d' plain
} > asked
chmod 600 locked
ssh-keygen -q -y -P 'only for tests' -f locked > locked.pub
cat locked.pub >> "$S/authorized_keys"
"$SOURCE/tests/support/type-secret" 'only for tests' "$BERTH" tunnel -F asked pass "$target" > typed 2>&1
equals "typed" "$(tr -d '\r' < typed | grep -c '^127.0.0.1:[0-9]*$')" 1
equals "does not show" "$(grep -c 'only for tests' typed)" 0
equals "was asked" "$(grep -c 'Passphrase of the key' typed)" 1
finish
