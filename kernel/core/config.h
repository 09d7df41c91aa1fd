/*
 * Build options, for use as `if (CONFIG_X)`: the compiler sees both sides in every build and drops
 * one. The command line of make sets them (config/build.mk); what it leaves out is off.
 */
#ifndef KERNEL_CORE_CONFIG_H
#define KERNEL_CORE_CONFIG_H

/* Locks check order, recursion, owner, context and hold times (docs/locks.md). */
#ifndef CONFIG_DEBUG_LOCKS
#define CONFIG_DEBUG_LOCKS 0
#endif

/* Undefined behaviour ends in a panic that names it (core/ubsan.c). */
#ifndef CONFIG_UBSAN
#define CONFIG_UBSAN 0
#endif

/* Objects of the heap have red zones, poison and a record of who had them (mem/heap_debug.c). */
#ifndef CONFIG_DEBUG_HEAP
#define CONFIG_DEBUG_HEAP 0
#endif

/* Allocations can be made to fail (mem/inject.h). */
#ifndef CONFIG_INJECT
#define CONFIG_INJECT 0
#endif

#endif
