/*
 * The consoles that show the log: the serial line, and whatever screen main adds. Here is only what
 * a panic needs before anything else is set up.
 */
#ifndef KERNEL_CORE_CONSOLE_H
#define KERNEL_CORE_CONSOLE_H

/* Sets the serial line up and shows the log on it, once. Any context; boot processor. */
void console_ensure(void);

#endif
