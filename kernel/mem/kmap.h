/*
 * The kernel's own address space: what is mapped where, and with which permissions. kmap.c tells
 * the layout, docs/memory-map.md draws it. Nothing here sleeps.
 */
#ifndef KERNEL_MEM_KMAP_H
#define KERNEL_MEM_KMAP_H

#include <stddef.h>
#include <stdint.h>

#include <kernel/arch/mmu.h>
#include <lib/base/addr.h>
#include <lib/base/compiler.h>

/* Builds the kernel's page tables and uses them on this processor: nothing is both writable and
 * executable from here on, and the guard below the boot stack works. Needs frame_init; after it
 * frames can be allocated. Boot processor, once. Panics if there is no memory for tables. */
void kmap_init(void);

/* Makes everything that is marked RO_AFTER_INIT read-only. When the kernel is set up, on the boot
 * processor; others forget the old permissions by their own flush. */
void kmap_seal(void);

#endif
