/*
 * Any bytes as C source: the tokens follow each other, lie in the file and never go back a line,
 * and measuring the functions of the file ends without a report of the sanitizers. The search
 * starts from a small program.
 */
#include <lib/base/fuzz.h>

#include <stdlib.h>
#include <string.h>

#include <tools/check/functions.h>
#include <tools/check/ratchet.h>
#include <tools/check/source.h>

static const char sample[] = "/* A file. */\n"
			     "#include <a/b.h>\n"
			     "#if X /* y */\n"
			     "static int f(int a, bool b)\n{\n#else\n"
			     "int g(void (*c)(int), struct s d[2])\n{\n#endif\n"
			     "\tstruct s v = {.a = \"\\\"{\", .b = '{'};\n"
			     "\tif (a) {\n\t\tfor (;;) {\n\t\t\t// x = 1;\n\t\t}\n\t}\n"
			     "\treturn 0x1p-2 \\\n+ 1;\n}\n";

static void read_tokens(const struct file *file)
{
	const char *end = (const char *)file->bytes;
	struct source source;
	struct token token;
	uint32_t line = 1;

	source_open(&source, file);
	while (source_next(&source, &token)) {
		fuzz_expect(token.kind != TOKEN_END && token.len > 0);
		fuzz_expect(token.text >= end && token.line >= line);
		fuzz_expect(token.end_line >= token.line);
		end = token.text + token.len;
		line = token.end_line;
		fuzz_expect(end <= (const char *)file->bytes + file->len);
	}
	fuzz_expect(token.kind == TOKEN_END);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct file file = {.path = "lib/a.c", .bytes = malloc(size + 1), .len = size};
	struct offences offences = {.count = 0};

	fuzz_expect(file.bytes != NULL);
	memcpy(file.bytes, data, size);
	file.bytes[size] = 0;
	read_tokens(&file);
	fuzz_expect(functions_check(&file, &offences) == 0);
	offences_free(&offences);
	free(file.bytes);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	if (fuzz_begins(size, sizeof(sample) - 1, seed) && max_size >= sizeof(sample)) {
		memcpy(data, sample, sizeof(sample) - 1);
		size = sizeof(sample) - 1;
	}
	return LLVMFuzzerMutate(data, size, max_size);
}
