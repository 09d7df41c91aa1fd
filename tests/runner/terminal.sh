#!/bin/sh
# The terminal is as it was before on every way out: left by Ctrl-A X, runner ended by a signal,
# QEMU crashed. `script` plays the terminal; a shell on it notes its settings before and after.
set -u
. tests/runner/lib.sh

if ! script -qec true /dev/null >"$scratch/output" 2>&1; then
	echo "1..0 # SKIP no pseudo-terminal here: $(cat "$scratch/output")"
	exit 77
fi

# What runs on the terminal: settings, the machine, its exit status, settings again.
cat >"$scratch/session.sh" <<'EOF2'
stty -g >"$1/before"
sh -c 'echo $$ >"$0/pid"; exec ./lintel run' "$1"
echo $? >"$1/status"
stty -g >"$1/after"
EOF2

# await TEXT FILE: until the file has the text, at most 100 seconds.
await() {
	tries=0
	until grep -qF -e "$1" "$2" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 500 ] || return 1
		sleep 0.2
	done
}

# session WAY: one machine on a terminal of its own, left in that way.
session() {
	way=$1
	rm -f "$scratch"/before "$scratch"/after "$scratch"/pid "$scratch"/status
	mkfifo "$scratch/keys"
	script -qec "sh '$scratch/session.sh' '$scratch'" /dev/null <"$scratch/keys" \
		>"$scratch/output" 2>&1 &
	session=$!
	exec 3>"$scratch/keys"
	await 'nothing left to do' "$scratch/output"
	point $? "$way: the machine comes up"
	pid=$(cat "$scratch/pid")
	case $way in
	keys) printf '\001x' >&3 ;;
	signal) kill -TERM "$pid" ;;
	crash) kill -KILL "$(cat "/proc/$pid/task/$pid/children")" ;;
	esac
	await '' "$scratch/status"
	await ':' "$scratch/after"
	exec 3>&-
	wait $session
	rm "$scratch/keys"
	cmp "$scratch/before" "$scratch/after" >>"$scratch/output" 2>&1
	point $? "$way: the terminal is as before"
	[ "$(cat "$scratch/status")" = "$2" ]
	point $? "$way: exit status $2"
}

session keys 0
session signal 143
session crash 125

finish
