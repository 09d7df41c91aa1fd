/* The log's promises: a late sink gets what was said before, levels filter, long lines are cut. */
#include <kernel/core/log.h>
#include <kernel/core/test.h>

#include <lib/base/math.h>
#include <lib/base/string.h>

enum { CATCH_BYTES = 1024 };

/* Keeps the last CATCH_BYTES - 1 that it was given. */
struct catching_sink {
	struct log_sink sink;
	char text[CATCH_BYTES];
	size_t len;
};

static void catch_write(struct log_sink *sink, const char *text, size_t len)
{
	struct catching_sink *catcher = (struct catching_sink *)sink;
	size_t kept;

	if (len >= CATCH_BYTES)
		return;
	kept = min_u64(catcher->len, CATCH_BYTES - 1 - len);
	memmove(catcher->text, catcher->text + catcher->len - kept, kept);
	memcpy(catcher->text + kept, text, len);
	catcher->len = kept + len;
	catcher->text[catcher->len] = '\0';
}

static struct catching_sink catcher = {.sink.write = catch_write};

static bool caught(const struct catching_sink *in, const char *part)
{
	size_t len = strlen(part);

	for (const char *p = in->text; *p; p++)
		if (strncmp(p, part, len) == 0)
			return true;
	return false;
}

TEST(log_replays_to_a_late_sink)
{
	log_info("log_test: said before the sink came");
	log_debug("log_test: too detailed to be shown");
	log_add_sink(&catcher.sink);
	EXPECT(caught(&catcher, "log_test: said before the sink came\n"));
	EXPECT(!caught(&catcher, "too detailed"));
	log_info("log_test: value=%d", 42);
	EXPECT(caught(&catcher, "log_test: value=42\n"));
}

TEST(log_replays_messages_of_several_lines)
{
	static struct catching_sink late = {.sink.write = catch_write};

	log_info("log_test: first\nand second of two");
	log_debug("log_test: hidden\n0 and its second line");
	log_add_sink(&late.sink);
	EXPECT(caught(&late, "log_test: first\nand second of two\n"));
	EXPECT(!caught(&late, "its second line"));
}

TEST(log_shows_what_the_level_says)
{
	EXPECT(!log_set_level("loud"));
	catcher.len = 0;
	EXPECT(log_set_level("error"));
	log_warn("log_test: warned");
	log_error("log_test: failed on purpose");
	EXPECT(log_set_level("debug"));
	log_debug("log_test: detailed");
	EXPECT(log_set_level("info"));
	log_debug("log_test: too detailed again");
	EXPECT(!caught(&catcher, "warned"));
	EXPECT(caught(&catcher, "log_test: failed on purpose\n"));
	EXPECT(caught(&catcher, "log_test: detailed\n"));
	EXPECT(!caught(&catcher, "too detailed again"));
}

TEST(log_cuts_long_lines_and_ends_them)
{
	char text[700];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	catcher.len = 0;
	log_info("%s", text);
	EXPECT(catcher.len < 520);
	EXPECT(catcher.text[catcher.len - 1] == '\n');
}
