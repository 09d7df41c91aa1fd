#!/bin/sh
# The tour tells the truth: every chapter under docs/tour is taken apart (split.awk) and checked,
# and so are the pages of docs/ that lead into the code as a chapter does.
#
#   commands     are run as the reader would type them, in the chapter's order, in one shell; what
#                they print is what the chapter shows, and their exit status is 0 unless the next
#                command asks for it with `echo $?`
#   references   every file a chapter points to is there, and holds the name it is cited for
#   excerpts     stand word for word in the file they are taken from
#
# The commands run in a copy of the top made of links, so that build/tour there is the test's own.
# stale.md is a chapter that rotted on purpose: each of its faults must be found.
# Runs from the project's top; prints TAP.

set -u

if [ ! -d docs/tour ] || [ ! -d tests/tour ]; then
	echo "tour.sh: expected to run at the project's top, found $(pwd); change there first" >&2
	exit 2
fi

work=build/tests/tour
here=$(pwd)
nr_tests=0
nr_failed=0

# report STATUS NAME [FILE]: one line of TAP, and FILE as the reason when it is not ok.
report() {
	nr_tests=$((nr_tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $nr_tests - $2"
		return
	fi
	nr_failed=$((nr_failed + 1))
	echo "not ok $nr_tests - $2"
	[ $# -lt 3 ] || sed 's/^/# /' "$3"
}

# A top of its own: everything is a link to the real thing, also what make has built, so that the
# chapters need not build it again; build/tour is new.
make_stage() {
	mkdir -p "$1/build"
	for entry in * build/*; do
		case $entry in
		build | build/test | build/tests | build/tour) ;;
		*) ln -s "$here/$entry" "$1/$entry" ;;
		esac
	done
}

# run_commands PARTS STAGE: each command sees the exit status and the folder the last one left.
run_commands() {
	nr=$(cat "$1/nr_runs")
	{
		echo "cd '$2' || exit 1"
		echo "status=0"
		i=1
		while [ "$i" -le "$nr" ]; do
			echo "(exit \$status)"
			echo ". '$1/run.$i' >'$1/run.$i.got' 2>&1 </dev/null"
			echo "status=\$?; echo \$status >'$1/run.$i.status'"
			i=$((i + 1))
		done
	} >"$1/session"
	timeout 200 sh "$1/session" >"$1/session.log" 2>&1
}

# command_holds PARTS N: the output fits; the status is 0, or the next command asks for it.
command_holds() {
	if [ ! -f "$1/run.$2.status" ]; then
		echo "never finished (200 seconds for the whole chapter)" >"$1/run.$2.why"
		return 1
	fi
	next=$(cat "$1/run.$(($2 + 1))" 2>/dev/null)
	if [ "$(cat "$1/run.$2.status")" -ne 0 ] && [ "$next" != 'echo $?' ]; then
		{
			echo "exit status $(cat "$1/run.$2.status"), and it said:"
			cat "$1/run.$2.got"
		} >"$1/run.$2.why"
		return 1
	fi
	awk -f tests/tour/match.awk "$1/run.$2.want" "$1/run.$2.got" >"$1/run.$2.miss" && return 0
	{
		echo "no place for: $(cat "$1/run.$2.miss")"
		echo "it said:"
		cat "$1/run.$2.got"
	} >"$1/run.$2.why"
	return 1
}

check_commands() {
	[ "$(cat "$1/nr_runs")" -gt 0 ] || return 0
	make_stage "$1/top"
	run_commands "$here/$1" "$here/$1/top"
	i=1
	while [ "$i" -le "$(cat "$1/nr_runs")" ]; do
		command_holds "$1" "$i"
		report $? "$2:$(cat "$1/run.$i.line") \$ $(head -n 1 "$1/run.$i")" "$1/run.$i.why"
		i=$((i + 1))
	done
}

check_references() {
	while IFS='	' read -r line path word; do
		if [ ! -e "$path" ]; then
			echo "line $line: no file $path"
		elif [ "$word" != - ] && ! grep -qwF -e "$word" "$path"; then
			echo "line $line: no $word in $path"
		fi
	done <"$1/refs" >"$1/refs.why"
	test ! -s "$1/refs.why"
	report $? "$2: $(wc -l <"$1/refs") references" "$1/refs.why"
}

check_excerpts() {
	i=1
	while [ "$i" -le "$(cat "$1/nr_quotes")" ]; do
		path=$(cat "$1/quote.$i")
		if [ -f "$path" ]; then
			awk -f tests/tour/match.awk -v within=1 "$1/quote.$i.want" "$path" \
				>"$1/quote.$i.why"
		else
			echo "no such file" >"$1/quote.$i.why"
			false
		fi
		report $? "$2:$(cat "$1/quote.$i.line") stands in $path" "$1/quote.$i.why"
		i=$((i + 1))
	done
}

# check_chapter FILE NAME: everything about one chapter; its parts are left under build/.
check_chapter() {
	parts=$work/$2
	mkdir -p "$parts"
	awk -v out="$parts" -v room="$(dirname "$1")" -f tests/tour/split.awk "$1" ||
		echo 'cannot be taken apart' >>"$parts/complaints"
	test ! -s "$parts/complaints"
	report $? "$2: well formed" "$parts/complaints"
	check_references "$parts" "$2"
	check_excerpts "$parts" "$2"
	check_commands "$parts" "$2"
}

# headers NAME FILE PATTERN...: each pattern stands in what LLVM's tools say of the file's header.
headers() {
	name=$1
	case $2 in
	*.exe) llvm-readobj-19 --file-headers --coff-imports "$2" ;;
	*) llvm-objdump-19 --macho --private-headers "$2" ;;
	esac >"$work/$name.headers" 2>&1
	shift 2
	for pattern in "$@"; do
		grep -q -e "$pattern" "$work/$name.headers"
		report $? "$name: its header says: $pattern" "$work/$name.headers"
	done
}

# Whoever adds to the contract with the machine has to say what a port must write.
check_contract() {
	for header in kernel/arch/*.h; do
		grep -qF "(../$header)" docs/porting.md || echo "says nothing of $header"
	done >"$work/contract.why"
	test ! -s "$work/contract.why"
	report $? 'porting: every header of the contract' "$work/contract.why"
}

# The two programs that cannot run here are judged by their headers.
check_foreign_headers() {
	headers windows "$1/hello.exe" 'Machine: IMAGE_FILE_MACHINE_AMD64' \
		'Subsystem: IMAGE_SUBSYSTEM_WINDOWS_CUI' 'Name: KERNEL32.dll' \
		'AddressOfEntryPoint: 0x[0-9A-F]*[1-9A-F]' 'Symbol: ExitProcess'
	headers macos-dyld "$1/hello.dyld" 'MH_MAGIC_64 *X86_64 .* EXECUTE' 'cmd LC_MAIN'
	headers macos-static "$1/hello.macho" 'MH_MAGIC_64 *X86_64 .* EXECUTE .* NOUNDEFS$' \
		'vmsize 0x0000000100000000' 'cmd LC_UNIXTHREAD' 'rip 0x00000001[0-9a-f]*[1-9a-f]'
	! grep -q 'LC_LOAD' "$work/macos-static.headers"
	report $? "macos-static: loads nothing else" "$work/macos-static.headers"
}

# The rotten chapter is checked apart from the others: what is said of it must be what is expected.
check_stale_chapter() {
	nr_tests_before=$nr_tests
	nr_failed_before=$nr_failed
	nr_tests=0
	check_chapter tests/tour/stale.md stale >"$work/stale.tap"
	nr_tests=$nr_tests_before
	nr_failed=$nr_failed_before
	awk -f tests/tour/match.awk tests/tour/stale.want "$work/stale.tap" >"$work/stale.why" ||
		cat "$work/stale.tap" >>"$work/stale.why"
	test ! -s "$work/stale.why"
	report $? 'a rotten chapter is found out' "$work/stale.why"
}

rm -rf "$work"
mkdir -p "$work"

make -s kernel sill bundle >"$work/make.log" 2>&1
report $? 'make kernel sill bundle' "$work/make.log"
for chapter in docs/tour/README.md docs/tour/[0-9]*.md docs/debugging.md docs/porting.md; do
	check_chapter "$chapter" "$(basename "$chapter" .md)"
done
check_contract
check_foreign_headers "$work/01-freestanding/top/build/tour/01"
check_stale_chapter

echo "1..$nr_tests"
test "$nr_failed" -eq 0
