/*
 * The kernel log: lines with a level and the time since reset, kept in a ring and shown on sinks.
 *
 * A line reads "[    0.001234] room: fact key=value". The last LOG_RING_BYTES of lines stay in
 * memory; a sink that is added later gets them first. The message of one log call may hold several
 * lines.
 */
#ifndef KERNEL_CORE_LOG_H
#define KERNEL_CORE_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include <lib/base/compiler.h>

enum log_level {
	LOG_ERROR,
	LOG_WARN,
	LOG_INFO,
	LOG_DEBUG,
	LOG_NR_LEVELS,
};

enum { LOG_RING_BYTES = 32768 };

/* Somewhere that shows the log. write gets whole lines with their "\n", UTF-8. It is called with
 * the log's lock held and interrupts off: it must not log, sleep or allocate. */
struct log_sink {
	void (*write)(struct log_sink *sink, const char *text, size_t len);
	struct log_sink *next; /* L: the log's lock */
};

/* Logs one message; a missing final "\n" is added; longer than 480 bytes is cut. Any context. */
void log_write(enum log_level level, const char *format, ...) PRINTF_FORMAT(2, 3);

/* Shows lines of this level ("error", "warn", "info", "debug") and more important ones from now on;
 * "info" at first. All are kept. False, and no change, for another name. Any context. */
bool log_set_level(const char *name);

/* Shows everything in the ring on the sink, then every new line. The sink stays the caller's and
 * must live for ever. */
void log_add_sink(struct log_sink *sink);

/* From now on the log takes no lock: for a panic, when the holder may never come back. Messages of
 * other processors are dropped. */
void log_enter_panic(void);

/* Text straight to the sinks without time stamp, not kept: for protocols on the console such as
 * TAP. */
void log_raw(const char *format, ...) PRINTF_FORMAT(1, 2);

#define log_error(...) log_write(LOG_ERROR, __VA_ARGS__)
#define log_warn(...)  log_write(LOG_WARN, __VA_ARGS__)
#define log_info(...)  log_write(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_DEBUG, __VA_ARGS__)

#endif
