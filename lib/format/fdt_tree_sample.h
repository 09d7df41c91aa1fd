/* A device tree for tests, written with libfdt: one of everything that fdt_tree.h knows. */
#ifndef LIB_FORMAT_FDT_TREE_SAMPLE_H
#define LIB_FORMAT_FDT_TREE_SAMPLE_H

#include <stddef.h>

#define TREE_SAMPLE_BYTES 4096u

/* Offsets in the header of a tree [DT 5.2]; the words are big endian. */
enum tree_header_offset {
	TREE_MAGIC = 0,
	TREE_TOTAL_BYTES = 4,
	TREE_STRUCTURE = 8,
	TREE_RESERVE_LIST = 16,
	TREE_OLDEST_VERSION = 24,
	TREE_HEADER_BYTES = 40,
};

/* Writes the tree into size bytes, 8-byte aligned; stdout_path may be null. Returns its length, 0
 * if it does not fit. */
size_t tree_sample(void *tree, size_t size, const char *stdout_path);

#endif
