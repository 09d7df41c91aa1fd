/* The heap as a debug build has it. */
#define CONFIG_DEBUG_HEAP 1

#include "heap.c"
#include "heap_debug.c"
