/*
 * Enforces the law of the house (docs/architecture.md): who may include whom, and where assembly
 * and other things that tie rooms together may stand.
 *
 *   git ls-files | layers      exit 1 if a file breaks the law, with a line for each offence
 *
 * Reads the #include lines of every .c, .h and .S file, and the words of the C files:
 * 1. every file has a room; a room includes itself and lower ranks (tools/check/rooms.c);
 * 2. "quoted" includes and x_priv.h stay in their folder;
 * 3. a .c file includes its own header first, if there is one;
 * 4. .S files and asm statements stand under arch, or in front ends that begin in assembly;
 * 5. no extern in .c files: a declaration belongs into a header;
 * 6. every .c and .S file is in a list of the build.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tools/base/file.h>
#include <tools/check/list.h>
#include <tools/check/listed.h>
#include <tools/check/rooms.h>
#include <tools/check/source.h>

/* One file under inspection. */
struct inspection {
	const struct list *files;
	const char *path;
	struct room room;
	uint32_t nr_includes;
	size_t *nr_offences;
};

static void offence(struct inspection *in, uint32_t line, const char *rule, const char *format, ...)
	PRINTF_FORMAT(4, 5);

static void offence(struct inspection *in, uint32_t line, const char *rule, const char *format, ...)
{
	va_list args;

	printf("%s:%" PRIu32 ": %s: ", in->path, line, rule);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	(*in->nr_offences)++;
}

static bool in_list(const struct list *files, const char *path)
{
	for (size_t i = 0; i < files->count; i++) {
		if (strcmp(files->paths[i], path) == 0)
			return true;
	}
	return false;
}

static void check_rank(struct inspection *in, uint32_t line, const char *target)
{
	struct room room;
	const char *why;

	if (!room_of(target, &room)) {
		offence(in, line, "layer", "%s belongs to no room", target);
		return;
	}
	why = room_forbids(&in->room, in->path, &room, target);
	if (why)
		offence(in, line, "layer",
		        "room %.*s (rank %d) may not include room %.*s (rank %d): %s",
		        (int)in->room.name_len, in->room.name, in->room.rule->rank,
		        (int)room.name_len, room.name, room.rule->rank, why);
}

static void check_system(struct inspection *in, uint32_t line, const char *name)
{
	const char *why = room_forbids_system(&in->room, in->path, name);

	if (why)
		offence(in, line, "layer", "room %.*s may not include <%s>: %s",
		        (int)in->room.name_len, in->room.name, name, why);
}

/* If the file has a header of its own name, its first include is that. */
static void check_own_header(struct inspection *in, uint32_t line, const char *target)
{
	size_t len = strlen(in->path);
	char *own;

	if (in->nr_includes != 1 || !path_has_suffix(in->path, ".c"))
		return;
	own = strdup(in->path);
	if (!own)
		return;
	own[len - 1] = 'h';
	if (in_list(in->files, own) && strcmp(own, target) != 0)
		offence(in, line, "own-header",
		        "%s is included first, expected the file's own header %s", target, own);
	free(own);
}

/* token is the <name> or "name" behind #include. */
static int check_include(struct inspection *in, const struct token *token)
{
	const char *slash = strrchr(in->path, '/');
	int folder_len = token->kind == TOKEN_STRING && slash ? (int)(slash - in->path) + 1 : 0;
	int name_len = token->len >= 2 ? (int)token->len - 2 : 0;
	char *target = NULL;

	/* A quoted name begins in the file's own folder, a <name> at the top. */
	if (asprintf(&target, "%.*s%.*s", folder_len, in->path, name_len, token->text + 1) < 0)
		return -ENOMEM;
	in->nr_includes++;
	check_own_header(in, token->line, target);
	if (strchr(target + folder_len, '/') && token->kind == TOKEN_STRING)
		offence(in, token->line, "quoted",
		        "a quoted include stays in its folder, expected <angle/path.h>");
	else if (token->kind == TOKEN_STRING || room_is_ours(target))
		check_rank(in, token->line, target);
	else
		check_system(in, token->line, target);
	free(target);
	return 0;
}

static void check_word(struct inspection *in, const struct token *token)
{
	bool is_asm =
		token_is(token, "asm") || token_is(token, "__asm__") || token_is(token, "__asm");

	if (is_asm && !(in->room.rule->flags & ROOM_ASSEMBLY))
		offence(in, token->line, "assembly", "an asm statement, which belongs under arch");
	if (token_is(token, "extern") && path_has_suffix(in->path, ".c") &&
	    !(in->room.rule->flags & ROOM_EXAMPLES))
		offence(in, token->line, "extern", "extern in a .c file, expected a header");
}

static int check_tokens(struct inspection *in, const struct file *file)
{
	bool is_assembly = path_has_suffix(in->path, ".S");
	bool expects_name = false;
	struct source source;
	struct token token;
	int result = 0;

	source_open(&source, file);
	while (result == 0 && source_next(&source, &token)) {
		bool is_name = token.kind == TOKEN_HEADER || token.kind == TOKEN_STRING;

		if (token.kind == TOKEN_COMMENT)
			continue;
		if (expects_name && is_name)
			result = check_include(in, &token);
		expects_name = token.is_directive && token_is(&token, "include");
		if (token.kind == TOKEN_WORD && !is_assembly)
			check_word(in, &token);
	}
	return result;
}

static int check_file(struct inspection *in, const struct listed *listed)
{
	bool is_header = path_has_suffix(in->path, ".h");
	struct file file;
	int result;

	if (!room_of(in->path, &in->room)) {
		offence(in, 1, "room", "the file belongs to no room of docs/architecture.md");
		return 0;
	}
	if (path_has_suffix(in->path, ".S") && !(in->room.rule->flags & ROOM_ASSEMBLY))
		offence(in, 1, "assembly", "a file of assembly, which belongs under arch");
	if (!is_header && strncmp(in->path, "abi/", 4) == 0)
		offence(in, 1, "room", "code in abi, which holds headers and tables only");
	if (!is_header && !(in->room.rule->flags & ROOM_EXAMPLES) && !listed_has(listed, in->path))
		offence(in, 1, "listed", "no list of a Makefile names this file");
	if (file_load(&file, in->path) < 0)
		return -EIO;
	result = check_tokens(in, &file);
	file_unload(&file);
	return result;
}

static bool is_code(const char *path)
{
	return path_has_suffix(path, ".c") || path_has_suffix(path, ".h") ||
	       path_has_suffix(path, ".S");
}

int main(void)
{
	struct list files;
	struct listed listed;
	size_t nr_offences = 0;
	int result;

	if (list_read(&files, stdin) < 0)
		return 2;
	result = listed_read(&listed, &files);
	if (result < 0)
		goto free_files;
	for (size_t i = 0; result == 0 && i < files.count; i++) {
		struct inspection in = {
			.files = &files,
			.path = files.paths[i],
			.nr_offences = &nr_offences,
		};

		if (is_code(in.path))
			result = check_file(&in, &listed);
	}
	listed_free(&listed);
free_files:
	list_free(&files);
	if (result < 0)
		return 2;
	if (nr_offences > 0)
		printf("layers: %zu offences\n", nr_offences);
	return nr_offences > 0;
}
