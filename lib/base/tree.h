/*
 * A balanced search tree that runs through its members: each holds a struct tree_node, so adding
 * and removing need no memory and cannot fail. It is an AVL tree:
 *   1. the nodes stand in the order of `less`; equal ones in the order they were added;
 *   2. the heights of a node's two subtrees differ by at most 1, so the height is below
 *      1.45 log2(n + 2) and every operation takes O(log n);
 *   3. `update` has been called for each node since anything below it changed.
 * The third lets a node know something about its whole subtree, such as the smallest of a field.
 *
 * To search, walk from root along left and right. No lock: the owner of the tree has one.
 */
#ifndef LIB_BASE_TREE_H
#define LIB_BASE_TREE_H

#include <stdbool.h>
#include <stddef.h>

struct tree_node {
	struct tree_node *parent; /* null: the root */
	struct tree_node *left;
	struct tree_node *right;
	int height; /* of the subtree from here down; 1 for a leaf */
};

struct tree {
	struct tree_node *root;
	bool (*less)(const struct tree_node *a, const struct tree_node *b);
	void (*update)(struct tree_node *node); /* from its children and itself; null: nothing */
};

/* Adds a node that is in no tree. */
void tree_add(struct tree *tree, struct tree_node *node);

/* Takes a node of this tree out. */
void tree_remove(struct tree *tree, struct tree_node *node);

/* Calls update for the node and all above it, after a field that update reads has changed. */
void tree_update(struct tree *tree, struct tree_node *node);

/* The first and the last node in order; null in an empty tree. */
struct tree_node *tree_first(const struct tree *tree);
struct tree_node *tree_last(const struct tree *tree);

/* The neighbours in order; null behind the last and before the first. */
struct tree_node *tree_next(const struct tree_node *node);
struct tree_node *tree_prev(const struct tree_node *node);

#endif
