# What a login node without Berth does for a Berth elsewhere: sh and the programs of Slurm are
# enough. It is sent on the standard input of `sh -s`, and behind it the words of one request and the
# call of main; so nothing runs before all of it is there, and nothing of it stands in a
# command line.
#
# The answer is a list of items: a line with the item's name, then its lines with a blank in
# front. It stands between two lines with a word that only this request knows, as the files of a
# login may print something of their own.

item() { # NAME [VALUE]
	printf '%s\n' "$1"
	[ $# = 1 ] || printf '%s\n' "$2" | sed 's/^/ /'
}

# The first line of the value is what went wrong, the others what it was about.
trouble() { # KIND [WORDS]
	item trouble "$1
${2-}"
	return 1
}

file() { # NAME PATH BYTES
	[ -f "$2" ] && [ ! -h "$2" ] || return 0
	printf '%s\n' "$1"
	head -c "$3" < "$2" | sed 's/^/ /'
	echo
}

# Prints the mode of a folder of this user, "drwx------"; nothing for links and for those of others.
mode_of() { # FOLDER
	ls -ldn "$1" 2> /dev/null | {
		read -r mode links owner rest
		[ "$owner" != "$uid" ] || printf '%s\n' "$mode"
	}
}

# A folder of this user, which nobody else may change, and no link to somewhere else.
ours() { case $(mode_of "$1") in d????-??-?*) true ;; *) false ;; esac; }

# The same, and nobody else may even look into it.
private() { case $(mode_of "$1") in d???------*) true ;; *) false ;; esac; }

prepare() {
	[ -n "${HOME-}" ] || { trouble home; return; }
	uid=$(id -u)
	case ${XDG_STATE_HOME-} in
	/*) state=$XDG_STATE_HOME/berth/vnc ;;
	*) state=$HOME/.local/state/berth/vnc ;;
	esac
	item user "$(id -un)"
	item node "$(uname -n)"
	item folder "$state"
	# A command over ssh may know less than a login does.
	command -v sbatch > /dev/null ||
		PATH=$PATH:$("${SHELL:-sh}" -lc 'printf "\n%s\n" "$PATH"' < /dev/null 2> /dev/null | tail -n 1)
	command -v sbatch > /dev/null || { trouble slurm; return; }
	[ ! -e "$state" ] && [ ! -h "$state" ] && return
	ours "$state" || trouble folder "$state"
}

# The folder of a session, with its job.
enter() { # ID
	case $1 in '' | -* | *[!a-z0-9-]*) trouble session "$1"; return ;; esac
	folder=$state/$1
	[ -e "$folder" ] || [ -h "$folder" ] || { trouble session "$1"; return; }
	private "$folder" || { trouble folder "$folder"; return; }
	job=
	[ ! -f "$folder/job" ] || job=$(head -c 64 "$folder/job" | head -n 1)
	case $job in *[!0-9]*) trouble job "$folder"; return ;; esac
}

# 0: the job is in the queue; 1: it is not; 2: Slurm does not say.
in_queue() {
	open=$(slurm squeue --me --noheader --format=%A < /dev/null) || return 2
	printf '%s\n' "$open" | grep -qx "$job"
}

session() { # ID SECRETS
	enter "$1" > /dev/null || { item strange "$state/$1"; return; }
	item session "$1"
	file asked "$folder/asked.json" 65536
	file job "$folder/job" 64
	file endpoint "$folder/endpoint" 4096
	for name in $secret_files; do
		[ ! -e "$folder/$name" ] || { item secrets; break; }
	done
	if [ "$2" = yes ]; then
		file start-secret "$folder/start.log" 65536
		file password "$folder/password" 64
		[ ! -f "$folder/passwd" ] || item passwd "$(head -c 64 "$folder/passwd" | od -An -tx1 -v)"
	else
		file start "$folder/start.log" 65536 | sed \
			-e 's/password=[A-Za-z0-9]*$/password=xxxxxxxx/' \
			-e 's/^\( When prompted for a password, use\).*/\1 xxxxxxxx/'
	fi
	[ ! -f "$folder/log" ] || item log "$(tail -n 20 "$folder/log" | tail -c 4096)"
}

do_list() { # SECRETS [ID]
	if [ -d "$state" ]; then
		ls -r "$state" | grep '^[a-z0-9][a-z0-9-]*$' | grep -- "^${2-}" | head -n "$most" |
			while read -r name; do session "$name" "$1"; done
	fi
	if answer=$(queue < /dev/null); then item queue "$answer"; else item silent; fi
}

# A session without a job is nothing.
undo() {
	rm -f "$folder/asked.json" "$folder/job.sh" "$folder/log" "$folder/owner" "$folder/job" \
		"$folder"/run-*
	rmdir "$folder"
}

write() {
	set -C
	# cat, as it says why it cannot.
	printf '%s' "$asked" | cat > "$folder/asked.json" &&
		printf '%s' "$script" | cat > "$folder/job.sh" && chmod 700 "$folder/job.sh" &&
		: > "$folder/log" &&
		printf '%s\n' "Berth on another host, by ssh to $(uname -n)" > "$folder/owner"
}

do_start() { # ID; $asked and $script
	folder=$state/$1
	said=$(mkdir -p "$state" 2>&1) || { trouble write "$said"; return; }
	ours "$state" || { trouble folder "$state"; return; }
	said=$(mkdir "$folder" 2>&1) || { trouble write "$said"; return; }
	said=$(write 2>&1) || { undo; trouble write "$folder${said:+: $said}"; return; }
	if said=$(sbatch --parsable "$folder/job.sh" 2>&1 < /dev/null); then
		job=$(printf '%s\n' "$said" | sed -n 's/^\([0-9][0-9]*\)\(;.*\)*$/\1/p' | tail -n 1)
		# The job does the same when it begins.
		[ -z "$job" ] || printf '%s\n' "$job" > "$folder/job"
		item submitted "$job"
	else
		undo
		item refused "$said"
	fi
}

# What holds the password goes, and everything when the session is to be forgotten.
clean() { # HOW
	for name in $secret_files; do rm -f "$folder/$name" || return; done
	[ "$1" = forget ] || return 0
	undo
}

do_end() { # ID cancel|clean|forget
	enter "$1" || return
	cancelled=no
	[ ! -e "$folder/process" ] || { trouble here "$(head -c 200 "$folder/process")"; return; }
	while [ -n "$job" ]; do
		in_queue
		case $? in
		1) break ;;
		2) item unanswered; return ;;
		esac
		if [ "$2" != cancel ]; then
			trouble open "$job"
			return
		elif [ $cancelled = no ]; then
			said=$(scancel "$job" 2>&1 < /dev/null) || { item refused "$said"; return; }
			cancelled=0
		elif [ $((cancelled += 1)) -gt 60 ]; then
			trouble lasting "$job"
			return
		else
			sleep 1
		fi
	done
	said=$(clean "$2" 2>&1) || { trouble write "$said"; return; }
	item ended "$cancelled"
}

# One more program on the session's screen; its script waits until it has begun, and says when it ends at once.
do_run() { # ID; $script
	enter "$1" || return
	[ ! -e "$folder/process" ] || { trouble here "$(head -c 200 "$folder/process")"; return; }
	number=1
	while [ -e "$folder/run-$number.sh" ] || [ -h "$folder/run-$number.sh" ]; do
		[ $((number += 1)) -le 999 ] || { trouble write "$folder has had 999 programs"; return; }
	done
	run=$folder/run-$number
	said=$({ set -C; printf '%s' "$script" | cat > "$run.sh" && chmod 700 "$run.sh"; } 2>&1) || {
		rm -f "$run.sh"
		trouble write "$run.sh${said:+: $said}"
		return
	}
	said=$(bash "$run.sh" 2>&1 < /dev/null)
	item code $?
	item said "$said"
	item ran "$run.log"
}

# Which program of the compute node can pass the bytes on.
do_relay() { # ID
	enter "$1" || return
	said=$(step 2>&1 < /dev/null)
	name=$(printf '%s\n' "$said" | sed -n 's/^berth-relay=//p')
	if [ -n "$name" ]; then item relay "$name"; else item refused "$said"; fi
}

main() { # WORD VERB [WORDS]
	word=$1 verb=$2
	shift 2
	LC_ALL=C
	export LC_ALL
	umask 077
	printf '\nberth-answer/1 %s\n' "$word"
	prepare && "do_$verb" "$@"
	printf 'end %s\n' "$word"
}
