/*
 * The tree against a sorted array, through random changes: the order, the links, the balance, and
 * what update has gathered are compared with the plain truth after each one.
 */
#include <lib/base/tree.h>

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <lib/base/compiler.h>

enum { NR_ITEMS = 200, NR_CHANGES = 6000 };

/* Sorted by key; each knows the least value in its subtree. */
struct item {
	struct tree_node node;
	int key;
	int order; /* of adding: equal keys stand in this order */
	int value;
	int least_value;
	int is_in;
};

static struct item *item_of(const struct tree_node *node)
{
	return CONTAINER_OF(node, struct item, node);
}

static bool less(const struct tree_node *a, const struct tree_node *b)
{
	return item_of(a)->key < item_of(b)->key;
}

static int lesser(int value, const struct tree_node *child)
{
	return child && item_of(child)->least_value < value ? item_of(child)->least_value : value;
}

static void update(struct tree_node *node)
{
	item_of(node)->least_value = lesser(lesser(item_of(node)->value, node->left), node->right);
}

/* Checks one node whose children have been checked. */
static void expect_sound(const struct tree_node *node)
{
	int left = node->left ? node->left->height : 0;
	int right = node->right ? node->right->height : 0;
	int least = lesser(lesser(item_of(node)->value, node->left), node->right);

	assert_true(abs(left - right) <= 1);
	assert_int_equal(node->height, 1 + (left > right ? left : right));
	assert_int_equal(item_of(node)->least_value, least);
	if (node->left)
		assert_ptr_equal(node->left->parent, node);
	if (node->right)
		assert_ptr_equal(node->right->parent, node);
}

static int compare(const void *a, const void *b)
{
	const struct item *x = *(struct item *const *)a, *y = *(struct item *const *)b;

	return x->key != y->key ? (x->key > y->key) - (x->key < y->key) : x->order - y->order;
}

static void expect_same(const struct tree *tree, struct item *items)
{
	struct item *sorted[NR_ITEMS];
	size_t len = 0, i = 0;
	struct tree_node *node;

	for (size_t k = 0; k < NR_ITEMS; k++) {
		if (items[k].is_in)
			sorted[len++] = &items[k];
	}
	qsort(sorted, len, sizeof(sorted[0]), compare);
	for (node = tree_first(tree); node; node = tree_next(node)) {
		assert_true(i < len);
		assert_ptr_equal(item_of(node), sorted[i]);
		expect_sound(node);
		i++;
	}
	assert_int_equal(i, len);
	for (node = tree_last(tree); node; node = tree_prev(node))
		assert_ptr_equal(item_of(node), sorted[--i]);
	assert_int_equal(i, 0);
	if (tree->root)
		assert_null(tree->root->parent);
}

static void random_changes(void **state)
{
	static struct item items[NR_ITEMS];
	struct tree tree = {.less = less, .update = update};

	(void)state;
	for (int i = 0; i < NR_CHANGES; i++) {
		/* Fewer and fewer different items, so that the tree fills and empties. */
		struct item *item = &items[rand() % (1 + rand() % NR_ITEMS)];

		if (!item->is_in) {
			item->key = rand() % 50;
			item->value = rand();
			item->order = i;
			tree_add(&tree, &item->node);
			item->is_in = 1;
		} else if (rand() % 4 == 0) {
			item->value = rand();
			tree_update(&tree, &item->node);
		} else {
			tree_remove(&tree, &item->node);
			item->is_in = 0;
		}
		expect_same(&tree, items);
	}
}

static void ascending_stays_flat(void **state)
{
	static struct item items[1023];
	struct tree tree = {.less = less};

	(void)state;
	for (int i = 0; i < 1023; i++) {
		items[i].key = i;
		tree_add(&tree, &items[i].node);
	}
	assert_int_equal(tree.root->height, 10);
	for (int i = 0; i < 1023; i++) {
		assert_ptr_equal(tree_first(&tree), &items[i].node);
		tree_remove(&tree, &items[i].node);
	}
	assert_null(tree.root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_changes),
		cmocka_unit_test(ascending_stays_flat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
