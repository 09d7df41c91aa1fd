/* Lines of the Test Anything Protocol on the machine's serial line; words of the command line. */
#include "probe.h"

#include <stdarg.h>

#include <lib/base/fmt.h>
#include <lib/base/string.h>

static unsigned nr_points;
static unsigned nr_failed;

static void put(struct fmt_sink *sink, const char *text, size_t len)
{
	(void)sink;
	for (size_t i = 0; i < len; i++)
		machine_put(text[i]);
}

static struct fmt_sink serial = {.write = put};

void probe_check(int ok, const char *format, ...)
{
	va_list args;

	nr_points++;
	if (!ok)
		nr_failed++;
	fmt_print(&serial, "%s %u - ", ok ? "ok" : "not ok", nr_points);
	va_start(args, format);
	fmt_vprint(&serial, format, args);
	va_end(args);
	fmt_print(&serial, "\n");
}

void probe_note(const char *format, ...)
{
	va_list args;

	fmt_print(&serial, "# ");
	va_start(args, format);
	fmt_vprint(&serial, format, args);
	va_end(args);
	fmt_print(&serial, "\n");
}

bool probe_finish(void)
{
	fmt_print(&serial, "1..%u\n# %u failed\n", nr_points, nr_failed);
	return nr_failed == 0;
}

static unsigned digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	return 16;
}

static uint64_t parse_number(const char *text)
{
	unsigned base = 10;
	uint64_t value = 0;

	if (text[0] == '0' && text[1] == 'x') {
		base = 16;
		text += 2;
	}
	for (; digit(*text) < base; text++)
		value = value * base + digit(*text);
	return value;
}

uint64_t probe_option(const char *name, uint64_t fallback)
{
	const struct limine_cmdline_response *response =
		PROBE_RESPONSE(limine_cmdline_response, probe_cmdline);
	const size_t len = strlen(name);
	const char *word = response != NULL ? (const char *)(uintptr_t)response->cmdline : "";

	while (word != NULL && *word != '\0') {
		if (strncmp(word, name, len) == 0 && word[len] == '=')
			return parse_number(word + len + 1);
		word = strchr(word, ' ');
		if (word != NULL)
			word++;
	}
	return fallback;
}
