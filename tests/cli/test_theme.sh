#!/bin/bash
# Themes: listed, shown, checked; the user's own win.
. "$SOURCE/tests/cli/lib.sh"

export XDG_CONFIG_HOME=$WORK/config
berth theme list
exits 0
says "terminal"
says "color-blind"
berth theme list --json
exits 0
equals "built-in ones" "$(json '.themes | length')" "$(ls "$SOURCE"/themes/*.yaml | wc -l)"
berth theme check
exits 0
never_complains A02
says "dark: in order"
berth theme show dark
exits 0
says "bar-current"
berth theme show dark --json
equals "colour" "$(json '.roles[0].foreground')" '#d0d0d0'
berth theme show drak
exits 1
complains A01 "dark"

mkdir -p config/berth/themes
cat > config/berth/themes/mine.yaml << 'END'
summary: Grey on grey
roles:
  text: {foreground: "#777777", background: "#888888"}
END
berth theme list
says "mine"
berth theme check mine
exits 1
complains A02 "text"
complains A03
cp "$SOURCE/themes/light.yaml" config/berth/themes/dark.yaml
berth theme show dark --json
equals "one's own wins" "$(json .background)" light
echo 'roles: {txt: {style: bold}}' > own.yaml
berth theme check ./own.yaml
exits 1
complains A05 "did you mean 'text'"
berth theme show ./gone.yaml
exits 5
complains F20

# The manual has every role, and no other.
berth theme show --json
equals "roles in berth-themes(5)" \
  "$(sed -n '/^# ROLES/,/^# CHECKING/s/^\*\([a-z0-9-]*\)\*.*/\1/p' "$SOURCE/docs/man/berth-themes.5.scd")" \
  "$(json '.roles[].name')"
finish
