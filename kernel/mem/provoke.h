/* Mistakes with memory, made on purpose; the other ones are core's (kernel/core/provoke.h). */
#ifndef KERNEL_MEM_PROVOKE_H
#define KERNEL_MEM_PROVOKE_H

#include <stdbool.h>

/* Makes the mistake of this name and, where the build notices it, does not return. False: this is
 * none of ours. */
bool mem_provoke(const char *name);

#endif
