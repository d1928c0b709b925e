# Whether the registry of an image can be reached: a listener and a closed port of loopback.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export XDG_STATE_HOME=$WORK/state
unset LMOD_CMD LOADEDMODULES SLURM_JOB_ID https_proxy HTTPS_PROXY http_proxy HTTP_PROXY all_proxy ALL_PROXY

# One port with a listener, one that is taken and refuses, until its standard input ends.
mkfifo hold
python3 -c '
import socket, sys
listener, silent = socket.socket(), socket.socket()
for each in listener, silent: each.bind(("127.0.0.1", 0))
listener.listen(16)
print(listener.getsockname()[1], silent.getsockname()[1], flush=True)
sys.stdin.read()' < hold > ports &
holder=$!
exec 9> hold
trap 'exec 9>&-; wait "$holder"; rm -rf "$WORK"' EXIT
for ((i = 0; i < 600; i++)); do [ -s ports ] && break; sleep 0.05; done
read -r open closed < ports

site() { # REGISTRY
  printf 'name: here\nbuild: {docker-registry: "%s", recipes: {pull: {space: 1K, temporary: 1K}, cotainr: {}, wrap: {}}}\n' "$1" > site.yaml
}
export BERTH_SITE=$WORK/site.yaml
mkdir bin
# singularity pull OUT URI, singularity build OUT DEFINITION, cotainr build OUT ...: the file after the verb.
printf '#!/bin/sh\necho whole > "$2"\n' > bin/singularity
cp bin/singularity bin/cotainr
printf '#!/bin/sh\n' > bin/proot
# wrap-container --prefix DIR ...
printf '#!/bin/sh\nwhile [ "$1" != --prefix ]; do shift; done\nmkdir -p "$2"\n' > bin/wrap-container
chmod 755 bin/*
export PATH=$WORK/bin:$PATH
site "127.0.0.1:$closed"

# Only a warning, and only when something is done here.
berth build pull docker://a/b -o x.sif --run
exits 0; complains L20 "warning" "'127.0.0.1' (port $closed)" "Connection refused" "another login node"
checks=$((checks + 1)); [ -s x.sif ] || fail "no image"
berth build pull docker://a/b -o y.sif; exits 0; never_complains L20
berth build pull docker://a/b -o y.sif --save y.sh; exits 0; never_complains L20
SLURM_JOB_ID=1 berth build pull docker://a/b -o y.sif --run; exits 0; complains L20 "try it on a login node"
# Not when something else stands in the way already, nor when a proxy is set.
berth build pull docker://a/b -o x.sif --run; exits 1; complains L10; never_complains L20
https_proxy=http://127.0.0.1:$closed berth build pull docker://a/b -o proxy.sif --run; exits 0; never_complains L20

# A host of its own, one that listens, and no registry at all.
berth build pull "oras://127.0.0.1:$open/a:b" -o open.sif --run; exits 0; never_complains L20
berth build pull "oras://127.0.0.1:$closed/a:b" -o closed.sif --run; exits 0; complains L20 "oras://127.0.0.1:$closed/a:b"
berth build pull "library://127.0.0.1:$closed/a:b" -o library.sif --run; exits 0; never_complains L20
berth build pull $'docker://127.0.0.1:1\033[31m/x' -o odd.sif --run; never_complains L20; plain
site "127.0.0.1:$open"; berth build pull docker://a -o listens.sif --run; exits 0; never_complains L20
site ""; berth build pull docker://a -o none.sif --run; exits 0; never_complains L20

# The other ways that fetch an image.
site "127.0.0.1:$closed"
printf 'dependencies:\n  - zlib=1.3\n' > env.yml
berth build cotainr --base-image docker://a:1 --conda-env env.yml -o c.sif --run; exits 0; complains L20 "docker://a:1"
printf 'Bootstrap: docker\nFrom: b:2\n' > my.def
berth build proot my.def -o p.sif --run; exits 0; complains L20 "docker://b:2"
printf 'Bootstrap: docker\nFrom: {{ A }}\n\n%%arguments\n    A=b\n' > my.def
berth build proot my.def -o p2.sif --run; exits 0; never_complains L20
berth build wrap container docker://d:4 -w /bin/ls --prefix wrapped --run; exits 0; complains L20 "docker://d:4"
finish
