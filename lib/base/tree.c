/*
 * Adding hangs a leaf, removing unhooks a node that has at most one child (a node with two first
 * changes places with its successor). Either way only the nodes from there up to the root can be
 * out of balance or out of date, and mend_upwards puts each of them right, from below.
 *
 *        b                 a
 *       / \               / \
 *      a   3    right    1   b        A rotation keeps the order 1 a 2 b 3
 *     / \       ----->      / \       and changes heights.
 *    1   2                 2   3
 */
#include <lib/base/tree.h>

static int height(const struct tree_node *node)
{
	return node ? node->height : 0;
}

/* How much higher the left side is. */
static int tilt(const struct tree_node *node)
{
	return height(node->left) - height(node->right);
}

/* What a node knows of its children is brought up to date. */
static void refresh(const struct tree *tree, struct tree_node *node)
{
	int left = height(node->left), right = height(node->right);

	node->height = 1 + (left > right ? left : right);
	if (tree->update)
		tree->update(node);
}

/* Where the tree points to this node from above. */
static struct tree_node **link_to(struct tree *tree, const struct tree_node *node)
{
	if (!node->parent)
		return &tree->root;
	return node->parent->left == node ? &node->parent->left : &node->parent->right;
}

/* Puts `heir` (may be null) where node hangs. */
static void replace(struct tree *tree, const struct tree_node *node, struct tree_node *heir)
{
	*link_to(tree, node) = heir;
	if (heir)
		heir->parent = node->parent;
}

/* The left child comes up; returns it. */
static struct tree_node *rotate_right(struct tree *tree, struct tree_node *node)
{
	struct tree_node *up = node->left;

	replace(tree, node, up);
	node->left = up->right;
	if (node->left)
		node->left->parent = node;
	up->right = node;
	node->parent = up;
	refresh(tree, node);
	refresh(tree, up);
	return up;
}

static struct tree_node *rotate_left(struct tree *tree, struct tree_node *node)
{
	struct tree_node *up = node->right;

	replace(tree, node, up);
	node->right = up->left;
	if (node->right)
		node->right->parent = node;
	up->left = node;
	node->parent = up;
	refresh(tree, node);
	refresh(tree, up);
	return up;
}

/* Balances one node whose subtrees are in order; returns the top of what it was the top of. */
static struct tree_node *balance(struct tree *tree, struct tree_node *node)
{
	if (tilt(node) > 1) {
		if (tilt(node->left) < 0)
			rotate_left(tree, node->left);
		return rotate_right(tree, node);
	}
	if (tilt(node) < -1) {
		if (tilt(node->right) > 0)
			rotate_right(tree, node->right);
		return rotate_left(tree, node);
	}
	refresh(tree, node);
	return node;
}

static void mend_upwards(struct tree *tree, struct tree_node *node)
{
	for (; node; node = node->parent)
		node = balance(tree, node);
}

void tree_add(struct tree *tree, struct tree_node *node)
{
	struct tree_node **link = &tree->root;

	*node = (struct tree_node){0};
	while (*link) {
		node->parent = *link;
		link = tree->less(node, *link) ? &(*link)->left : &(*link)->right;
	}
	*link = node;
	mend_upwards(tree, node);
}

void tree_remove(struct tree *tree, struct tree_node *node)
{
	struct tree_node *heir, *lowest;

	if (!node->left || !node->right) {
		replace(tree, node, node->left ? node->left : node->right);
		mend_upwards(tree, node->parent);
		return;
	}
	heir = node->right; /* the next node in order: it has no left child */
	while (heir->left)
		heir = heir->left;
	lowest = heir->parent == node ? heir : heir->parent;
	replace(tree, heir, heir->right);
	replace(tree, node, heir);
	heir->left = node->left;
	heir->left->parent = heir;
	heir->right = node->right;
	if (heir->right)
		heir->right->parent = heir;
	mend_upwards(tree, lowest);
}

void tree_update(struct tree *tree, struct tree_node *node)
{
	for (; node; node = node->parent)
		refresh(tree, node);
}

static struct tree_node *leftmost(struct tree_node *node)
{
	while (node && node->left)
		node = node->left;
	return node;
}

static struct tree_node *rightmost(struct tree_node *node)
{
	while (node && node->right)
		node = node->right;
	return node;
}

struct tree_node *tree_first(const struct tree *tree)
{
	return leftmost(tree->root);
}

struct tree_node *tree_last(const struct tree *tree)
{
	return rightmost(tree->root);
}

struct tree_node *tree_next(const struct tree_node *node)
{
	if (node->right)
		return leftmost(node->right);
	while (node->parent && node->parent->right == node)
		node = node->parent;
	return node->parent;
}

struct tree_node *tree_prev(const struct tree_node *node)
{
	if (node->left)
		return rightmost(node->left);
	while (node->parent && node->parent->left == node)
		node = node->parent;
	return node->parent;
}
