# Composing and checking binds: what goes to the shell is read back by a shell.
. "$SOURCE/tests/cli/lib.sh" || exit 1
cp "$easybuild/$torch" "$easybuild/$old" "$laif_path" .
# One of which nothing tells what it is: neither its name nor a label.
LC_ALL=C sed "s/deffile[.]from/deffile.none/g" $torch > own.sif
new_binds=/var/spool/slurmd,/opt/cray,/usr/lib64/libcxi.so.1,/pfs,/scratch,/projappl,/project,/flash,/appl

# The four formats say the same.
berth bind compose --image ./$torch; exits 0; is_quiet
eval "set -- $out"
equals "flag" "$*" "-B $new_binds"
berth bind compose --image ./$torch --format env; exits 0
equals "env" "$(eval "$out"; bash -c 'echo "$SINGULARITY_BIND"')" "$new_binds"
checks=$((checks + 1)); shellcheck -s bash - <<< "$out" > shellcheck.out || fail "$ran: shellcheck" "$(< shellcheck.out)"
says "libfabric of the host needs it"; says "without it"
berth bind compose --image ./$torch --format module; exits 0
says "setenv(\"SINGULARITY_BIND\", \"$new_binds\")"; says 'conflict("'
if command -v lua > /dev/null; then
  equals "module" "$(lua -e 'help=function() end; whatis=help; conflict=help
    setenv=function(name, value) print(name .. "=" .. value) end' -e "$out")" "SINGULARITY_BIND=$new_binds"
fi
berth bind compose --image ./$torch --format json; exits 0
equals schema "$(json .schema)" berth.bind.set/1
equals flag "$(json .flag)" "-B $new_binds"
equals env "$(json .env.SINGULARITY_BIND)" "$new_binds"
equals keys "$(json '.binds[0] | keys | join(" ")')" "destination options origin source spec why without"
equals diagnostics "$(json '.diagnostics | length')" 0
berth bind compose --image ./$torch --json; exits 0; equals schema "$(json .schema)" berth.bind.set/1

# What images need differs.
berth bind compose --image ./$old; exits 0; says "/usr/lib64/libjansson.so.4"
berth bind compose --image ./$laif; exits 0; never_says "/opt/cray"; says "/var/spool/slurmd"
berth bind compose --image ./own.sif; exits 0; equals "unknown image" "$out" "-B /pfs,/scratch,/projappl,/project,/flash,/appl"
berth bind compose --image ./own.sif --no-recipe; exits 0; equals "nothing" "$out" ""

# Presets and binds of one's own, each once.
berth bind compose --preset slurm --preset cxi --bind /data:/data:ro --bind /data2; exits 0
equals "set" "$out" "-B /var/spool/slurmd,/usr/lib64/libcxi.so.1,/data:/data:ro,/data2"
berth bind compose --image ./$torch --preset slurm; exits 0; equals "once" "$(grep -o slurmd <<< "$out" | wc -l)" 1
berth bind compose --preset workdir; exits 0; equals "expanded" "$out" "-B $WORK"

# A container would not start with what is not here. What may be missing is left out, with a word.
cat > site.yaml << 'END'
extends: demo
name: here
bind-presets:
  maybe: {binds: [/etc, /not/on/this/host], optional: true}
  surely: {binds: [/not/here/either]}
END
berth bind compose --preset maybe --preset surely --site ./site.yaml; exits 0
equals "left out" "$out" "-B /etc,/not/here/either"; complains M01 "note" "'/not/on/this/host' is not on this machine, and left out"
berth bind compose --preset maybe --site ./site.yaml --offline; exits 0; is_quiet
equals "kept" "$out" "-B /etc,/not/on/this/host"

berth bind compose --bind "/it's here:/a b"; exits 0
eval "set -- $out"; equals "quoted" "$2" "/it's here:/a b"
berth bind compose --bind '/$(touch pwned):/x' --format env; exits 0
equals "not executed" "$(eval "$out"; echo "$SINGULARITY_BIND"; ls pwned 2> /dev/null)" '/$(touch pwned):/x'
berth bind compose --bind $'/new\nline:/x' --format env
equals "a line break" "$(eval "$out"; echo "$SINGULARITY_BIND")" $'/new\nline:/x'

# Mistakes.
berth bind compose; exits 2; complains U07 "--image"
berth bind compose --preset slrum; exits 1; complains M22 "did you mean 'slurm'"
berth bind compose --preset nonsense; exits 1; complains M22 "its presets are"
berth bind compose --bind /a:b; exits 1; complains M07 "/a:/b"
berth bind compose --bind /a:/b:wr; exits 1; complains M04 "ro, rw"
berth bind compose --bind :/b; exits 1; complains M21
berth bind compose --bind ./x.sqsh:/x; exits 1; complains M03 "image-src=/"; equals "no binds" "$out" ""
berth bind compose --bind ./x.sqsh:/x:image-src=/; exits 0; is_quiet
berth bind compose --bind /a:/x --bind /b:/x; exits 0; complains M05 "/x"
berth bind compose --bind /a,,/b; exits 0; complains M16
berth bind compose --image ./$laif --preset cray; exits 0; complains M19 "leave it out"
berth bind compose --image ./$torch --bind /usr/lib64:/usr/lib64; complains M12
berth bind compose --image ./gone.sif; exits 5; complains I01
berth bind compose --format yaml --preset slurm; exits 2; complains U04 "flag, env, module, json"
berth bind compose --bind ./x.sqsh:/x --json; exits 1; equals "id" "$(json '.diagnostics[0].id')" M03

# On this host.
mkdir data
mksquashfs data image.data -quiet -no-progress > /dev/null
berth bind check ./data:/data "$WORK"; exits 0; says "2 binds, all in order"; is_quiet
berth bind check "$WORK"; exits 0; says "1 bind, all in order"
berth bind check ./missing:/m "$WORK"; exits 1; complains M01 "leave it out"
berth bind check ./image.data:/d "$WORK"; exits 1; complains M03
berth bind check ./image.data:/d:image-src=/ "$WORK"; exits 0; is_quiet
berth bind check ./missing:/m --offline; exits 0; says "all in order"
# In the order in which they were typed: the later one hides the one inside it.
mkdir -p inner outer
for how in "-B inner:/opt/a/b -B outer:/opt/a" "-B inner:/opt/a/b,outer:/opt/a" "inner:/opt/a/b outer:/opt/a"; do
  # shellcheck disable=SC2086
  berth bind check $how; exits 0; complains M06
done
berth bind check -B outer:/opt/a -B inner:/opt/a/b; exits 0; says "in order"; is_quiet
berth bind check /a:b :/c; exits 1; complains M07 "'b'" "/a:/b"; complains M21
berth bind check --preset cray; exits 1; complains M01 "/opt/cray"
SINGULARITY_BIND=$WORK/data,$WORK berth bind check; exits 0; says "2 binds"
SINGULARITY_BIND=$WORK/gone,$WORK berth bind check; exits 1; complains M01 "SINGULARITY_BIND"
berth bind check; exits 2; complains U07
berth bind check ./missing:/m "$WORK" --json; exits 1; equals "id" "$(json '.diagnostics[0] | "\(.id) \(.severity)"')" "M01 error"

# Presets.
berth bind show; exits 0; is_quiet
equals "presets" "$(grep -c '^[a-zA-Z]' <<< "$out")" 10
berth bind show cxi; exits 0; says "/usr/lib64/libcxi.so.1"; says "why: "; says "without: "
berth bind show cix; exits 1; complains M22 "did you mean 'cxi'"
berth bind show --json; exits 0; equals schema "$(json .schema)" berth.bind.presets/1
equals presets "$(json '.presets | length')" 10
equals keys "$(json '.presets[0] | keys | join(" ")')" "binds name title why"
finish
