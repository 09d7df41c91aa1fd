/*
 * Follows the braces of a C file. At depth 0 the tokens since the last ; or } are a declaration; if
 * it has the shape `name ( parameters ) {` a body begins and is measured up to its closing brace.
 *
 * 1. A declaration's name is the first word before a parenthesis that is not all capitals (those
 *    are attributes) and no attribute keyword; a declaration with = or typedef has none.
 * 2. A brace inside of a body opens a block unless it belongs to a value: it stands in parentheses,
 *    or behind = or return.
 * 3. Behind #else the depth is what it was behind #if, so that alternatives do not add up.
 */
#include <tools/check/functions.h>

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <tools/check/source.h>

#define MAX_LINES      70u
#define MAX_NESTING    4u
#define MAX_PARAMETERS 6u
#define MAX_BRACES     64u
#define MAX_IFS        16u

/* What is known of the declaration at depth 0. */
struct declaration {
	struct token name; /* len 0: none yet */
	uint32_t first_line;
	uint32_t nr_parameters;
	bool has_bool; /* a bool parameter by value */
	bool is_over;  /* the parameters' closing parenthesis was seen */
	bool is_value; /* = or typedef was seen: no function */
	bool in_parameters;
	bool parameter_is_empty; /* no token of this parameter yet, but perhaps const */
	bool parameter_is_bool;  /* its first word is bool, no * yet */
};

struct walk {
	const struct file *file;
	struct offences *offences;
	struct declaration declaration;
	struct token previous; /* the last that is no comment */
	uint32_t depth;        /* open braces */
	uint32_t parentheses;
	bool in_body;
	uint32_t nesting; /* open blocks inside of the body */
	uint32_t deepest;
	uint32_t deepest_line;
	bool is_block[MAX_BRACES]; /* per open brace of the body */
	bool in_value;             /* this statement has = or return before the brace */
	uint32_t if_depths[MAX_IFS];
	uint32_t nr_ifs;
	int result;
};

static void report(struct walk *walk, uint32_t line, const char *rule, uint32_t measure,
                   const char *format, ...) PRINTF_FORMAT(5, 6);

static void report(struct walk *walk, uint32_t line, const char *rule, uint32_t measure,
                   const char *format, ...)
{
	const struct token *name = &walk->declaration.name;
	struct offence offence = {
		.rule = rule,
		.path = walk->file->path,
		.line = line,
		.measure = measure,
		.subject = "-",
	};
	va_list args;

	if (name->len > 0)
		snprintf(offence.subject, sizeof(offence.subject), "%.*s", (int)name->len,
		         name->text);
	va_start(args, format);
	vsnprintf(offence.what, sizeof(offence.what), format, args);
	va_end(args);
	if (walk->result == 0)
		walk->result = offences_add(walk->offences, &offence);
}

static bool is_attribute(const struct token *token)
{
	static const char *const keywords[] = {"__attribute__",  "__declspec", "_Alignas",
	                                       "_Static_assert", "__asm__",    "asm"};

	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++) {
		if (token_is(token, keywords[i]))
			return true;
	}
	for (size_t i = 0; i < token->len; i++) {
		if (islower((unsigned char)token->text[i]))
			return false;
	}
	return true;
}

static void end_parameter(struct declaration *declaration)
{
	if (!declaration->parameter_is_empty)
		declaration->nr_parameters++;
	if (declaration->parameter_is_bool)
		declaration->has_bool = true;
	declaration->parameter_is_empty = true;
	declaration->parameter_is_bool = false;
}

/* A token between the parentheses of the parameters. */
static void take_parameter(struct walk *walk, const struct token *token)
{
	struct declaration *declaration = &walk->declaration;

	if (walk->parentheses == 1 && token_is(token, ","))
		end_parameter(declaration);
	else if (token_is(token, "*") || token_is(token, "["))
		declaration->parameter_is_bool = false;
	else if (declaration->parameter_is_empty && !token_is(token, "const")) {
		declaration->parameter_is_empty = false;
		declaration->parameter_is_bool = token_is(token, "bool");
	}
}

static void check_parameters(struct walk *walk)
{
	const struct declaration *declaration = &walk->declaration;
	const struct token *name = &declaration->name;

	if (declaration->nr_parameters > MAX_PARAMETERS)
		report(walk, name->line, "parameters", declaration->nr_parameters,
		       "%.*s has %u parameters, allowed are %u (then a request struct)",
		       (int)name->len, name->text, declaration->nr_parameters, MAX_PARAMETERS);
	if (declaration->has_bool)
		report(walk, name->line, "bool-parameter", 0,
		       "%.*s has a bool parameter, expected two functions or an enum",
		       (int)name->len, name->text);
}

/* A token of a declaration at depth 0, other than a brace or semicolon. */
static void take_declaration(struct walk *walk, const struct token *token)
{
	struct declaration *declaration = &walk->declaration;

	if (declaration->first_line == 0)
		declaration->first_line = token->line;
	if (token_is(token, "typedef") || (token_is(token, "=") && walk->parentheses == 0))
		declaration->is_value = true;
	if (token_is(token, "(")) {
		if (walk->parentheses == 0 && declaration->name.len == 0 &&
		    walk->previous.kind == TOKEN_WORD && !is_attribute(&walk->previous)) {
			declaration->name = walk->previous;
			declaration->in_parameters = true;
			declaration->parameter_is_empty = true;
		}
		walk->parentheses++;
		return;
	}
	if (token_is(token, ")") && walk->parentheses > 0) {
		walk->parentheses--;
		if (declaration->in_parameters && walk->parentheses == 0) {
			end_parameter(declaration);
			declaration->in_parameters = false;
			declaration->is_over = true;
		}
		return;
	}
	if (declaration->in_parameters)
		take_parameter(walk, token);
}

static void begin_body(struct walk *walk)
{
	walk->in_body = true;
	walk->nesting = 0;
	walk->deepest = 0;
	walk->deepest_line = 0;
	walk->in_value = false;
	walk->parentheses = 0;
}

static void end_body(struct walk *walk, uint32_t line)
{
	const struct declaration *declaration = &walk->declaration;
	uint32_t nr_lines = line - declaration->first_line + 1;

	if (nr_lines > MAX_LINES)
		report(walk, declaration->first_line, "function-length", nr_lines,
		       "%.*s has %u lines, allowed are %u", (int)declaration->name.len,
		       declaration->name.text, nr_lines, MAX_LINES);
	if (walk->deepest > MAX_NESTING)
		report(walk, walk->deepest_line, "nesting", walk->deepest,
		       "%.*s has %u nested blocks, allowed are %u", (int)declaration->name.len,
		       declaration->name.text, walk->deepest, MAX_NESTING);
	walk->in_body = false;
}

static void open_brace(struct walk *walk, const struct token *token)
{
	const struct declaration *declaration = &walk->declaration;

	if (walk->depth == 0 && declaration->is_over && !declaration->is_value) {
		check_parameters(walk);
		begin_body(walk);
	} else if (walk->in_body && walk->depth < MAX_BRACES) {
		bool is_block = walk->parentheses == 0 && !walk->in_value;

		walk->is_block[walk->depth] = is_block;
		if (is_block && ++walk->nesting > walk->deepest) {
			walk->deepest = walk->nesting;
			walk->deepest_line = token->line;
		}
	}
	walk->depth++;
}

static void close_brace(struct walk *walk, const struct token *token)
{
	if (walk->depth == 0)
		return;
	walk->depth--;
	if (!walk->in_body)
		return;
	if (walk->depth == 0) {
		end_body(walk, token->line);
		walk->declaration = (struct declaration){.first_line = 0};
	} else if (walk->depth < MAX_BRACES && walk->is_block[walk->depth] && walk->nesting > 0) {
		walk->nesting--;
		walk->in_value = false;
	}
}

/* A token inside of a body, other than a brace. */
static void take_body(struct walk *walk, const struct token *token)
{
	if (token_is(token, "(")) {
		walk->parentheses++;
	} else if (token_is(token, ")") && walk->parentheses > 0) {
		walk->parentheses--;
	} else if (walk->parentheses == 0) {
		if (token_is(token, ";"))
			walk->in_value = false;
		else if (token_is(token, "=") || token_is(token, "return"))
			walk->in_value = true;
	}
}

static void take_code(struct walk *walk, const struct token *token)
{
	if (token->kind == TOKEN_PUNCT && token_is(token, "{")) {
		open_brace(walk, token);
	} else if (token->kind == TOKEN_PUNCT && token_is(token, "}")) {
		close_brace(walk, token);
	} else if (walk->in_body) {
		take_body(walk, token);
	} else if (walk->depth == 0 && token_is(token, ";")) {
		if (walk->declaration.is_over && !walk->declaration.is_value)
			check_parameters(walk);
		walk->declaration = (struct declaration){.first_line = 0};
		walk->parentheses = 0;
	} else if (walk->depth == 0) {
		take_declaration(walk, token);
	}
}

/* Files that may choose by #if inside of bodies. */
static bool may_choose(const char *path)
{
	return strstr(path, "/arch/") || strstr(path, "/core/");
}

static void take_directive(struct walk *walk, const struct token *token)
{
	bool is_if = token_is(token, "if") || token_is(token, "ifdef") || token_is(token, "ifndef");

	if (is_if) {
		if (walk->in_body && !may_choose(walk->file->path))
			report(walk, token->line, "if-in-body", 0,
			       "#%.*s inside of %.*s, expected a choice of files or if (CONFIG_X)",
			       (int)token->len, token->text, (int)walk->declaration.name.len,
			       walk->declaration.name.text);
		if (walk->nr_ifs < MAX_IFS)
			walk->if_depths[walk->nr_ifs] = walk->depth;
		walk->nr_ifs++;
	} else if ((token_is(token, "else") || token_is(token, "elif")) && walk->nr_ifs > 0) {
		if (walk->nr_ifs <= MAX_IFS)
			walk->depth = walk->if_depths[walk->nr_ifs - 1];
	} else if (token_is(token, "endif") && walk->nr_ifs > 0) {
		walk->nr_ifs--;
	}
}

/* Does a comment of one line inside of a body hold a statement: an ending `);`, `{` or `}`, or an
 * assignment's `;`? Prose has none of these. */
static bool looks_like_code(const struct token *token)
{
	const char *text = token->text + 2;
	size_t len = token->len - 2;
	size_t name_len = 0;

	if (token->text[1] == '*')
		len = len >= 2 ? len - 2 : 0;
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	while (len > 0 && isspace((unsigned char)*text)) {
		text++;
		len--;
	}
	if (len < 3)
		return false;
	while (name_len < len &&
	       (isalnum((unsigned char)text[name_len]) || strchr("_.->[]*", text[name_len])))
		name_len++;
	if (text[len - 1] != ';' || name_len == 0)
		return false;
	return text[name_len] == '(' || memcmp(text + name_len, " = ", 3) == 0;
}

int functions_check(const struct file *file, struct offences *offences)
{
	struct walk walk = {.file = file, .offences = offences};
	struct source source;
	struct token token;

	source_open(&source, file);
	while (source_next(&source, &token)) {
		if (token.kind == TOKEN_COMMENT) {
			if (walk.in_body && token.line == token.end_line && looks_like_code(&token))
				report(&walk, token.line, "dead-code", 0,
				       "code in a comment, expected prose or nothing");
			continue;
		}
		if (token.is_directive)
			take_directive(&walk, &token);
		else if (!token.in_directive)
			take_code(&walk, &token);
		if (!token.in_directive)
			walk.previous = token;
	}
	return walk.result;
}
