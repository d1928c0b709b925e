# Sourced by every benchmark, bench_NAME, as `. "${0%/*}/lib.sh" "$@"`; $1 is the program. A benchmark
# adds commands, measures them in turns in one run, judges the medians by bars, and finishes:
#
#   add 'berth'  "$berth" image list          # NAME COMMAND...
#   add 'find'   find "$work" -type f         # words NAME=VALUE before the command join its environment;
#   add -s 1 'x' false                        # -s: the exit code that counts as success
#   measure 50                                # ROUNDS [WARMUP]; further adds belong to the next measure
#   bar 'berth' least 2 faster-than 'find'    # peer's median / its own
#   bar 'berth' most 1.5 times 'find'         # its own median / peer's
#   bar 'berth' most 5 ms-over '/bin/true'
#   bar 'berth' most 50 ms
#   bar 'berth' most 64 MiB                   # the largest resident memory of all rounds
#   bar_value 'reads' 3 most 4                # anything that was counted in another way
#   bar_value 'trip' 1.1 most 1.2 'times ssh' # and a ratio to a peer that was
#   finish
#
# It leaves a file of the form berth.bench/1 in $BERTH_BENCH_RESULTS (build/bench of the source). A bar whose unit
# is 'times' or 'faster-than', with its peer behind it or not, is a ratio against a peer of the same run: those are what
# `compare` compares.
# $work is an empty folder that goes away at the end, $berth the program's absolute path.
set -euo pipefail
export LC_ALL=C
bench=${0##*/bench_}
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

fail() {
  printf 'bench %s: %s\n' "$bench" "$*" >&2
  exit 2
}

need() { # TOOL...
  local tool
  for tool in "$@"; do command -v "$tool" > /dev/null || fail "'$tool' is missing"; done
}

[ $# = 1 ] || fail "usage: ${0##*/} BERTH"
need jq cc
berth=$(readlink -e "$1") || fail "there is no program at $1"
work=$(mktemp -d "${TMPDIR:-/tmp}/berth-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
export HOME=$work/.home XDG_CONFIG_HOME=$work/.config XDG_CACHE_HOME=$work/.cache XDG_STATE_HOME=$work/.state
unset BERTH_SITE SINGULARITY_BIND
mkdir -p "$HOME" "$work/.bench"
results=${BERTH_BENCH_RESULTS:-$(dirname "$(dirname "$here")")/build/bench}
case_names=() case_files=() pending=() missed=0
: > "$work/.bench/cases"
: > "$work/.bench/bars"

# compile OUT SOURCE [FLAG...]: a helper in C of this folder or of tests/support.
compile() {
  local out=$1 source=$2
  shift 2
  cc -O2 -D_GNU_SOURCE -o "$out" "$source" "$@" || fail "cannot compile $source"
}

add() { # [-s STATUS] NAME COMMAND...
  local status=0 file=$work/.bench/${#case_names[@]}
  [ "$1" != -s ] || { status=$2 && shift 2; }
  case_names+=("$1") && case_files+=("$file") && pending+=("${#case_files[@]}")
  shift
  printf '%s\0' "$status" "$@" > "$file"
}

measure() { # ROUNDS [WARMUP]
  local index files=() i=0
  [ -x "$work/.bench/measure" ] || compile "$work/.bench/measure" "$here/measure.c"
  for index in "${pending[@]}"; do files+=("${case_files[index - 1]}"); done
  "$work/.bench/measure" "$1" "${2:-3}" "${files[@]}" > "$work/.bench/out" || fail "measuring failed"
  while read -r line; do
    jq -c --arg name "${case_names[pending[i] - 1]}" '{name: $name} + .' <<< "$line" >> "$work/.bench/cases"
    i=$((i + 1))
  done < "$work/.bench/out"
  pending=()
}

value_of() { # NAME KEY: what was measured
  local value
  value=$(jq -r --arg name "$1" "select(.name == \$name) | .$2" "$work/.bench/cases")
  [ -n "$value" ] || fail "nothing named '$1' was measured"
  printf '%s\n' "$value"
}

bar_value() { # WHAT VALUE most|least LIMIT [UNIT [MORE]]: MORE are members for the file
  local sign='<='
  case $3 in most) ;; least) sign='>=' ;; *) fail "a bar is 'most' or 'least', not '$3'" ;; esac
  jq -nc --arg name "$1" --argjson value "$2" --arg kind "$3" --argjson limit "$4" --arg unit "${5:-}" \
    --argjson more "${6:-null}" "{name: \$name, value: \$value, kind: \$kind, limit: \$limit, unit: \$unit,
      ratio: (\$unit | test(\"^(times|faster-than)( |$)\")), passed: (\$value $sign \$limit)} + \$more" \
    >> "$work/.bench/bars"
}

bar() { # NAME most|least LIMIT UNIT [PEER]
  local own peer value own_least peer_least more
  # What belongs to the number: the median of what was measured, its spread (the middle half of the rounds, as a part
  # of the median), and for ratios the same ratio by the least times, which a crowded machine moves less.
  more="{median_ms: $(value_of "$1" median_ms), spread: $(value_of "$1" spread)}"
  case $4 in
    MiB) value=$(jq -n "$(value_of "$1" memory_kib) / 1024") ;;
    ms) value=$(value_of "$1" median_ms) ;;
    times | faster-than | ms-over)
      own=$(value_of "$1" median_ms) peer=$(value_of "$5" median_ms)
      own_least=$(value_of "$1" min_ms) peer_least=$(value_of "$5" min_ms)
      case $4 in
        times) value=$(jq -n "$own / $peer") more="$more + {by_least: ($own_least / $peer_least)}" ;;
        faster-than) value=$(jq -n "$peer / $own") more="$more + {by_least: ($peer_least / $own_least)}" ;;
        ms-over) value=$(jq -n "$own - $peer") ;;
      esac
      ;;
    *) fail "a bar knows no unit '$4'" ;;
  esac
  bar_value "$1" "$value" "$2" "$3" "$4${5:+ $5}" "$(jq -nc "$more")"
}

finish() {
  [ ${#pending[@]} = 0 ] || fail "'${case_names[pending[0] - 1]}' was never measured"
  mkdir -p "$results"
  jq -n --slurpfile cases "$work/.bench/cases" --slurpfile bars "$work/.bench/bars" --arg name "$bench" \
    --arg version "$("$berth" --version)" --arg kernel "$(uname -r)" --arg date "$(date -u +%FT%TZ)" \
    --arg cpu "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" --argjson cores "$(nproc)" \
    '{schema: "berth.bench/1", date: $date, version: $version, machine: {cpu: $cpu, cores: $cores, kernel: $kernel},
      benches: [{name: $name, cases: $cases, bars: $bars}]}' > "$results/$bench.json"
  printf '%s\n' "== $bench"
  # Medians of a crowded machine say little; least and processor times say when that was so.
  jq -r '.benches[].cases[] | [.name, .median_ms, .min_ms, .cpu_ms, (.memory_kib / 1024), .runs] | @tsv' "$results/$bench.json" |
    while IFS=$'\t' read -r name median min cpu memory runs; do
      printf '  %-44s %9.2f ms  (least %.2f, processor %.2f, %.1f MiB, %d runs)\n' "$name" "$median" "$min" "$cpu" "$memory" "$runs"
    done
  jq -r '.benches[].bars[] | [(if .passed then "kept" else "MISSED" end), .name, .value, .unit, .kind, .limit] | @tsv' \
    "$results/$bench.json" |
    while IFS=$'\t' read -r word name value unit kind limit; do
      printf '  %-6s %s: %.2f %s; the bar is at %s %s\n' "$word" "$name" "$value" "$unit" "$kind" "$limit"
    done
  jq -e 'all(.benches[].bars[]; .passed)' "$results/$bench.json" > /dev/null || missed=1
  exit $missed
}
