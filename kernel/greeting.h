/* The first lines a person sees. */
#ifndef KERNEL_GREETING_H
#define KERNEL_GREETING_H

#include <stdint.h>

/* Logs name, version, machine, loader, firmware, processors, memory, framebuffer and time, then the
 * line "Hello World! This is Lintel VERSION on ARCH." */
void greeting_show(void);

/* Logs the time counter's values at the loader's start, the kernel's entry and now, for `lintel
 * bench`. */
void greeting_log_counters(uint64_t entry_counter);

#endif
