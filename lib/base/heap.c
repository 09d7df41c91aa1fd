/*
 * Both changes happen at the last place: a new node comes in there, and a node that goes away gives
 * its place to the one from there. Then that node changes places with its parent or a child until
 * invariant 1 holds again. Nodes cannot be copied, so changing places means changing links.
 */
#include <lib/base/heap.h>

/* The link to the nth place, from 1; *parent becomes the node that holds it. */
static struct heap_node **link_to_place(struct heap *heap, size_t n, struct heap_node **parent)
{
	struct heap_node **link = &heap->root;
	size_t bit = 1;

	*parent = NULL;
	while (bit <= n / 2)
		bit *= 2;
	for (bit /= 2; bit > 0; bit /= 2) {
		*parent = *link;
		link = n & bit ? &(*link)->right : &(*link)->left;
	}
	return link;
}

static struct heap_node **link_to_node(struct heap *heap, const struct heap_node *node)
{
	if (!node->parent)
		return &heap->root;
	return node->parent->left == node ? &node->parent->left : &node->parent->right;
}

/* Children point back to the node that now has them. */
static void adopt_children(struct heap_node *node)
{
	if (node->left)
		node->left->parent = node;
	if (node->right)
		node->right->parent = node;
}

/* node and its parent change places. */
static void move_up(struct heap *heap, struct heap_node *node)
{
	struct heap_node *parent = node->parent;
	struct heap_node old = *node;

	*link_to_node(heap, parent) = node;
	*node = *parent;
	if (node->left == node)
		node->left = parent;
	else
		node->right = parent;
	parent->left = old.left;
	parent->right = old.right;
	adopt_children(parent);
	adopt_children(node);
}

static struct heap_node *lesser_child(const struct heap *heap, const struct heap_node *node)
{
	if (node->right && heap->less(node->right, node->left))
		return node->right;
	return node->left;
}

static void settle(struct heap *heap, struct heap_node *node)
{
	struct heap_node *child;

	while (node->parent && heap->less(node, node->parent))
		move_up(heap, node);
	for (;;) {
		child = lesser_child(heap, node);
		if (!child || !heap->less(child, node))
			return;
		move_up(heap, child);
	}
}

void heap_add(struct heap *heap, struct heap_node *node)
{
	struct heap_node **link;

	*node = (struct heap_node){0};
	link = link_to_place(heap, ++heap->nr_nodes, &node->parent);
	*link = node;
	settle(heap, node);
}

void heap_remove(struct heap *heap, struct heap_node *node)
{
	struct heap_node *parent;
	struct heap_node **link = link_to_place(heap, heap->nr_nodes--, &parent);
	struct heap_node *last = *link;

	*link = NULL;
	if (last == node)
		return;
	*last = *node;
	*link_to_node(heap, node) = last;
	adopt_children(last);
	settle(heap, last);
}
