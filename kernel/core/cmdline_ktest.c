/* The command line's words, keys and numbers. */
#include <kernel/core/cmdline.h>
#include <kernel/core/test.h>

#include <lib/base/errno.h>
#include <lib/base/string.h>

TEST(cmdline_finds_keys_and_values)
{
	const char *line = "  quiet end=halt end=poweroff name=a=b endless=1\t";
	char value[16];

	EXPECT(cmdline_get(line, "quiet", value, sizeof(value)) && value[0] == '\0');
	EXPECT(cmdline_is(line, "end", "poweroff"));
	EXPECT(cmdline_is(line, "name", "a=b"));
	EXPECT(!cmdline_get(line, "en", value, sizeof(value)));
	EXPECT(!cmdline_get("", "end", value, sizeof(value)));
	EXPECT(cmdline_get(line, "end", value, 4) && strcmp(value, "pow") == 0);
}

TEST(cmdline_reads_numbers)
{
	uint64_t n = 7;

	EXPECT(cmdline_number("a=12 b=0x1F", "a", &n) == 0 && n == 12);
	EXPECT(cmdline_number("a=12 b=0x1F", "b", &n) == 0 && n == 31);
	EXPECT(cmdline_number("a=12", "c", &n) == -ENOENT);
	EXPECT(cmdline_number("a=1z", "a", &n) == -EINVAL);
	EXPECT(cmdline_number("a=0x", "a", &n) == -EINVAL);
	EXPECT(cmdline_number("a=18446744073709551616", "a", &n) == -EINVAL);
	EXPECT(n == 31);
	EXPECT(cmdline_number("a=0x0000000000000000000000000000000000012", "a", &n) == 0 &&
	       n == 18);
}
