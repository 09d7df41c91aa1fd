/* The screen as a sink of the log: one terminal, one of two painters. Guarded by the log's lock. */
#include <kernel/drivers/fbcon/fbcon.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/screen.h>
#include <kernel/core/log.h>
#include <kernel/drivers/fbcon/pixels.h>
#include <kernel/drivers/fbcon/terminal.h>
#include <kernel/drivers/fbcon/textmode.h>
#include <lib/base/fmt.h>

static struct terminal terminal;
static struct pixels pixels;
static struct textmode textmode;

static void sink_write(struct log_sink *sink, const char *text, size_t len)
{
	(void)sink;
	terminal_write(&terminal, text, len);
	terminal_flush(&terminal);
}

static struct log_sink screen_sink = {.write = sink_write};

void fbcon_start(void)
{
	struct screen_text text;

	if (pixels_init(&pixels, &boot_info()->framebuffer)) {
		terminal_init(&terminal, pixels.columns, pixels.rows, &pixels.painter);
	} else if (screen_find_text(&text)) {
		textmode_init(&textmode, &text);
		terminal_init(&terminal, text.columns, text.rows, &textmode.painter);
	} else {
		return;
	}
	log_add_sink(&screen_sink);
}

void fbcon_describe(char *buf, size_t size)
{
	const struct boot_framebuffer *fb = &pixels.framebuffer;

	if (terminal.painter == NULL)
		fmt_string(buf, size, "none");
	else if (terminal.painter == &textmode.painter)
		fmt_string(buf, size, "text %ux%u", terminal.columns, terminal.rows);
	else
		fmt_string(buf, size, "framebuffer %ux%ux%u pitch=%u text %ux%u", fb->width,
		           fb->height, fb->bpp, fb->pitch, terminal.columns, terminal.rows);
}
