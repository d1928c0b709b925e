# A desktop in a real browser: Xvnc in a job, websockify and noVNC beside it, a real ssh to the "login
# node", and Chromium on the "laptop", which types the password. No port of it is open to anybody but this
# machine, and the password stands nowhere on the way.
export BERTH_SLURM_C=1 BERTH_SLURM_G=1
. "$SOURCE/tests/e2e/lib.sh" || exit 1
. "$SOURCE/tests/e2e/vnc.sh" || exit 1

# laptop: the line that `vnc info --json` has given, to the fixture's server and with ports that are free
# on this "laptop"; leaves $web.
laptop() {
  local line port
  web=$(free_port) port=$(free_port)
  line=$(json .ways.ssh)
  line=${line/-L $(json .ways.local_port):/-L $port:}
  line=${line/-L $(json .ways.browser | grep -oE '[0-9]+'):/-L $web:}
  line=$(sed -E 's/ [^ ]+@(LOGIN|lumi\.csc\.fi)( |$)/ there\2/' <<< "$line")
  line=${line/#ssh /ssh -F $SSH_FOLDER/config -o ExitOnForwardFailure=yes }
  mkfifo laptop.in
  bash -c "exec $line" < laptop.in > laptop.out 2>&1 &
  ssh=$!
  exec 7> laptop.in
  wait_until 600 listens "$web" || fail "the forward does not stand" "$line" "$(cat laptop.out)"
}
hang_up() {
  exec 7>&-
  end_children "$ssh"
  wait "$ssh" 2> /dev/null
  rm -f laptop.in
}

browse() { # [OPTION...]
  "$SOURCE/tests/support/browse-desktop" "http://localhost:$web/vnc.html" page.png "$@" > browsed 2>&1
}

# What the server itself shows when the browser did not show it, and what its log says.
seen_without_browser() {
  "$BERTH" vnc shot "$id" -o shot.png 2>&1 && "$SOURCE/tests/support/png-colors" shot.png | head -n 4
  tail -n 20 "$state_folder/$id/log"
}

start_ssh
for listen in socket loopback node; do
  berth vnc start "${small[@]}" --listen $listen --browser yes --geometry 800x600 --wait 120 --json \
    --app 'exec xclock -bg red -fg red -hd red -hl red -geometry 790x590+0+0'
  exits 0
  id=$(json .id) job=$(json .job)
  equals "state" "$(json .state)" ready
  [ "$(json .state)" = ready ] || { cat "$state_folder/$id/log"; finish; }
  word=$(< "$state_folder/$id/password")
  [ "$(json .endpoint.proxy_port)" != null ] || fail "no way in for browsers" "$(cat "$state_folder/$id/log")"
  berth vnc info --json
  [[ $(json .ways.browser) = http://localhost:*/vnc.html ]] || fail "address" "$(json .ways.browser)"
  never_says "$word"
  # Where anybody may connect: on loopback, or on the node's own address when the user wants that.
  address=127.0.0.1
  [ $listen != node ] || address=$(json .endpoint.host)
  equals "listens" "$(ss -Hltnp "sport = :$(json .endpoint.proxy_port)" | grep -F websockify | awk '{ print $4 }')" \
    "$address:$(json .endpoint.proxy_port)"
  laptop
  browse --color ff0000 <<< "$word" || fail "$listen: the desktop in the browser" "$(cat browsed laptop.out)" "$(seen_without_browser)"
  checks=$((checks + 1))
  hidden "$word"
  if [ $listen = socket ]; then
    browse --refused <<< wrongone || fail "a wrong password" "$(cat browsed)"
    # What the ssh has opened on the login node is this user's alone, and goes with it.
    equals "socket" "$(stat -c '%F %a' "/tmp/berth-vnc-$(id -u)/$id.web")" "socket 600"
  fi
  hang_up
  wait_until 300 is_gone "/tmp/berth-vnc-$(id -u)/$id.web"
  equals "socket after the ssh" "$(ls "/tmp/berth-vnc-$(id -u)/$id.web" 2> /dev/null)" ""
  proxy_port=$(json .endpoint.proxy_port)
  berth vnc stop "$id"
  exits 0
  equals "files" "$(session_files)" "asked.json job job.sh log owner "
  wait_until 100 is_closed "$proxy_port" || fail "the way in outlives its session"
  berth vnc forget "$id"
done

# A QR code says what the line says.
berth vnc start "${small[@]}" --browser yes --wait 120
exits 0
id=$(berth_id)
for style in '' --ascii; do
  for which in ssh browser; do
    # shellcheck disable=SC2086
    berth vnc info --qr $which $style
    exits 0
    plain
    printf '%s\n' "$out" | "$SOURCE/tests/support/draw-code" code.png
    berth vnc info --json
    equals "$which $style" "$(zbarimg -q --raw -S disable -S qrcode.enable code.png 2> /dev/null)" \
      "$(json ".ways.$([ $which = ssh ] && echo ssh || echo browser)")"
  done
done
berth vnc stop "$id"
# Without noVNC there is no such session when it was asked for, and one without that when it was not.
printf 'vnc: {novnc: [/nowhere]}\n' >> site.yaml
berth vnc start "${small[@]}" --browser yes --wait 120
exits 1
complains V22
grep -q "there is no noVNC with websockify" "$state_folder/$(berth_id)/log" || fail "why" "$(cat "$state_folder/$(berth_id)/log")"
berth vnc start "${small[@]}" --wait 120 --json
exits 0
equals "browser" "$(json .ways.browser)" null
berth vnc stop "$(json .id)"
exits 0
finish
