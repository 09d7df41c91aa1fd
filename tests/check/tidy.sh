#!/bin/sh
# build/host/tidy on small files: sound ones, and one for each limit, at the limit and behind it.
set -u
. tests/check/tap.sh

tidy=$(pwd)/build/host/tidy
tree=$scratch/tree

# write PATH: standard input becomes a file of a fresh tree, with an empty ratchet.
write() {
	rm -rf "$tree"
	mkdir -p "$tree/$(dirname "$1")"
	cat >"$tree/$1"
	: >"$scratch/ratchet.txt"
}

look() {
	(cd "$tree" && find . -type f | sed 's,^\./,,' | sort | "$tidy" "$scratch/ratchet.txt")
}

# lines COUNT: a file whose function is COUNT lines long.
lines() {
	echo '/* A file. */'
	echo 'int count(int x)'
	echo '{'
	seq $(($1 - 4)) | sed 's/.*/	x++;/'
	echo '	return x;'
	echo '}'
}

# blocks COUNT: a function of COUNT nested blocks, beside a value with as many braces.
blocks() {
	echo '/* A file. */'
	echo 'int nest(int x)'
	echo '{'
	echo '	struct s v = {{{{{{0}}}}}};'
	seq "$1" | sed 's/.*/	if (x) {/'
	echo '	f((struct s){{{{{{0}}}}}});'
	seq "$1" | sed 's/.*/	}/'
	echo '	return x;'
	echo '}'
}

# ratchet LINE: one exception.
ratchet() {
	printf '# A comment.\n\n%s\n' "$1" >"$scratch/ratchet.txt"
}

write lib/sound.c <<'END'
/*
 * A file with a head.
 */
#include <stdint.h>

typedef int (*handler_fn)(int a, int b, int c, int d, int e, int f, int g);

struct __attribute__((packed)) pair {
	int (*call)(int a, int b, int c, int d, int e, int f, int g);
};

static const struct pair pairs[] = {
	{0},
	{0},
};

#if CONFIG_LOG
int six(int a, int b, int c, int d, int e, int f)
{
#else
int six(int a, const int b, int (*c)(int x, int y), int d[2], int e, int f)
{
#endif
	/* Prose that ends with a semicolon; and calls f(x); */
	char *brace = "{{{{{{{{ } */ extern";
	char quote = '{';

	return a; /* TODO(#12): a note with a number */
}

ALIGNED(8) static MUST_CHECK int get_state(bool *out, const bool *in);
END
passes 'sound code' look

lines 70 | write lib/a.c
passes 'a function of 70 lines' look
lines 71 | write lib/a.c
fails 'a function of 71 lines' \
	'lib/a.c:2: function-length: count has 71 lines, allowed are 70' look

blocks 4 | write lib/a.c
passes '4 nested blocks' look
blocks 5 | write lib/a.c
fails '5 nested blocks' 'lib/a.c:9: nesting: nest has 5 nested blocks, allowed are 4' look

write lib/a.h <<'END'
/* A file. */
int seven(int a, int b, int c, int d, int e, int f, int g);
END
fails '7 parameters' 'lib/a.h:2: parameters: seven has 7 parameters, allowed are 6' look

write lib/a.c <<'END'
/* A file. */
static int seven(int a, int b, int c, int d, int e, int f, int g)
{
	return a;
}
END
fails '7 parameters of a definition' 'lib/a.c:2: parameters: seven has 7' look

write lib/a.h <<'END'
/* A file. */
MUST_CHECK int switch_lamp(int lamp,
			   const bool is_on) PRINTF_FORMAT(1, 2);
END
fails 'a bool parameter' 'lib/a.h:2: bool-parameter: switch_lamp' look

write kernel/dev/a.c <<'END'
/* A file. */
int f(void)
{
#ifdef CONFIG_X
	return 1;
#endif
	return 0;
}
END
fails '#ifdef inside of a body' 'kernel/dev/a.c:4: if-in-body: #ifdef inside of f' look
mkdir -p "$tree/kernel/core" && mv "$tree/kernel/dev/a.c" "$tree/kernel/core/a.c"
passes '#ifdef inside of a body in core' look

write lib/a.c <<'END'
/* A file. */
int f(void)
{
	int x = 0;

	// x = 1;
	return x;
}
END
fails 'code in a comment' 'lib/a.c:6: dead-code' look

{ echo '/* A file. */'; seq 599 | sed 's/.*/int x;/'; } | write lib/a.h
passes 'a file of 600 lines' look
{ echo '/* A file. */'; seq 600 | sed 's/.*/int x;/'; } | write lib/a.h
fails 'a file of 601 lines' 'lib/a.h:1: file-length: 601 lines, allowed are 600' look

# A tab, 91 letters and an umlaut of two bytes are 100 columns.
printf '/* A file. */\n\t%091dä\n' 0 | write lib/a.h
passes 'a line of 100 columns' look
printf '/* A file. */\n\t%092dä\n' 0 | write lib/a.h
fails 'a line of 101 columns' 'lib/a.h:2: columns: 101 columns, allowed are 100' look
printf '#!/bin/sh\n# %0100d\n' 0 | write tools/run
fails 'a long line of a program without suffix' 'tools/run:2: columns' look
printf '%0200d\n' 0 | write docs/a.md
passes 'a long line of prose' look

printf '/* A file. */\nint x; \n' | write lib/a.h
fails 'a blank at the end of a line' 'lib/a.h:2: trailing-blank' look
printf 'text\t\n' | write docs/a.md
fails 'a tab at the end of a line of prose' 'docs/a.md:1: trailing-blank' look
printf '/* A file. */\r\n' | write lib/a.h
fails 'a carriage return' 'lib/a.h:1: line-end: a carriage return' look
printf '/* A file. */\nint x;' | write lib/a.h
fails 'no newline at the end' 'lib/a.h:2: line-end: no newline' look
printf 'a \0 b \n' | write docs/picture.png
passes 'a binary file is not read' look

printf 'int x;\n' | write lib/a.h
fails 'no head' 'lib/a.h:1: file-head: the file does not begin with a comment' look
printf 'int x;\n' | write docs/tour/a.c
passes 'an example without a head' look
{ echo '/*'; seq 23 | sed 's/.*/ * word/'; echo ' */'; } | write lib/a.h
passes 'a head of 25 lines' look
{ echo '/*'; seq 24 | sed 's/.*/ * word/'; echo ' */'; } | write lib/a.h
fails 'a head of 26 lines' 'lib/a.h:1: file-head: a head of 26 lines, allowed are 25' look

printf '/* A file.\n * %s: later\n */\n' 'TODO' | write lib/a.h
fails 'something to do without an issue' 'lib/a.h:2: todo: TODO without an issue' look
printf '/* A file. */\nint x; /* %s */\n' 'FIXME' | write lib/a.h
fails 'something to mend without an issue' 'lib/a.h:2: todo: FIXME without an issue' look
printf '/* The word TODOS is none. */\n' | write lib/a.h
passes 'a longer word is no note' look

printf '/* A file. */\n' | write lib/utils.h
fails 'a file that could hold anything' "lib/utils.h:1: name: 'utils' says nothing" look
printf '/* A file. */\n' | write kernel/misc/a.h
fails 'a folder that could hold anything' "name: 'misc' says nothing" look
printf '/* A file. */\n' | write lib/commonplace.h
passes 'a longer name is none of these' look

lines 75 | write lib/a.c
ratchet 'function-length lib/a.c count 75 a table that reads better in one piece'
passes 'the ratchet accepts what it names' look
ratchet 'function-length lib/a.c count 74 a table that reads better in one piece'
fails 'the ratchet accepts no more than it says' 'count has 75 lines' look
ratchet 'function-length lib/a.c count 76 a table that reads better in one piece'
fails 'the ratchet has to be lowered' 'is 75 now, the line accepts 76: lower it' look
ratchet 'function-length lib/a.c other 75 a table that reads better in one piece'
fails 'the ratchet names a function' 'count has 75 lines' look
lines 60 | write lib/a.c
ratchet 'function-length lib/a.c count 75 a table that reads better in one piece'
fails 'a stale line of the ratchet' 'is 0 now, the line accepts 75: remove it' look
ratchet 'function-length lib/a.c count 75'
fails 'a ratchet without a reason' 'expected RULE PATH SUBJECT AMOUNT REASON' look
printf '/* A file. */\nint x; \nint y; \n' | write lib/a.h
ratchet 'trailing-blank lib/a.h - 2 for this test'
passes 'the ratchet counts places' look
ratchet 'trailing-blank lib/a.h - 1 for this test'
fails 'the ratchet counts every place' 'lib/a.h:3: trailing-blank' look

nothing() {
	"$tidy" "$scratch/ratchet.txt" </dev/null
	[ $? = 2 ]
}
passes 'an empty list of files is an error' nothing
tap_done
