# Compares what a chapter shows with what is there: awk -f match.awk [-v within=1] WANT GOT
#
# A line of WANT that reads `[...]` fits any number of lines; `[...]` inside a line fits any text
# there. With within=1 WANT may stand anywhere in GOT. Blanks at the end of a line do not count.
# Exit status 0 if it fits; else 1, and the first line of WANT that found no place is printed.

function line_fits(pattern, text,    at, piece, found, first)
{
	first = 1
	while ((at = index(pattern, "[...]")) > 0) {
		piece = substr(pattern, 1, at - 1)
		pattern = substr(pattern, at + 5)
		found = piece == "" ? 1 : index(text, piece)
		if (found == 0 || (first && found != 1))
			return 0
		text = substr(text, found + length(piece))
		first = 0
	}
	if (first)
		return pattern == text
	return length(text) >= length(pattern) &&
	       substr(text, length(text) - length(pattern) + 1) == pattern
}

function fits(w, g)
{
	if (w > farthest)
		farthest = w
	while (w <= nr_want && want[w] != "[...]") {
		if (g > nr_got || !line_fits(want[w], got[g]))
			return 0
		w++
		g++
		if (w > farthest)
			farthest = w
	}
	if (w > nr_want)
		return g > nr_got
	for (; g <= nr_got + 1; g++)
		if (fits(w + 1, g))
			return 1
	return 0
}

BEGIN {
	if (within)
		want[++nr_want] = "[...]"
}

{ sub(/[ \t\r]+$/, "") }
FILENAME == ARGV[1] { want[++nr_want] = $0; next }
{ got[++nr_got] = $0 }

END {
	if (within)
		want[++nr_want] = "[...]"
	if (fits(1, 1))
		exit 0
	print (farthest > nr_want ? "more lines than shown" : want[farthest])
	exit 1
}
