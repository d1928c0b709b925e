. "$SOURCE/tests/cli/lib.sh" || exit 1
full=0xfe000000000000,0xfe00000000000000,0xfe0000,0xfe000000,0xfe,0xfe00,0xfe00000000,0xfe0000000000

list() { # WANTED OPTIONS...
  local wanted=$1
  shift
  berth job mask --format list "$@"
  exits 0
  equals "masks" "$out" "$wanted"
}

# The course's generator, c=fe shifted by eight bits for each CCD in the order of the GCDs.
c=fe course=
for ccd in 6 7 2 3 0 1 4 5; do
  course=$course,0x$c$(printf '%*s' $((ccd * 2)) '' | tr ' ' 0)
done
equals "the course's masks" "${course#,}" "$full"

list "$full"
list "$full" --strategy linear-gcd
list "$full" --partition standard-g
list 0xfe,0xfe00,0xfe0000,0xfe000000,0xfe00000000,0xfe0000000000,0xfe000000000000,0xfe00000000000000 \
  --strategy linear-ccd
list 0xfe000000000000,0xfe00000000000000,0xfe000000,0xfe0000,0xfe,0xfe00,0xfe0000000000,0xfe00000000 \
  --strategy green
list 0xfe000000000000,0xfe00000000000000,0xfe00,0xfe,0xfe00000000,0xfe0000000000,0xfe000000,0xfe0000 \
  --strategy red
list 0xfe000000000000,0xfe00000000000000,0xfe00,0xfe,0xfe0000,0xfe000000,0xfe0000000000,0xfe00000000 \
  --strategy third
list 0xfe,0xfe00,0xfe0000,0xfe000000 --strategy custom --order 4,5,2,3
list 0xfe,0xfe00,0xfe0000,0xfe000000 --order 4,5,2,3
list 0xfefe000000000000,0xfefe0000,0xfefe,0xfefe00000000 --gpus-per-task 2
list 0x7e000000000000,0x7e00000000000000,0x7e0000,0x7e000000,0x7e,0x7e00,0x7e00000000,0x7e0000000000 \
  --cores 6
list 0xe,0xe0 --order 4 --tasks-per-gpu 2 --cores 3
list 0xfe00000000000000fe --order 4 --both-threads
list "$(for ((i = 0; i < 16; i++)); do printf ',0xff%*s' $((i * 2)) '' | tr ' ' 0; done | cut -c2-)" \
  --partition standard

berth job mask --format json; exits 0
equals schema "$(json .schema)" berth.job.mask/1
equals "mask_cpu" "$(json .mask_cpu)" "$full"
equals "rank 4" "$(json '.tasks[4] | "\(.gcds[0]) \(.ccd) \(.cpus)"')" "4 0 1-7"
berth job mask --json; equals schema "$(json .schema)" berth.job.mask/1

berth job mask; golden mask-table
berth job mask --format picture; golden mask-picture
berth job mask --format picture --ascii; golden mask-picture-ascii
LC_ALL=C berth job mask --format picture; equals "no ASCII beyond" "$(tr -d '\0-\177' <<< "$out")" ""

berth job mask --cores 8; exits 1; complains B01 "reserved" "hint"
berth job mask --order 4,5,4; exits 1; complains B03 "GCD 4"
berth job mask --order 4,8; exits 1; complains B16
berth job mask --order 4,,5; exits 1; complains B20
berth job mask --strategy linear-gdc; exits 1; complains S41 "linear-gcd"
berth job mask --strategy custom; exits 1; complains S42 "--order"
berth job mask --ntasks-per-node 9; exits 1; complains B17
berth job mask --partition standrad-g; exits 1; complains S03 "standard-g"
berth job mask --order 4,4 --json; exits 1
equals "ids" "$(json '.diagnostics[0] | "\(.id) \(.severity)"')" "B03 error"
equals "keys" "$(json '.diagnostics[0] | keys | join(" ")')" \
  "column field file hint id line message severity"
finish
