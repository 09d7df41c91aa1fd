# Sourced by the tests of this folder: a scratch folder and lines of the Test Anything Protocol.
# The tests run in the project's top folder, after the tools they test have been built.
# shellcheck shell=sh
nr_tests=0
nr_failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# tap_report STATUS NAME: one line, ok if STATUS is 0; what the test printed follows if it is not.
tap_report() {
	nr_tests=$((nr_tests + 1))
	if [ "$1" = 0 ]; then
		echo "ok $nr_tests - $2"
		return
	fi
	nr_failed=$((nr_failed + 1))
	echo "not ok $nr_tests - $2"
	sed 's/^/# /' "$scratch/output"
}

# tap_skip NAME REASON: a test that cannot run here.
tap_skip() {
	nr_tests=$((nr_tests + 1))
	echo "ok $nr_tests - $1 # SKIP $2"
}

# passes NAME COMMAND...: COMMAND exits with 0.
passes() {
	tap_name=$1
	shift
	"$@" >"$scratch/output" 2>&1
	tap_report $? "$tap_name"
}

# fails NAME TEXT COMMAND...: COMMAND exits with 1 and prints TEXT.
fails() {
	tap_name=$1
	tap_text=$2
	shift 2
	"$@" >"$scratch/output" 2>&1
	tap_status=$?
	if [ "$tap_status" = 1 ] && grep -qF -- "$tap_text" "$scratch/output"; then
		tap_report 0 "$tap_name"
	else
		echo "expected exit status 1 (found $tap_status) and: $tap_text" >>"$scratch/output"
		tap_report 1 "$tap_name"
	fi
}

# The plan, and the script's exit status.
tap_done() {
	echo "1..$nr_tests"
	[ "$nr_failed" = 0 ]
}
