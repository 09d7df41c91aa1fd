/* Mistakes with threads, made on purpose; the other ones are core's (kernel/core/provoke.h). */
#ifndef KERNEL_TASK_PROVOKE_H
#define KERNEL_TASK_PROVOKE_H

#include <stdbool.h>

/* Makes the mistake of this name and, where the build notices it, does not return. False: this is
 * none of ours. Context: may sleep. */
bool task_provoke(const char *name);

#endif
