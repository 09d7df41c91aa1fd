/*
 * A heap: gives the least of its members in O(1), takes any of them out and a new one in, in
 * O(log n) at worst. It runs through its members, so nothing needs memory and nothing can fail.
 *
 * It is a binary tree in which
 *   1. no node is less than its parent, so the least is the root;
 *   2. all levels are full but the last, which is filled from the left: the place of the nth node,
 *      counted from 1, is spelled by the bits of n behind the highest: 0 left, 1 right.
 * No lock: the owner of the heap has one.
 */
#ifndef LIB_BASE_HEAP_H
#define LIB_BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>

struct heap_node {
	struct heap_node *parent; /* null: the root */
	struct heap_node *left;
	struct heap_node *right;
};

struct heap {
	struct heap_node *root;
	size_t nr_nodes;
	bool (*less)(const struct heap_node *a, const struct heap_node *b);
};

/* Adds a node that is in no heap. */
void heap_add(struct heap *heap, struct heap_node *node);

/* Takes a node of this heap out. */
void heap_remove(struct heap *heap, struct heap_node *node);

/* The least node, or null. */
static inline struct heap_node *heap_first(const struct heap *heap)
{
	return heap->root;
}

#endif
