/*
 * The log ring and its sinks.
 *
 * The ring holds lines one after the other: a byte with the level (as a digit), the text, "\n"; a
 * message of several lines is several of them. New bytes overwrite the oldest, so the oldest line
 * may have lost its head: a replay starts behind the first "\n".
 *
 * One spinlock (log.lock, the innermost of all: nothing is called that takes another) guards ring
 * and list. A panic stops using it, because the holder may be the code that crashed; from then on
 * other processors write only what the panic asks them for (log_raw).
 */
#include <kernel/core/log.h>

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <kernel/arch/time.h>
#include <kernel/core/percpu.h>
#include <kernel/core/spinlock.h>
#include <lib/base/fmt.h>
#include <lib/base/ring.h>
#include <lib/base/string.h>

enum { LINE_BYTES = 512 };

#define NOBODY UINT_MAX

static char ring_bytes[LOG_RING_BYTES];

static struct {
	struct spinlock lock;
	enum log_level shown_level; /* L */
	atomic_uint panic_cpu;      /* A: the processor that panics, NOBODY while all is well */
	struct log_sink *sinks;     /* L */
	struct ring ring;           /* L */
} log = {
	.lock = SPINLOCK_INIT("log.lock", LOCK_RANK_LOG),
	.panic_cpu = NOBODY,
	.shown_level = LOG_INFO,
	.ring = {ring_bytes, LOG_RING_BYTES, 0},
};

/* How the log was locked: not at all in a panic. */
struct hold {
	bool locked;
	irq_state_t irqs;
};

static unsigned panic_cpu(void)
{
	/* Relaxed: whoever learns of a panic late writes one line more. */
	return atomic_load_explicit(&log.panic_cpu, memory_order_relaxed);
}

/* A panic writes without the lock, which the analysis cannot follow. */
static struct hold log_lock(void) UNCHECKED_LOCKS
{
	struct hold hold = {.locked = panic_cpu() == NOBODY};

	if (hold.locked)
		hold.irqs = spin_lock_irq(&log.lock);
	return hold;
}

static void log_unlock(struct hold hold) UNCHECKED_LOCKS
{
	if (hold.locked)
		spin_unlock_irq(&log.lock, hold.irqs);
}

static void sinks_write_locked(const char *text, size_t len)
{
	for (struct log_sink *sink = log.sinks; sink; sink = sink->next)
		sink->write(sink, text, len);
}

/* Keeps a message, line by line; each ends in "\n". */
static void keep_locked(char level, const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		const char *next = (const char *)memchr(text, '\n', (size_t)(end - text)) + 1;

		ring_write(&log.ring, &level, 1);
		ring_write(&log.ring, text, (size_t)(next - text));
		text = next;
	}
}

/* "[    0.001234] ", with dashes while the counter's frequency is unknown. */
static size_t format_time(char *buf, size_t size)
{
	uint64_t hz = time_counter_hz();
	uint64_t counter = time_counter();

	if (hz == 0)
		return fmt_string(buf, size, "[    -.------] ");
	return fmt_string(buf, size, "[%5llu.%06llu] ", (unsigned long long)(counter / hz),
	                  (unsigned long long)(counter % hz * 1000000 / hz));
}

void log_write(enum log_level level, const char *format, ...)
{
	char line[LINE_BYTES];
	size_t len;
	va_list args;
	struct hold hold;

	/* The report of a panic is not to be mixed with what others still do. */
	if (panic_cpu() != NOBODY && panic_cpu() != percpu_id())
		return;
	len = format_time(line, sizeof(line) - 1);
	va_start(args, format);
	len += fmt_vstring(line + len, sizeof(line) - 1 - len, format, args);
	va_end(args);
	if (len > sizeof(line) - 2)
		len = sizeof(line) - 2;
	if (line[len - 1] != '\n')
		line[len++] = '\n';

	hold = log_lock();
	keep_locked((char)('0' + level), line, len);
	if (level <= log.shown_level)
		sinks_write_locked(line, len);
	log_unlock(hold);
}

static void raw_write(struct fmt_sink *sink, const char *text, size_t len)
{
	(void)sink;
	sinks_write_locked(text, len);
}

void log_raw(const char *format, ...)
{
	struct fmt_sink sink = {.write = raw_write};
	va_list args;
	struct hold hold = log_lock();

	va_start(args, format);
	fmt_vprint(&sink, format, args);
	va_end(args);
	log_unlock(hold);
}

bool log_set_level(const char *name)
{
	static const char *const names[LOG_NR_LEVELS] = {
		[LOG_ERROR] = "error",
		[LOG_WARN] = "warn",
		[LOG_INFO] = "info",
		[LOG_DEBUG] = "debug",
	};
	struct hold hold;

	for (unsigned level = 0; level < LOG_NR_LEVELS; level++) {
		if (strcmp(name, names[level]) != 0)
			continue;
		hold = log_lock();
		log.shown_level = level;
		log_unlock(hold);
		return true;
	}
	return false;
}

/* Hands the ring's lines to one sink, those of a shown level only. */
static void replay_locked(struct log_sink *sink)
{
	uint64_t position = ring_oldest(&log.ring);
	bool skipping = position > 0; /* the oldest line is cut: skip to its end */
	char line[LINE_BYTES];
	size_t len = 0;
	char c;

	while (ring_read(&log.ring, &position, &c, 1) == 1) {
		if (len < sizeof(line))
			line[len++] = c;
		if (c != '\n')
			continue;
		if (!skipping && line[0] - '0' <= (int)log.shown_level)
			sink->write(sink, line + 1, len - 1);
		skipping = false;
		len = 0;
	}
}

void log_add_sink(struct log_sink *sink)
{
	struct hold hold = log_lock();

	replay_locked(sink);
	sink->next = log.sinks;
	log.sinks = sink;
	log_unlock(hold);
}

void log_enter_panic(void)
{
	atomic_store_explicit(&log.panic_cpu, percpu_id(), memory_order_relaxed);
}
