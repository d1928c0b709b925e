# berth.yaml: written, changed byte by byte, used by job script and bind compose, pinned, and drifting.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export BERTH_SITE=demo
account=project_465000001
job=(-A $account -p standard-g -N 2 -t 1:00:00)

# Without a file.
for command in status lock "lock --check" "set job.nodes 4" "unset job.nodes"; do
  berth $command; exits 1; complains W08 "berth init"
done
berth job script "${job[@]}" --image $torch -- python train.py; exits 0; never_complains W09; plain_script=$out

# init: pre-filled, never over another file, valid.
berth init --show; exits 0; is_quiet; says "image:"; absent berth.yaml
berth init --image $torch "${job[@]}" --env "A=b c" --preset cray --bind /tmp:/data -- python train.py --epochs 3
exits 0; complains_not() { [[ $err == "berth: wrote berth.yaml" ]] || fail "$ran: says more" "$err"; }; complains_not
berth status --json; exits 0
equals schema "$(json .schema)" berth.status/1
equals job "$(json '.job | "\(.account) \(.partition) \(.nodes) \(.time)"')" "$account standard-g 2 01:00:00"
equals command "$(json '.command | join("|")')" "python|train.py|--epochs|3"
equals environment "$(json .environment.A)" "b c"
equals presets "$(json '.presets | join(" ")')/$(json '.binds | join(" ")')" "cray//tmp:/data"
before=$(< berth.yaml)
berth init; exits 5; complains F22 "--force"; equals "not overwritten" "$(< berth.yaml)" "$before"
# The name is told as it was given, and that there was nothing to write.
berth init --force; exits 0; equals said "$err" "berth: wrote berth.yaml"
berth init; exits 0; equals said "$err" "berth: berth.yaml is so already" # the same content is no reason to complain
berth init --file "$PWD/berth.yaml"; exits 0; equals said "$err" "berth: $PWD/berth.yaml is so already"
berth set job.nodes 3; exits 0; equals said "$err" "berth: wrote berth.yaml"
mkdir below; cd below || exit 1; ln -s ../berth.yaml link.yaml
berth set job.nodes 4 --file ../berth.yaml; exits 0; equals said "$err" "berth: wrote ../berth.yaml"
berth set job.nodes 5 --file link.yaml; exits 0; equals said "$err" "berth: wrote link.yaml"
cd ..; rm -r below; berth init --force
berth init --file other.yaml --nodes many; exits 1; complains F04 "nodes"; absent other.yaml
berth init --file other.yaml --env novalue; exits 2; complains U05; absent other.yaml
berth init --file gone/other.yaml; exits 5; complains F21 "mkdir -p gone"
berth init one; exits 2; complains U07

# The same script as with the options, from the file and from a folder below it.
cat > berth.yaml << END
image: $torch
environment: {A: b c, "B": ""}
binds: {extra: [/tmp:/data]}
job:
  account: $account
  partition: standard-g
  nodes: 2
  time: 1:00:00
  mem: 60000
  strategy: green
  job-name: training
  output: "%j.txt"
  command: [python, train.py, --text, 'it''s "\$x"']
END
berth job script --workspace none "${job[@]}" --image $torch --env "A=b c" --env B= --bind /tmp:/data --mem 60000 \
  --strategy green -J training --output %j.txt -- python train.py --text 'it'\''s "$x"'
exits 0; wanted=$out
berth job script; exits 0; complains W09 "from 'berth.yaml'"; equals "the same script" "$out" "$wanted"
berth job script --workspace berth.yaml; exits 0; never_complains W09; equals "the same script" "$out" "$wanted"
mkdir -p deep/er; cd deep/er || exit 1
berth job script; exits 0; complains W09 "$WORK/berth.yaml"; equals "from below" "$out" "$wanted"
cd "$WORK" || exit 1
berth job script --json; exits 0; equals "in JSON" "$(json .script)" "$wanted"

# What the command line says wins; lists are added to.
berth job script -N 3 --strategy linear-gcd --env A=other --image $laif -- true; exits 0
for text in "--nodes=3" "export A=other" "$laif" "--job-name=training"; do says "$text"; done
never_says "b c"; never_says train.py; never_says "$torch"
berth job script --order 4,5,2,3; exits 0; says "--ntasks-per-node=4"
berth job script --bind /opt:/opt2; exits 0; says "/opt:/opt2"; says "/tmp:/data"
berth job script --workspace none; exits 1; never_says "$torch"
berth job script --workspace gone.yaml; exits 5; complains F20
berth bind compose --workspace none --image $torch --bind /tmp:/data -f env; exits 0; wanted=$out
berth bind compose -f env; exits 0; equals "the same binds" "$out" "$wanted"

# A diagnostic about a value of the file stands at its place there.
sed -i 's/nodes: 2/nodes: 2000/; s/strategy: green/strategy: gren/' berth.yaml
berth job script; exits 1; complains S09 "berth.yaml:7:10: error: job.nodes:"; complains S41 "berth.yaml:10:13: error: job.strategy:"
berth job script -N 4 --strategy green; exits 0

# A time of two numbers is doubted at its line, also when it was written by hand.
sed -i 's/nodes: 2000/nodes: 2/; s/strategy: gren/strategy: green/; s/time: 1:00:00/time: "1:00"/' berth.yaml
berth job script; exits 0; complains S52 "berth.yaml:8:9: note: job.time: '1:00' is minutes and seconds" "write 1:00:00"
says "--time=00:01:00"
berth status; exits 0; says "1:00"

# Every mistake in one run.
cat > wrong.yaml << 'END'
imag: x
job:
  nodes: many
  nodes: 4
  command: python 'a b'
environment: {A-B: 1}
END
berth status --file wrong.yaml; exits 1; plain
complains F02 "wrong.yaml:1:1: error" "'image'"; complains F04 "wrong.yaml:3:10: error"; complains F03 "wrong.yaml:4:3: error"
before=$(< wrong.yaml)
berth set job.time 30 --file wrong.yaml; exits 1; complains F02; equals untouched "$(< wrong.yaml)" "$before"
sed -i '/imag/d; /many/d' wrong.yaml
berth status --file wrong.yaml; exits 1; complains W11 "wrong.yaml:3:12"; complains W12 "wrong.yaml:4:15"
printf 'job: &j {nodes: 2}\nbuild: *j\n' > alias.yaml
berth set job.nodes 3 --file alias.yaml; exits 1; complains F08 alias
printf 'job: [\n' > broken.yaml; berth status --file broken.yaml; exits 1; complains F01 "broken.yaml:2:1"
printf 'image: \033[31m\n' > escape.yaml; berth status --file escape.yaml; exits 1; plain
printf 'image: "\\e[31mred\\u202e"\n' > escape.yaml; berth status --file escape.yaml; exits 1; plain
head -c 2000000 /dev/zero | tr '\0' '#' > huge.yaml; berth status --file huge.yaml; exits 5; complains F20
mkfifo pipe.yaml; berth status --file pipe.yaml; exits 5; complains F20
berth status --file .; exits 5; complains F20

# Edits keep every other byte: comments, unicode, CRLF, tabs, a BOM, two in a row.
printf '\357\273\277# Größe\tx\r\njob: # über\r\n  nodes: 4\t# vier\r\n  # ende\r\n\r\nvnc: {a: [1,\r\n 2]}\r\n' > bytes.yaml
cp bytes.yaml want.yaml; sed -i 's/nodes: 4/nodes: 8/; s/\(vier\r\)$/\1\n  time: 30\r/' want.yaml
berth set job.nodes 8 --file bytes.yaml; exits 0
berth set job.time 30 --file bytes.yaml; exits 0; never_complains S52
berth set job.time 2:00 --file bytes.yaml; exits 0; complains S52 "job.time" "write 2:00:00"
berth set job.time 30 --file bytes.yaml; exits 0
checks=$((checks + 1)); cmp bytes.yaml want.yaml || fail "bytes.yaml is not as wanted" "$(od -c bytes.yaml)"
berth unset job.time --file bytes.yaml; exits 0; berth set job.nodes 4 --file bytes.yaml; exits 0
berth set environment.NEU "Straße 1: ü" --file bytes.yaml; exits 0; berth unset environment --file bytes.yaml; exits 0
sed -i 's/nodes: 8/nodes: 4/; /time/d' want.yaml
checks=$((checks + 1)); cmp bytes.yaml want.yaml || fail "not as it was" "$(od -c bytes.yaml)"
berth set job.nodes 4 --file bytes.yaml --json; exits 0; equals "nothing to do" "$(json .changed)" false
berth set binds.presets --add cray slurm --file bytes.yaml; exits 0
berth unset binds.presets cray --file bytes.yaml; exits 0
berth status --file bytes.yaml --json; equals "a list" "$(json '.presets | join(" ")')/$(json '.kept | join(" ")')" slurm/vnc
berth unset binds.presets cray --file bytes.yaml; exits 1; complains F08 "not in this list"
berth unset job.nothing --file bytes.yaml; exits 1; complains F08
berth set job.nodes --file bytes.yaml; exits 2; complains U07 unset
berth set job.nodes 1 2 --file bytes.yaml; exits 2; complains U07
berth set vnc.size 1 --file bytes.yaml; exits 1; complains W13
berth set job.command --file bytes.yaml -- python -c 'print("x")'; exits 0
berth status --file bytes.yaml --json; equals command "$(json '.command | join("|")')" 'python|-c|print("x")'

# Links stay links, permissions stay, and a folder that cannot be written is said to be so.
mkdir real; printf 'job:\n  nodes: 4 # four\n' > real/file.yaml; chmod 640 real/file.yaml; ln -s real/file.yaml linked.yaml
berth set job.nodes 5 --file linked.yaml; exits 0
equals "a link" "$(readlink linked.yaml) $(stat -c %a real/file.yaml) $(cat real/file.yaml)" \
  $'real/file.yaml 640 job:\n  nodes: 5 # four'
chmod 755 "$WORK" "$WORK/real"; chmod 644 real/file.yaml
start=("${as_nobody[@]}"); [ "$(id -u)" = 0 ] || chmod 555 real
berth set job.nodes 6 --file real/file.yaml; exits 5; complains F21
start=(); chmod 755 real; equals untouched "$(cat real/file.yaml)" $'job:\n  nodes: 5 # four'

# A file that somebody else put where everybody may write is passed over.
mkdir -p shared/sub; chmod 1777 shared; printf 'job: {nodes: 4}\n' > shared/berth.yaml
if [ "$(id -u)" = 0 ]; then
  chown 65534 shared/berth.yaml; cd shared/sub || exit 1
  berth status; exits 0; complains W10 "shared/berth.yaml"; says "$WORK/berth.yaml"
  cd "$WORK" || exit 1
fi
# The search ends at the home folder.
mkdir -p home/project; cd home/project || exit 1
berth status; exits 1; complains W08
printf 'job: {nodes: 7}\n' > ../berth.yaml; berth status; exits 0; says "nodes        7"
cd "$WORK" || exit 1; rm home/berth.yaml

# Pinning. The images of the demo site are copied, so that they can change.
mkdir images; cp "$easybuild/$torch" images/one.sif; cp "$laif_path" images/two.sif; ln -s one.sif images/latest.sif
printf '# mine\nimage: {query: images/latest.sif} # which moves\njob: {account: %s, partition: standard-g, time: 30, command: [a]}\n' \
  $account > berth.yaml
berth lock --check; exits 1; complains W07
berth lock; exits 0; says "$WORK/images/one.sif"; says "id "
berth lock --check; exits 0; says "one.sif"
berth lock --check --json; exits 0
equals pin "$(json '.pin | "\(.query) \(.path) \(.size)"')" "images/latest.sif $WORK/images/one.sif $(stat -c %s images/one.sif)"
equals "the id" "$(json .pin.id)" "$(siftool header images/one.sif | sed -n 's/^ID: *//p')"
equals "comments" "$(head -n 2 berth.yaml)" $'# mine\nimage: {query: images/latest.sif} # which moves'
berth job script; exits 0; says "IMAGE=$WORK/images/one.sif"
before=$(< berth.yaml); berth lock; exits 0; equals "the same pin" "$(< berth.yaml)" "$before"

ln -sf two.sif images/latest.sif
berth lock --check; exits 1; complains W05 "berth.yaml:6:9" "two.sif"
berth status; exits 0; complains W05; berth job script; exits 0; complains W05; says "IMAGE=$WORK/images/one.sif"
berth lock; exits 0; says "two.sif"; berth lock --check; exits 0
touch -d 2020-01-01 images/two.sif; berth lock --check; exits 0; complains W06 2020-01-01
berth lock; exits 0; berth lock --check; exits 0; never_complains W06
cp images/one.sif images/two.sif; berth lock --check; exits 1; complains W02 "id "
berth job script; exits 0; complains W02
mv images/two.sif images/three.sif; berth lock --check; exits 1; complains W01 "two.sif"
berth job script; exits 5; complains W01; berth status; exits 0; complains W01
berth lock; exits 5; complains I01
rm images/latest.sif; berth set image images/three.sif; exits 0; equals "below" "$(sed -n 2p berth.yaml)" "image: {query: images/three.sif} # which moves"
berth lock --check; exits 1; complains W03 "images/three.sif"
berth job script; exits 0; complains W03; says "images/three.sif"
berth lock; exits 0; berth lock --check; exits 0
printf 'image: one.sif\n' > images/berth.yaml; cd images || exit 1; mkdir sub; cd sub || exit 1
berth lock; exits 0; says "$WORK/images/one.sif"; cd "$WORK" || exit 1
# A query that gives a newer image by now: a note, and no drift.
printf 'image: {query: newest, roots: [images]}\n' > query.yaml; touch -d 2019-01-01 images/one.sif
berth lock --file query.yaml; exits 0; says three.sif
cp "$laif_path" images/four.sif; touch -d '2030-01-01' images/four.sif
berth lock --check --file query.yaml; exits 0; complains W04 four.sif
berth set image.query 'nothing-like-it' --file query.yaml; exits 0; berth lock --file query.yaml; exits 1; complains I20
# Links to folders keep their names: /scratch is one. Links to files are followed, also upwards.
ln -s images shelf; mkdir links; ln -s ../shelf/three.sif links/latest.sif
printf 'image: links/latest.sif\n' > folders.yaml
berth lock --file folders.yaml; exits 0; says "$WORK/shelf/three.sif"; berth lock --check --file folders.yaml; exits 0
berth job script --workspace folders.yaml "${job[@]}" -- true; exits 0; says "images/three.sif"
printf 'job: {nodes: 1}\n' > noimage.yaml; berth lock --file noimage.yaml; exits 1; complains W07
finish
