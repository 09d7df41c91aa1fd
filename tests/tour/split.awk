# Takes a chapter of the tour, or another page of docs/, apart into what can be checked. Output: small
# files under `out`; `room` is the folder where the page stands, from the top.
#
#   run.N       one command as the reader types it       run.N.want   what the chapter shows
#   quote.N     the file an excerpt was taken from       quote.N.want the excerpt
#   refs        line TAB path TAB word (or -): a file the chapter points to, and a name in it
#   complaints  what is wrong with the chapter itself
#   run.N.line, quote.N.line                             where that stands in the chapter
#
# A comment in front of a fence says what the fence is:
#   <!-- run -->               a console session; `$ ` begins a command, `> ` goes on with it
#   <!-- not run: REASON -->   a console session that the test leaves alone
#   <!-- from PATH -->         an excerpt of that file
#   <!-- sketch -->            code that stands in no file
# A fence without a comment is allowed for `text` only: drawings, layouts, tables.
# A line `[...]` stands for any lines, `[...]` inside a line for anything there (see match.awk).

function complain(text)
{
	print FNR "\t" text > (out "/complaints")
}

function open_command()
{
	nr_runs++
	print FNR > (out "/run." nr_runs ".line")
	printf "" > (out "/run." nr_runs ".want")
}

function open_fence(kind)
{
	fence = kind == "text" ? "text" : marker
	if (fence == "")
		complain("a fence of `" kind "` with nothing in front that says what it is")
	if (fence == "run" && kind != "console")
		complain("<!-- run --> in front of a fence of `" kind "`")
	if (fence == "from") {
		nr_quotes++
		print path > (out "/quote." nr_quotes)
		print FNR + 1 > (out "/quote." nr_quotes ".line")
		printf "" > (out "/quote." nr_quotes ".want")
	}
	in_command = 0
	marker = ""
}

# A line inside a run fence: a command, its next line, or what it prints.
function console_line(line)
{
	if (line ~ /^\$ /) {
		open_command()
		print substr(line, 3) > (out "/run." nr_runs)
		in_command = 1
	} else if (in_command && line ~ /^> /) {
		print substr(line, 3) > (out "/run." nr_runs)
	} else if (nr_runs == 0) {
		complain("output before the first command")
	} else {
		print line > (out "/run." nr_runs ".want")
		in_command = 0
	}
}

function reference(file, word)
{
	print FNR "\t" file "\t" word > (out "/refs")
}

# [text](../../path): the file is there; if the text is a name in backquotes, it stands in it.
function links(line,    text, target, word)
{
	while (match(line, /\[[^]]*\]\([^)]*\)/)) {
		text = substr(line, RSTART, RLENGTH)
		line = substr(line, RSTART + RLENGTH)
		target = text
		sub(/^\[[^]]*\]\(/, "", target)
		sub(/\)$/, "", target)
		sub(/#.*$/, "", target)
		sub(/^\[/, "", text)
		sub(/\].*$/, "", text)
		if (target == "" || target ~ /^https?:/)
			continue
		target = from_top(target)
		word = "-"
		if (text ~ /^`[^`]*`$/) {
			word = substr(text, 2, length(text) - 2)
			sub(/\(\)$/, "", word)
		} else if (text ~ /^[A-Za-z0-9_.-]+\/[^ ]*$/ && text != target) {
			complain("the link says " text " but leads to " target)
		}
		reference(target, word)
	}
}

# `kernel/main.c` in the running text: the file is there.
function paths(line,    token)
{
	while (match(line, /`[^`]*`/)) {
		token = substr(line, RSTART + 1, RLENGTH - 2)
		line = substr(line, RSTART + RLENGTH)
		if (token ~ /^(abi|boot|config|docs|kernel|lib|runner|tests|tools|userland)\/[A-Za-z0-9_.\/-]*$/)
			reference(token, "-")
	}
}

# What a link leads to from a page in `room`: in docs/tour, ../../kernel/main.c is kernel/main.c.
function from_top(target,    at)
{
	at = room
	while (target ~ /^\.\.\//) {
		target = substr(target, 4)
		if (!sub(/\/[^\/]*$/, "", at))
			at = ""
	}
	return at == "" ? target : at "/" target
}

BEGIN {
	printf "" > (out "/complaints")
	printf "" > (out "/refs")
}

/^```/ {
	if (fence != "") {
		fence = ""
	} else {
		open_fence(substr($0, 4))
		if (fence == "")
			fence = "unknown"
	}
	next
}

fence == "run" { console_line($0); next }
fence == "from" { print > (out "/quote." nr_quotes ".want"); next }
fence != "" { next }

/^<!-- .* -->$/ {
	marker = $2
	if (marker == "not" && $3 == "run:" && NF > 4)
		marker = "idle"
	else if (marker == "from" && NF == 4)
		path = $3
	else if (marker == "from" || (marker != "run" && marker != "sketch"))
		complain("a comment of no known kind: " $0)
	next
}

/^$/ { next }

{
	if (marker != "")
		complain("<!-- " marker " --> without a fence after it")
	marker = ""
	links($0)
	paths($0)
}

END {
	if (fence != "")
		complain("a fence is still open at the end")
	print nr_runs + 0 > (out "/nr_runs")
	print nr_quotes + 0 > (out "/nr_quotes")
}
