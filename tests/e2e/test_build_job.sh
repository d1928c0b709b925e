# A build as a job: a real Slurm runs the script that Berth has written.
. "$SOURCE/tests/e2e/lib.sh" || exit 1
export XDG_STATE_HOME=$WORK/state
unset LMOD_CMD LOADEDMODULES
mkdir -p registry archive/layer
echo from-the-layer > archive/layer/file
(cd archive && tar -cf layer.tar -C layer . && echo '{"config":{"Env":[]}}' > config.json &&
  echo '[{"Config":"config.json","RepoTags":["small:1"],"Layers":["layer.tar"]}]' > manifest.json &&
  tar -cf ../registry/small_1.tar manifest.json config.json layer.tar)
export BERTH_TEST_REGISTRY=$WORK/registry
image="$(basename "$WORK").sif"
job=(--as-job --account $ACCOUNT --time 5 --mem 1G --cores 1)

berth build pull docker://small:1 -o "$image" "${job[@]}"
exits 0; says "Submitted batch job"
id=${out##* }
wait_for_job "$id"
equals "state" "$state" COMPLETED
checks=$((checks + 1))
[ -s "$image" ] || fail "no image" "$(cat ./*.log)"
berth image show "./$image"; exits 0
equals "nothing is left" "$(ls -d /tmp/."$image"-* ./.*.berth-* 2> /dev/null)" ""
# Once more it refuses before it is submitted; and the job itself does not replace it either.
berth build pull docker://small:1 -o "$image" "${job[@]}"; exits 1; complains L10
berth build pull docker://small:1 -o other.sif "${job[@]}" --save job.sh; exits 0
touch other.sif
id=$(sbatch --parsable job.sh)
wait_for_job "$id"
equals "state" "$state" FAILED
checks=$((checks + 1))
grep -q 'exists already' "other.sif-$id.log" || fail "not said" "$(cat "other.sif-$id.log")"
rm -rf /tmp/.other.sif-*.berth-tmp
# What Slurm refuses is said in its words.
berth build pull docker://small:1 -o x.sif --as-job --account nobody --time 5 --json; exits 4; equals "job" "$(json .job_id)" null
finish
