/*
 * The tokenizer: one position, one line number and four flags. A comment or string that does not
 * end reaches to the end of the file (a string: of the line).
 */
#include <tools/check/source.h>

#include <ctype.h>
#include <string.h>

void source_open(struct source *source, const struct file *file)
{
	*source = (struct source){.file = file, .line = 1, .at_line_start = true};
}

bool token_is(const struct token *token, const char *text)
{
	return token->len == strlen(text) && memcmp(token->text, text, token->len) == 0;
}

/* The byte at distance from the position, 0 behind the end. */
static char peek(const struct source *source, size_t distance)
{
	size_t left = source->file->len - source->position;

	return distance < left ? (char)source->file->bytes[source->position + distance] : 0;
}

static bool at_end(const struct source *source)
{
	return source->position >= source->file->len;
}

static void advance(struct source *source)
{
	if (peek(source, 0) == '\n')
		source->line++;
	source->position++;
}

static bool is_word_start(char c)
{
	return isalpha((unsigned char)c) || c == '_' || c == '$';
}

static bool is_word(char c)
{
	return is_word_start(c) || isdigit((unsigned char)c);
}

/* Skips blanks, ends of lines and spliced lines, keeping track of directives. */
static void skip_blanks(struct source *source)
{
	while (!at_end(source)) {
		char c = peek(source, 0);

		if (c == '\\' && peek(source, 1) == '\n') {
			advance(source);
		} else if (c == '\n') {
			source->at_line_start = true;
			source->in_directive = false;
			source->expects_directive = false;
			source->expects_header = false;
		} else if (!isspace((unsigned char)c)) {
			return;
		}
		advance(source);
	}
}

static void read_block_comment(struct source *source)
{
	advance(source);
	advance(source);
	while (!at_end(source) && !(peek(source, 0) == '*' && peek(source, 1) == '/'))
		advance(source);
	for (int i = 0; i < 2 && !at_end(source); i++)
		advance(source);
}

static void read_line_comment(struct source *source)
{
	while (!at_end(source) && peek(source, 0) != '\n')
		advance(source);
}

static void read_quoted(struct source *source, char end)
{
	advance(source);
	while (!at_end(source) && peek(source, 0) != end && peek(source, 0) != '\n') {
		if (peek(source, 0) == '\\' && source->position + 1 < source->file->len)
			advance(source);
		advance(source);
	}
	if (peek(source, 0) == end)
		advance(source);
}

static void read_words(struct source *source)
{
	while (is_word(peek(source, 0)))
		advance(source);
}

/* A preprocessing number: 1.5e+3, 0x1p-2, 10ull. */
static void read_number(struct source *source)
{
	while (is_word(peek(source, 0)) || peek(source, 0) == '.') {
		bool is_exponent = strchr("eEpP", peek(source, 0)) != NULL;

		advance(source);
		if (is_exponent && (peek(source, 0) == '+' || peek(source, 0) == '-'))
			advance(source);
	}
}

static void read_word(struct source *source, struct token *token)
{
	read_words(source);
	token->len = source->position - (size_t)(token->text - (char *)source->file->bytes);
	if (source->expects_directive) {
		token->is_directive = true;
		source->expects_directive = false;
		source->expects_header = token_is(token, "include");
	}
}

/* Reads one token that is no comment; the position is not on a blank. */
static enum token_kind read_token(struct source *source, struct token *token)
{
	char c = peek(source, 0);

	if (c == '#' && source->at_line_start) {
		source->in_directive = true;
		source->expects_directive = true;
		advance(source);
		return TOKEN_PUNCT;
	}
	if (c == '<' && source->expects_header) {
		read_quoted(source, '>');
		return TOKEN_HEADER;
	}
	if (c == '"' || c == '\'') {
		read_quoted(source, c);
		return TOKEN_STRING;
	}
	if (is_word_start(c)) {
		read_word(source, token);
		return TOKEN_WORD;
	}
	if (isdigit((unsigned char)c)) {
		read_number(source);
		return TOKEN_NUMBER;
	}
	advance(source);
	return TOKEN_PUNCT;
}

bool source_next(struct source *source, struct token *token)
{
	bool is_block;

	skip_blanks(source);
	*token = (struct token){
		.kind = TOKEN_END,
		.text = (char *)source->file->bytes + source->position,
		.line = source->line,
		.end_line = source->line,
	};
	if (at_end(source))
		return false;
	is_block = peek(source, 0) == '/' && peek(source, 1) == '*';
	if (is_block || (peek(source, 0) == '/' && peek(source, 1) == '/')) {
		token->kind = TOKEN_COMMENT;
		token->in_directive = source->in_directive;
		if (is_block)
			read_block_comment(source);
		else
			read_line_comment(source);
	} else {
		token->kind = read_token(source, token);
		token->in_directive = source->in_directive;
		source->at_line_start = false;
	}
	token->len = (size_t)((char *)source->file->bytes + source->position - token->text);
	token->end_line = source->line;
	return true;
}
