# Sourced by the tests of `berth job script`: images by the names of LUMI, and a look at each script.
cp "$easybuild/$torch" "$easybuild/$old" "$laif_path" .
# One of which nothing tells what it is: neither its name nor a label.
LC_ALL=C sed "s/deffile[.]from/deffile.none/g" $torch > own.sif
A=(--account project_465000001 --time 2:00:00)
train=(-- python train.py --epochs 3)

script() { # GOLDEN OPTIONS... -- PROGRAM...
  local name=$1
  shift
  berth job script "${A[@]}" "$@"
  exits 0
  out=${out//"$WORK"//scratch/project_465000001}
  golden "job/$name"
  checks=$((checks + 3))
  bash -n <<< "$out" || fail "$ran: bash cannot read it"
  shellcheck -s bash - <<< "$out" > shellcheck.out || fail "$ran: shellcheck" "$(< shellcheck.out)"
  [[ $out != *[[:blank:]]$'\n'* && $out != *$'\n\n\n'* ]] || fail "$ran: blanks too many" "$out"
}

# The mistakes: id, hint, exit code, and no script, not even half of one.
refused() { # STATUS ID TEXT OPTIONS... [-- PROGRAM...]
  local wanted=$1 id=$2 text=$3
  shift 3
  rm -f job.sh
  [[ " $* " == *" -- "* ]] || set -- "$@" -- python train.py
  berth job script "${A[@]}" -o job.sh "$@"
  exits "$wanted"
  complains "$id" "$text" "  hint: "
  equals "no script" "$out" ""
  absent job.sh
}
