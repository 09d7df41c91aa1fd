/*
 * What loader and kernel want to know of a device tree, asked in their own words [DT].
 *
 * A thin layer over libfdt (lib/libfdt.mk), which checks every offset against the tree's length; so
 * a damaged tree gives errors or missing nodes, never a stray access. A tree is the blob itself, a
 * node is an offset in it. Functions that walk take a cursor, start it with TREE_START, and return
 * 1 with *out filled, or 0 at the end. Nothing allocates, locks or sleeps; strings point into the
 * tree.
 */
#ifndef LIB_FORMAT_FDT_TREE_H
#define LIB_FORMAT_FDT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lib/base/compiler.h>

/* Why a tree ends here: a blob is at most this long, so a wrong length cannot lead far away. */
#define TREE_MAX_BYTES (64u << 20)

struct tree_range {
	uint64_t base; /* bytes, as the processor addresses them */
	uint64_t len;
};

struct tree_cursor {
	int node;
	int index; /* of the next range in the node's reg */
};

#define TREE_START ((struct tree_cursor){-1, 0})

/* How a processor is brought to life [DT 3.8.1], [DT-ARM cpus]. */
enum tree_start_method {
	TREE_START_BY_MACHINE, /* no enable-method: the machine has one way only */
	TREE_START_PSCI,
	TREE_START_SPIN_TABLE,
	TREE_START_UNKNOWN,
};

struct tree_cpu {
	uint64_t id; /* the node's reg: MPIDR, hart id or physical id */
	enum tree_start_method method;
	uint64_t release_address; /* TREE_START_SPIN_TABLE */
	const char *isa;          /* riscv,isa, or null */
};

struct tree_chosen {
	struct tree_range initrd; /* len 0: none */
	const char *bootargs;     /* or null */
};

enum tree_uart_kind { TREE_UART_NONE, TREE_UART_PL011, TREE_UART_NS16550 };

struct tree_uart {
	enum tree_uart_kind kind;
	uint64_t base;
	unsigned reg_shift; /* registers are 1 << reg_shift bytes apart */
	unsigned io_bytes;  /* width of an access: 1 or 4 */
};

enum tree_psci { TREE_PSCI_NONE, TREE_PSCI_HVC, TREE_PSCI_SMC };

/* Does a device tree lie here? Looks at the header only; *bytes is how long it says to be.
 * Errors: -EINVAL no tree, a version nobody knows, or tables outside of it; -EFBIG over
 * TREE_MAX_BYTES. */
MUST_CHECK int tree_check(const void *tree, uint32_t *bytes);

/* Ranges of the nodes with device_type "memory". */
int tree_next_memory(const void *tree, struct tree_cursor *cursor, struct tree_range *out);

/* Ranges that are not for general use: the children of /reserved-memory that have a reg. */
int tree_next_reserved(const void *tree, struct tree_cursor *cursor, struct tree_range *out);

/* Entry number index of the tree's /memreserve/ list; returns 1, or 0 at the end. */
int tree_reserve_entry(const void *tree, int index, struct tree_range *out);

/* Processors that may be used: the children of /cpus with device_type "cpu" whose status does not
 * forbid it. */
int tree_next_cpu(const void *tree, struct tree_cursor *cursor, struct tree_cpu *out);

/* What a loader before us left in /chosen. */
void tree_chosen(const void *tree, struct tree_chosen *out);

/* The UART that stdout-path names, kind TREE_UART_NONE if it names none that we know. */
void tree_console(const void *tree, struct tree_uart *out);

/* The node with this entry in its compatible list: its range number index.
 * Errors: -ENODEV no such node or range. */
MUST_CHECK int tree_find_device(const void *tree, const char *compatible, int index,
                                struct tree_range *out);

/* How PSCI is called, from the node "arm,psci-0.2" or "arm,psci-1.0". */
enum tree_psci tree_psci(const void *tree);

/* /cpus/timebase-frequency in Hz, 0 if there is none. */
uint64_t tree_timebase_hz(const void *tree);

/* Writes nothing over every memory node, in place: the protocol's memory map is the truth, and the
 * kernel must not see a second one [LIMINE dtb]. */
void tree_remove_memory(void *tree);

#endif
