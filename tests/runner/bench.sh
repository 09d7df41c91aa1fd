#!/bin/sh
# lintel bench boot: a table, a picture, and a boot that stays as cheap as it was meant to be. What
# is counted is guest instructions, which do not depend on the host.
set -u
. tests/runner/lib.sh

MOST=3000000

rm -f build/bench/boot.svg
expect 0 'Guest instructions from reset to the greeting' ./lintel bench boot
cp "$scratch/output" "$scratch/table"

for machine in microvm q35 pc; do
	grep -qE "^x86_64 $machine .* [0-9]+ +[0-9]+ +[0-9]+\$" "$scratch/table"
	point $? "the table has $machine"
done

total=$(sed -n 's/^x86_64 microvm .* \([0-9]*\)$/\1/p' "$scratch/table")
[ "${total:-0}" -gt 0 ] && [ "$total" -lt $MOST ]
point $? "a microvm greets within $MOST instructions (found ${total:-nothing})"

cp build/bench/boot.svg "$scratch/output" 2>/dev/null
head -n 1 build/bench/boot.svg | grep -q '^<svg xmlns' &&
	[ "$(tail -n 1 build/bench/boot.svg)" = '</svg>' ]
point $? 'the picture is SVG'
[ "$(grep -c '<rect .*<title>' build/bench/boot.svg)" -eq 9 ]
point $? 'it shows three phases of three machines'

expect 2 'lintel bench boot' ./lintel bench
expect 2 'lintel bench boot' ./lintel bench disk

finish
