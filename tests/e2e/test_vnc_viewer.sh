# What people do: the desktop of another host in the vncviewer of the laptop, which has an X display of its
# own; a picture of that display proves that the far screen is on it. The server is that of the site's
# module, whose password stands in what it prints, and then one that is reached by a relay.
export BERTH_SLURM_C=1 BERTH_SLURM_G=1
. "$SOURCE/tests/e2e/lib.sh" || exit 1
. "$SOURCE/tests/e2e/vnc.sh" || exit 1
laptop_x=''
end_all() {
  [ -z "$laptop_x" ] || end_children "$laptop_x"
  "$SOURCE/tests/ssh/stop" "$SSHD"
  "$SOURCE/tests/slurm/stop" "$SLURM"
  rm -rf "$WORK"
}
SSHD=$(mktemp -d /tmp/berth-sshd-XXXXXX)
trap end_all EXIT
BERTH_SSHD_ENV="SLURM_CONF=$SLURM_CONF PATH=$PATH ASAN_OPTIONS=$ASAN_OPTIONS" \
  "$SOURCE/tests/ssh/start" "$SSHD" > /dev/null || { echo "FAIL sshd does not start" >&2; exit 1; }
state_folder=$SSHD/home/.local/state/berth/vnc
mkdir -m 700 run
export XDG_RUNTIME_DIR=$WORK/run
# The laptop knows of no Slurm; the far login has the module.
unset SLURM_CONF SBATCH_ACCOUNT
cat > "$SSHD/home/.bash_profile" << END
export PATH=$PATH
# A system's own modules would come after this file.
unset BASH_ENV
module() { [ "\$*" = "load lumi-vnc/20230110" ] && . "$SOURCE/tests/stand-ins/lumi-vnc"; }
END

# The laptop's display, which is looked at by VNC as well.
port=$(free_port)
echo onlaptop | vncpasswd -f > laptop.passwd
Xtigervnc -displayfd 3 -rfbport "$port" -localhost=1 -SecurityTypes VncAuth -rfbauth laptop.passwd \
  -geometry 1000x800 -depth 24 -nolisten tcp 3> display > laptop.log 2>&1 &
laptop_x=$!
wait_until 600 test -s display || { fail "no display of the laptop" "$(cat laptop.log)"; finish; }

# is_red: the laptop's display shows what the far program draws.
is_red() {
  echo onlaptop | "$BERTH" vnc shot --password-stdin "127.0.0.1::$port" -o laptop.png --force > shot.out 2>&1 &&
    "$SOURCE/tests/support/png-colors" laptop.png > colors &&
    awk 'NR > 1 && $1 == "ff0000" && $2 > 80000 { found = 1 } END { exit !found }' colors
}
is_not_red() { ! is_red; }
# viewers: the process of the viewer on this display.
viewers() {
  local process
  for process in /proc/[0-9]*; do
    [[ $(cat "$process/comm" 2> /dev/null) != *vncviewer ]] ||
      ! tr '\0' '\n' 2> /dev/null < "$process/environ" | grep -qx "XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR" ||
      echo "${process#/proc/}"
  done
}
no_viewer() { [ -z "$(viewers)" ]; }

for backend in module direct; do
  berth vnc start --on there -F "$SSHD/config" --account "$ACCOUNT" "${small[@]}" --backend $backend \
    --geometry 640x480 --wait 120 --json --app 'exec xclock -bg red -fg red -hd red -hl red -geometry 630x470+0+0'
  exits 0
  id=$(json .id)
  equals "$backend: state" "$(json .state)" ready
  [ "$(json .state)" = ready ] || { cat "$state_folder/$id/log"; finish; exit; }
  berth vnc info "there:$id" -F "$SSHD/config" --password --json
  exits 0
  word=$(json .password)
  is_not_red || fail "$backend: the laptop's display is red before anything is on it"
  DISPLAY=:$(< display) "$BERTH" vnc open "there:$id" -F "$SSHD/config" > open.out 2> open.err &
  open=$!
  wait_until 150 is_red || fail "$backend: the far desktop is not on the laptop" "$(cat open.out open.err shot.out)" \
    "$(head -n 5 colors)"
  checks=$((checks + 1))
  ! no_viewer || fail "$backend: no vncviewer runs"
  equals "$backend: files for others" "$(find "$XDG_RUNTIME_DIR" -type f -perm /077)" ""
  checks=$((checks + 1))
  [ ${#word} = 8 ] || fail "$backend: no password to look for"
  for process in /proc/[0-9]*; do
    [ "$process" != "/proc/$$" ] || continue
    for about in cmdline environ; do
      ! tr '\0' '\n' 2> /dev/null < "$process/$about" | grep -qF -- "$word" ||
        fail "$backend: $process/$about has the password"
    done
  done
  ! grep -qF -- "$word" open.out open.err "$SSHD/sshd.log" || fail "$backend: a log has the password"
  kill -INT $open
  wait $open
  equals "$backend: exit code" $? 130
  wait_until 100 no_viewer || fail "$backend: the viewer is left"
  equals "$backend: files of the viewer" "$(find "$XDG_RUNTIME_DIR" -mindepth 1)" ""
  berth vnc stop "there:$id" -F "$SSHD/config"
  exits 0
  berth vnc forget "there:$id" -F "$SSHD/config"
  exits 0
done
equals "nothing is left" "$(ls "$state_folder")" ""
finish
