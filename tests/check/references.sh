#!/bin/sh
# Every source that a comment cites by a tag is listed in docs/references.md, and every listed one
# is cited. Prints TAP. Run from the project's top folder.
set -u
. tests/check/tap.sh

# A tag is in capitals, but for what stands behind a hyphen.
tag='[A-Z][A-Z0-9]+(-[A-Za-z0-9]+)*'

# The tags in comments of the tracked sources, one a line.
cited() {
	git ls-files '*.c' '*.h' '*.S' '*.ld' '*.lds' | while read -r file; do
		awk '/^[ \t]*\*|\/\*/ { sub(/.*\/\*/, ""); print }' "$file"
	done | grep -oE "\[$tag( [^]]*)?(\]|\$)" | sed -E "s/^\[($tag).*/\1/" | sort -u
}

listed() {
	sed -nE "s/^- \`\[($tag).*/\1/p" docs/references.md | sort -u
}

every_tag_is_listed() {
	cited >"$scratch/cited"
	listed >"$scratch/listed"
	test -s "$scratch/cited" || return 1
	echo "cited, but not listed in docs/references.md:"
	! comm -23 "$scratch/cited" "$scratch/listed" | grep .
}

every_line_is_cited() {
	echo "listed in docs/references.md, but not cited:"
	! comm -13 "$scratch/cited" "$scratch/listed" | grep .
}

list_is_sorted() {
	grep '^- `\[' docs/references.md >"$scratch/lines"
	LC_ALL=C sort -f -c "$scratch/lines"
}

passes "every cited tag is listed" every_tag_is_listed
passes "every listed tag is cited" every_line_is_cited
passes "the list is sorted" list_is_sorted
tap_done
