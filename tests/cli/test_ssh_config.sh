# What a configuration of ssh says of a host: the judge is ssh itself (`ssh -G`).
. "$SOURCE/tests/cli/lib.sh" || exit 1
mkdir -p "$HOME/.ssh" more

cat > config << 'END'
# The first value counts, wherever it stands.
Include WORK/more/*.conf
Host lumi lumi-* !lumi-old
  HostName=%h.csc.fi
    User   "me"
  Port = 2222
  IdentityFile /keys/one
  IdentityFile "/keys/two words"   # and a comment
  ProxyJump gate,you@inner:23
Host lumi-old
  HostName old.csc.fi
  ProxyCommand nc %h %p
Match host *.csc.fi originalhost lumi-u*
  ServerAliveInterval 1m
  HostKeyAlias lumi
Match originalhost mahti user me
  Port 4
Match !originalhost lumi*,mahti
  Port 5
Host *
  User other
  ServerAliveInterval 7
  IdentityFile /keys/%n-%r-%%
  IdentitiesOnly yes
Match all
  Port 6
END
cat > more/a.conf << 'END'
Host puhti
  HostName 10.0.0.1
  User puhti-user
Host *
  IdentityFile /keys/included
END
cat > more/b.conf << 'END'
Host lumi-inc*
  Include WORK/more/inner
Host mahti
  Port 99
END
cat > more/inner << 'END'
User included
Host lumi-inc-a
  Port 12
END
sed -i "s|WORK|$WORK|" config more/*

for host in lumi lumi-old lumi-uan01 lumi-inc-a lumi-inc-b you@lumi mahti me@mahti puhti elsewhere; do
  wanted=$(ssh -G -F config "$host" 2> /dev/null |
    grep -E '^(user|hostname|port|identitiesonly|serveraliveinterval|proxyjump|proxycommand|hostkeyalias|identityfile) ')
  # ssh shows some things before they are replaced, and the usual keys when none is named.
  wanted=$(sed -E 's/^(hostname|proxycommand) .*//' <<< "$wanted" | sed '/^$/d' | sort)
  name=$(ssh -G -F config "$host" 2> /dev/null | sed -n 's/^hostname //p')
  ours=$("$TESTS/ssh_run" -g config "$host" 2> .err) || fail "$host is not read" "$(< .err)"
  ran="ssh_run -g $host"
  equals "$host" "$(grep -vE '^(hostname|proxycommand) ' <<< "$ours" |
    sed "s|/keys/$(sed 's/.*@//' <<< "$host")-[^ ]*-%|/keys/%n-%r-%%|" | sort)" "$wanted"
  equals "name of $host" "$(sed -n 's/^hostname //p' <<< "$ours")" "$name"
done
ours=$("$TESTS/ssh_run" -g config lumi-old 2>&1)
equals "proxy" "$(grep proxycommand <<< "$ours")" "proxycommand nc old.csc.fi 6"

# Files that include each other end.
printf 'Include %s/loop\nPort 1\n' "$WORK" > loop
err=$("$TESTS/ssh_run" -g loop lumi 2>&1) && fail "a loop is read"
complains H08 "without end"
printf 'Include %s/nowhere/* missing\nPort 17\n' "$WORK" > absent
equals "absent files" "$("$TESTS/ssh_run" -g absent lumi 2>&1 | grep -c 'port 17')" 1
# Without -F it is the user's own.
printf 'Host lumi\n  Port 18\n  Include more\n' > "$HOME/.ssh/config"
printf 'User from-more\n' > "$HOME/.ssh/more"
berth tunnel lumi 1:2:3:4
exits 2
complains H14
finish
