# Templates of conda, definition and requirements files: the built-in ones as a start, those of a user and of
# a site, and what can be wrong with one.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export BERTH_SITE=demo
mine=$XDG_CONFIG_HOME/berth/templates
mkdir -p "$mine"/{conda,definition,requirements} site-templates/conda

# The built-in template is what writes the files.
words=(--base docker://ubuntu:24.04 --rocm 6.2.4 -p torch==2.7.1 -p einops)
for kind in conda definition requirements; do
  berth build template show $kind default; exits 0; is_quiet; says "{{"
  printf '%s\n' "$out" > "$mine/$kind/same.template"
  berth build template check $kind same; exits 0; says "in order"
  berth build write - --kind $kind "${words[@]}"; exits 0; builtin=$out
  berth build write - --kind $kind --template same "${words[@]}"; exits 0; equals "$kind" "$out" "$builtin"
  berth build write - --kind $kind --template "$mine/$kind/same.template" "${words[@]}"; exits 0; equals "$kind by path" "$out" "$builtin"
  berth build template values $kind; exits 0; says index; says "{{q name}}"
done
berth build write - --kind definition --base ./no.sif --template same; exits 5; complains I01
berth build write - --kind requirements --template same; exits 0; equals "nothing" "$out" ""

# One of one's own.
cat > "$mine/definition/group.template" << 'END'
Bootstrap: {{bootstrap}}
From: {{from}}

%post
    echo {{q from}}{{#index}} from {{index}}{{/index}}
{{#packages}}
    pip install {{q package}}
{{/packages}}
{{^packages}}
    # nothing
{{/packages}}

%labels
    Group ours
{{labels}}
END
berth build write my.def --template group "${words[@]}" --label "A=b c" -p "it; python_version > '3'"; exits 0
equals "of one's own" "$(< my.def)" "Bootstrap: docker
From: ubuntu:24.04

%post
    echo ubuntu:24.04 from https://download.pytorch.org/whl/rocm6.2.4
    pip install torch==2.7.1+rocm6.2.4
    pip install einops
    pip install 'it; python_version > '\\''3'\\'''

%labels
    Group ours
    A b c"
berth build write - --kind definition --base docker://a --template group; exits 0; says "# nothing"; never_says " from "

# The user's go before the site's; each kind has its own; "default" replaces the built-in one.
printf 'extends: demo\nname: here\ntemplates: %s/site-templates\n' "$WORK" > site.yaml
echo '# of the site' | tee site-templates/conda/same.template > site-templates/conda/lab.template
echo '# a job' > site-templates/job.template
berth build templates --site ./site.yaml; exits 0; is_quiet
equals "list" "$(sed 1d <<< "$out" | awk '{print $1, $2, $3}' | tr '\n' ,)" \
  "conda default built-in,conda lab site,conda same yours,definition default built-in,definition group yours,definition same yours,requirements default built-in,requirements same yours,"
berth build templates --site ./site.yaml --json
equals "json" "$(json '.schema + " " + (.templates[1] | "\(.kind) \(.name) \(.origin)")')" "berth.build.templates/1 conda lab site"
berth build write - --kind conda --site ./site.yaml --template lab; exits 0; equals "site" "$out" "# of the site"
berth build write - --kind requirements --template group; exits 1; complains J04; absent my.txt
echo '# {{python}}' > "$mine/conda/default.template"
berth build write env.yml --python 3.11; exits 0; equals "my default" "$(< env.yml)" "# 3.11"

# Mistakes: where they are, what was meant, and no file.
printf 'a\n{{post}}\n' > "$mine/conda/bad.template"
berth build template check conda bad; exits 1; complains J02 "bad.template:2:1" "post"
berth build write bad.yml --template bad; exits 1; complains J02; absent bad.yml
printf '{{#packages}}' > "$mine/conda/open.template"
berth build template check conda open --json; exits 1; equals "id" "$(json '.diagnostics[0].id')" J01
berth build write x.yml --template gruop; exits 1; complains J04
berth build write x.def --template gruop "${words[@]}"; exits 1; complains J04 "did you mean 'group'"
berth build write x.yml --template ./nothing.template; exits 5; complains F20
berth build write - --kind requirements --rocm $'6\n--evil' --template same; exits 1; complains L01 "--rocm"; plain
berth build template show; exits 2; complains U07 "conda, definition"
berth build template show recipe default; exits 2; complains U07
berth build template show conda; exits 2; complains U07 "show KIND NAME"
berth build template values conda more; exits 2; complains U07
berth build template dance conda; exits 2; complains U07
finish
