# Sourced by the tests of the command: a scratch folder, and points of the Test Anything Protocol.
# They run at the project's top, with build/host/lintel made.
# shellcheck shell=sh
nr_points=0
nr_failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# point STATUS NAME: ok if STATUS is 0; otherwise what the command wrote follows.
point() {
	nr_points=$((nr_points + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $nr_points - $2"
		return
	fi
	nr_failed=$((nr_failed + 1))
	echo "not ok $nr_points - $2"
	sed 's/^/# /' "$scratch/output"
}

# expect STATUS TEXT COMMAND...: the command's exit status is STATUS, and it writes TEXT somewhere
# ('': it does not matter what it writes).
expect() {
	want=$1
	text=$2
	shift 2
	found=0
	"$@" >"$scratch/output" 2>&1 </dev/null || found=$?
	echo "expected status $want (found $found) and: $text" >>"$scratch/output"
	if [ "$found" -ne "$want" ]; then
		point 1 "$* ends with $want"
		return
	fi
	if [ -z "$text" ]; then
		point 0 "$* ends with $want"
		return
	fi
	# The line just added is the last one: it must not be what is found.
	sed '$d' "$scratch/output" | grep -qF -e "$text"
	point $? "$* says: $text"
}

finish() {
	echo "1..$nr_points"
	[ "$nr_failed" -eq 0 ]
}
