#!/bin/sh
# docs/locks.md and enum lock_rank hold the same locks with the same ranks, in ascending order.
set -u

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
sed -n 's/^\tLOCK_RANK_\([A-Z0-9_]*\) = \([0-9]*\),.*/\2 \1/p' \
	kernel/core/lock_rank.h >"$work/ranks"
sed -n 's/^| \([0-9]*\) | `\([A-Z0-9_]*\)` |.*/\1 \2/p' docs/locks.md >"$work/listed"

number=0
report() {
	status=$?
	number=$((number + 1))
	sed 's/^/# /' "$work/output"
	if [ "$status" = 0 ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
	fi
}

echo 'TAP version 13'
echo '1..3'
grep -q LOG "$work/ranks" >"$work/output"
report 'lock_rank.h names ranks'
diff "$work/ranks" "$work/listed" >"$work/output"
report 'docs/locks.md lists the same'
sort -n -u -c "$work/ranks" >"$work/output" 2>&1
report 'ranks ascend, no two are equal'
