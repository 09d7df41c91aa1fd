#!/bin/sh
# build/host/font on small fonts of both versions, and on broken ones.
set -u
. tests/check/tap.sh

font=build/host/font

# Bytes, as printf writes its arguments, become a font.
write() {
	printf "$1" >"$scratch/font.psf"
	shift
	for part in "$@"; do
		printf "$part" >>"$scratch/font.psf"
	done
}

# zeros COUNT: empty glyphs.
zeros() {
	head -c "$1" /dev/zero >>"$scratch/font.psf"
}

# table16 COUNT: the ends of the lists of glyphs without code points, two bytes each.
table16() {
	i=0
	while [ "$i" -lt "$1" ]; do
		printf '\377\377' >>"$scratch/font.psf"
		i=$((i + 1))
	done
}

# Version 1: 256 glyphs of 8x2; glyph 0 is U+263A and '?', glyph 1 is 'A' and a sequence.
version1() {
	write '\066\004\002\002' '\201\102' '\303\074'
	zeros 508
	printf '\072\046\077\000\377\377' >>"$scratch/font.psf"
	printf '\101\000\376\377\101\000\001\003\377\377' >>"$scratch/font.psf"
	table16 254
}

# Version 2: 2 glyphs of 9x2; glyph 0 is U+1F600 and '?', glyph 1 is U+00E9, a sequence, '?' again.
version2() {
	write '\162\265\112\206' '\0\0\0\0' '\040\0\0\0' '\001\0\0\0' '\002\0\0\0' \
		'\004\0\0\0' '\002\0\0\0' '\011\0\0\0' \
		'\001\200\002\000' '\003\200\004\000' \
		'\360\237\230\200?\377' '\303\251?\376e\314\201\377'
}

run() {
	"$font" "$scratch/font.psf" "$scratch/out.c"
}

# shows LINE...: the output has all of these lines.
shows() {
	run || return 1
	for line in "$@"; do
		grep -qxF "$(printf "$line")" "$scratch/out.c" || {
			echo "no line: $line"
			cat "$scratch/out.c"
			return 1
		}
	done
}

mappings() {
	run && [ "$(grep -c '{ 0x' "$scratch/out.c")" = "$1" ]
}

compiles() {
	run && "${CLANG:-clang-19}" -std=gnu17 -I. -Wall -Wextra -Werror -fsyntax-only \
		"$scratch/out.c"
}

same_again() {
	run && cp "$scratch/out.c" "$scratch/first.c" && run &&
		cmp "$scratch/first.c" "$scratch/out.c"
}

version1
passes 'version 1: shape' shows '\t.width = 8,' '\t.height = 2,' '\t.bytes_per_glyph = 2,' \
	'\t.nr_glyphs = 256,' '\t.nr_mappings = 3,'
passes 'version 1: glyphs' shows '\t0x81, 0x42,' '\t0xc3, 0x3c,'
passes 'version 1: code points' shows '\t{ 0x003f, 0 },' '\t{ 0x0041, 1 },' \
	'\t{ 0x263a, 0 },'
passes 'version 1: no part of a sequence' mappings 3
passes 'version 1: it compiles' compiles
passes 'version 1: the same again' same_again

version2
passes 'version 2: shape' shows '\t.width = 9,' '\t.height = 2,' '\t.bytes_per_glyph = 4,' \
	'\t.nr_glyphs = 2,'
passes 'version 2: glyphs' shows '\t0x01, 0x80, 0x02, 0x00,' '\t0x03, 0x80, 0x04, 0x00,'
passes 'version 2: UTF-8' shows '\t{ 0x1f600, 0 },' '\t{ 0x00e9, 1 },'
passes 'version 2: the first glyph of a code point counts' shows '\t{ 0x003f, 0 },'
passes 'version 2: no part of a sequence' mappings 3
passes 'version 2: it compiles' compiles

# cut SIZE: the font of before, cut to that many bytes.
cut_to() {
	head -c "$1" "$scratch/font.psf" >"$scratch/short.psf"
	"$font" "$scratch/short.psf" "$scratch/out.c"
}

version2
fails 'cut in the header' 'expected a PC screen font' cut_to 31
fails 'cut in the glyphs' 'it ends before the last glyph' cut_to 39
fails 'cut in the table' 'broken or cut off' cut_to 44
fails 'cut inside of a character' 'broken or cut off' cut_to 42
version1
fails 'version 1: cut in the table' 'broken or cut off' cut_to 521
fails 'nothing' 'expected a PC screen font' cut_to 0

write '\066\004\000\002'
zeros 512
fails 'no table' 'expected a table of code points, found none' run
write '\066\004\002\002'
zeros 512
table16 256
fails 'no question mark' "expected a glyph for '?'" run
write '\162\265\112\206' '\0\0\0\0' '\040\0\0\0' '\001\0\0\0' '\377\377\377\377' \
	'\002\0\0\0' '\002\0\0\0' '\010\0\0\0'
fails 'too many glyphs' 'expected 1 to 65535 glyphs' run
write '\162\265\112\206' '\0\0\0\0' '\040\0\0\0' '\001\0\0\0' '\002\0\0\0' \
	'\003\0\0\0' '\002\0\0\0' '\010\0\0\0'
fails 'a wrong size of glyphs' 'do not agree' run
write '\162\265\112\206' '\0\0\0\0' '\377\377\377\377' '\001\0\0\0' '\002\0\0\0' \
	'\002\0\0\0' '\002\0\0\0' '\010\0\0\0'
fails 'glyphs behind the end' 'it ends before the last glyph' run
write '\037\213\010\000'
fails 'a font that is still packed' 'expected a PC screen font' run
tap_done
