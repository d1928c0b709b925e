# Images against the limits of the machine: memory that an image may ask for, a file that changes while
# it is read, and a file system that answers slowly.
. "$SOURCE/tests/cli/lib.sh" || exit 1
. "$SOURCE/tests/cli/malformed.sh" || exit 1
for shim in changing_file slow_reads; do
  cc -O1 -shared -fPIC -D_GNU_SOURCE "$SOURCE/tests/support/$shim.c" -o $shim.so -ldl || fail "cannot compile $shim"
done
make_malformed tree
cp cases trees
make_malformed sif
# Sanitizers keep memory of their own; they look at a single allocation instead. A limit on the
# address space is for builds without them.
export ASAN_OPTIONS=max_allocation_size_mb=80:hard_rss_limit_mb=700:verify_asan_link_order=0
sanitized=$(nm -D "$BERTH" 2> /dev/null | grep -c __asan_init)
[ "$sanitized" != 0 ] || start=(timeout 30 bash -c 'ulimit -v 200000; exec "$@"' limits)

# The images that ask for the most, each with every command that reads it.
for file in dtotal-most dtotal-2-40 dsize-most json-size-2-50 json-sparse definition-sparse sparse-zeros json-deep \
  json-long thousands-of-bad-records super-fragments-most super-fragments-wrap super-inodes-most \
  super-bytes-used-most block-bomb tree-dag tree-deep tree-listing-most content-file-2-63 content-file-most \
  content-file-no-blocks oci-thousand-layers oci-deep oci-attributes-most; do
  berth image show "./bad/$file.sif" --objects; answers -
  berth image files "./bad/$file.sif"; answers -
  berth image packages "./bad/$file.sif"; answers -
done
for file in content-file-2-63 content-file-most content-file-hole content-file-no-blocks; do
  status=0
  "${start[@]}" "$BERTH" image cat "./bad/$file.sif" etc/os-release 2> err | head -c 100000000 | wc -c > bytes || status=$?
  checks=$((checks + 1))
  ! grep -q 'Sanitizer\|out of memory' err || fail "image cat $file" "$(< err)"
done

# A file that is cut, or replaced by another one, before each of the reads.
whole=./bad/well.sif noticed=0
for ((at = 1; at <= 5; at++)); do
  for size in 0 3000; do
    for command in show packages files; do
      cp "$whole" ./changing.sif
      export LD_PRELOAD=$PWD/changing_file.so CHANGING_FILE=./changing.sif CHANGING_AT=$at CHANGING_SIZE=$size
      berth image $command ./changing.sif
      unset LD_PRELOAD CHANGING_FILE CHANGING_AT CHANGING_SIZE
      answers -
      [[ $err != *"became shorter"* ]] || noticed=$((noticed + 1))
    done
  done
  cp "$whole" ./changing.sif
  cp ./bad/json-long.sif ./other.sif
  export LD_PRELOAD=$PWD/changing_file.so CHANGING_FILE=./changing.sif CHANGING_AT=$at CHANGING_WITH=./other.sif
  berth image packages ./changing.sif
  unset LD_PRELOAD CHANGING_FILE CHANGING_AT CHANGING_WITH
  answers -
done

checks=$((checks + 1))
[ "$noticed" -ge 3 ] || fail "only $noticed times it was noticed that a file became shorter"

# Every read takes long: still the same answer.
export LD_PRELOAD=$PWD/slow_reads.so SLOW_READS_US=20000
berth image packages "$whole"
unset LD_PRELOAD SLOW_READS_US
exits 0; says numpy
finish
