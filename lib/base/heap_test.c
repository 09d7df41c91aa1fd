/*
 * The heap against a plain search for the least, through random changes; its shape and its links
 * are checked after each one.
 */
#include <lib/base/heap.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <lib/base/compiler.h>

enum { NR_ITEMS = 130, NR_CHANGES = 20000 };

struct item {
	struct heap_node node;
	int key;
	int is_in;
};

static struct item *item_of(const struct heap_node *node)
{
	return CONTAINER_OF(node, struct item, node);
}

static bool less(const struct heap_node *a, const struct heap_node *b)
{
	return item_of(a)->key < item_of(b)->key;
}

/* Walks all places level by level: none but the last may be missing. */
static void expect_sound(const struct heap *heap)
{
	const struct heap_node *places[NR_ITEMS + 1] = {NULL, heap->root};

	assert_int_equal(heap->root == NULL, heap->nr_nodes == 0);
	for (size_t n = 1; n <= heap->nr_nodes; n++) {
		const struct heap_node *node = places[n];

		assert_non_null(node);
		assert_true(item_of(node)->is_in);
		assert_ptr_equal(node->parent, n == 1 ? NULL : places[n / 2]);
		if (node->parent)
			assert_false(less(node, node->parent));
		assert_int_equal(node->left != NULL, 2 * n <= heap->nr_nodes);
		assert_int_equal(node->right != NULL, 2 * n + 1 <= heap->nr_nodes);
		if (node->left)
			places[2 * n] = node->left;
		if (node->right)
			places[2 * n + 1] = node->right;
	}
}

static void expect_least(const struct heap *heap, const struct item *items)
{
	const struct item *least = NULL;
	size_t nr = 0;

	for (size_t i = 0; i < NR_ITEMS; i++) {
		if (!items[i].is_in)
			continue;
		nr++;
		if (!least || items[i].key < least->key)
			least = &items[i];
	}
	assert_int_equal(heap->nr_nodes, nr);
	if (least)
		assert_int_equal(item_of(heap_first(heap))->key, least->key);
	else
		assert_null(heap_first(heap));
}

static void random_changes(void **state)
{
	static struct item items[NR_ITEMS];
	struct heap heap = {.less = less};

	(void)state;
	for (int i = 0; i < NR_CHANGES; i++) {
		struct item *item = &items[rand() % (1 + rand() % NR_ITEMS)];

		if (item->is_in) {
			heap_remove(&heap, &item->node);
			item->is_in = 0;
		} else {
			item->key = rand() % 60;
			heap_add(&heap, &item->node);
			item->is_in = 1;
		}
		expect_sound(&heap);
		expect_least(&heap, items);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
