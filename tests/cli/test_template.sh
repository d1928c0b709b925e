# Templates of job scripts: the built-in one as a start, those of a user and of a site, and everything that
# can be wrong with one.
. "$SOURCE/tests/cli/lib.sh" || exit 1
. "$SOURCE/tests/cli/job_lib.sh" || exit 1
B=("${A[@]}" --partition standard-g --image ./$torch)
mine=$XDG_CONFIG_HOME/berth/templates
mkdir -p "$mine" site-templates

# The built-in template is what writes the scripts.
berth job template show default; exits 0; is_quiet
says "{{header}}"; says "{{start}}"
printf '%s\n' "$out" > "$mine/same.template"
berth job script "${B[@]}" "${train[@]}"; exits 0
builtin=$out
berth job script "${B[@]}" --template same "${train[@]}"; exits 0; equals "same" "$out" "$builtin"
berth job script "${B[@]}" --template "$mine/same.template" "${train[@]}"; exits 0; equals "by path" "$out" "$builtin"
berth job template values; exits 0; says cpu_bind; says "{{q name}}"
berth job template values --json; exits 0; equals "values" "$(json '[.values[] | select(.list == "tasks")] | length')" 4

# One of one's own, with single values, lists and quotes.
cat > "$mine/short.template" << 'END'
#!/bin/bash
{{! As our group likes it. }}
{{header}}
# {{launcher}} on {{nodes}} node(s) of {{partition}}, {{tasks_per_node}} tasks with {{cpus_per_task}} cores
{{#tasks}}
# {{rank}}: GCD {{gcds}}, cores {{cpus}}
{{/tasks}}
{{^tasks}}
# no masks
{{/tasks}}
echo {{q job_name}}
{{second_task}}
{{environment}}
srun --cpu-bind={{q cpu_bind}} {{container}} \
  {{program}}
END
script template-short --partition standard-g --image ./$torch --template short --job-name "it's" "${train[@]}"; is_quiet
berth job script "${A[@]}" --partition small --template short -- ./a "b c"; exits 0; says "# no masks"; says "./a 'b c'"
berth job template check short; exits 0; says "in order"; is_quiet

# The user's go before the site's, and both before the built-in one.
printf 'extends: lumi\ntemplates: %s/site-templates\n' "$WORK" > site.yaml
echo '# of the site' | tee site-templates/short.template > site-templates/group.template
echo '# mine' > "$mine/group.template"
echo 'no template' > "$mine/other.txt"
berth job templates --site ./site.yaml; exits 0; is_quiet
equals "list" "$(sed 1d <<< "$out" | awk '{print $1, $2}' | tr '\n' ,)" "default built-in,group yours,same yours,short yours,"
rm "$mine/group.template"
berth job script --site ./site.yaml "${B[@]}" --template group "${train[@]}"; exits 0; equals "site" "$out" "# of the site"
berth job templates --site ./site.yaml --json; equals "json" "$(json '.templates[1] | "\(.name) \(.origin)"')" "group site"
echo '# my default' > "$mine/default.template"
berth job script "${B[@]}" "${train[@]}"; exits 0; equals "my default" "$out" "# my default"
rm "$mine/default.template"

# Mistakes: where they are, what was meant, and no script.
wrong() { # ID TEXT TEMPLATE
  printf '%b' "$3" > wrong.template
  berth job script "${B[@]}" --template ./wrong.template -o job.sh "${train[@]}"
  exits 1
  complains "$1" "$2"
  absent job.sh
  berth job template check ./wrong.template
  exits 1
  complains "$1" "$2"
  plain
}
wrong J02 "./wrong.template:2:3: error: there is no value 'hedaer'" '#!/bin/bash\n  {{hedaer}}\n'
complains J02 "did you mean 'header'?"
wrong J02 "items of 'tasks'" '{{rank}}'
wrong J02 ":1:5:" '\xc3\xb6\xc3\xb6\xc3\xb6 {{nothing}}'
wrong J01 ":3:1:" '\n{{#task}}x\n'
wrong J01 ":1:10:" '{{#task}}{{/start}}'
complains J01 "the section that is open here is 'task'"
wrong J01 "tag that is none of ours" '{{> other}}'
wrong J01 "without its '}}'" '{{header'
wrong J01 "NUL" 'a\0b'
wrong J02 "" '{{\033[31m\rnothing}}{{nothing}}'
printf '{{#task}}%.0s' {1..20} > deep.template
berth job template check ./deep.template; exits 1; complains J03 "sections"
head -c 300000 /dev/zero | tr '\0' x > large.template
berth job template check ./large.template; exits 5; complains F20
berth job template check ./gone.template; exits 5; complains F20
mkfifo pipe.template
berth job script "${B[@]}" --template ./pipe.template "${train[@]}"; exits 5; complains F20
berth job script "${B[@]}" --template shrot "${train[@]}"; exits 1; complains J04 "did you mean 'short'?"
berth job template show nothing; exits 1; complains J04 "there are: default, same, short"
berth job template show; exits 2; complains U07
berth job template values x; exits 2; complains U07
berth job template; exits 2; complains U07

# What a template shows on a terminal is plain; the script itself keeps its bytes.
printf 'x\033[31mred\n' > red.template
berth job template show ./red.template; exits 0; plain
finish
