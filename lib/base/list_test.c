/* The list against an array of the numbers it should hold, through random changes. */
#include <lib/base/list.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NR_NODES = 24, NR_CHANGES = 20000 };

struct item {
	int number;
	struct list_node node;
};

struct model {
	int numbers[NR_NODES];
	size_t len;
};

static void expect_same(const struct list_node *list, const struct model *model)
{
	struct list_node *node;
	size_t i = 0;

	list_for_each(node, list) {
		assert_true(i < model->len);
		assert_int_equal(CONTAINER_OF(node, struct item, node)->number, model->numbers[i]);
		assert_ptr_equal(node->next->prev, node);
		i++;
	}
	assert_int_equal(i, model->len);
	assert_int_equal(list_is_empty(list), model->len == 0);
}

static size_t model_find(const struct model *model, int number)
{
	size_t i = 0;

	while (i < model->len && model->numbers[i] != number)
		i++;
	return i;
}

static void model_insert(struct model *model, size_t at, int number)
{
	memmove(model->numbers + at + 1, model->numbers + at,
	        (model->len - at) * sizeof(model->numbers[0]));
	model->numbers[at] = number;
	model->len++;
}

static void model_delete(struct model *model, size_t at)
{
	model->len--;
	memmove(model->numbers + at, model->numbers + at + 1,
	        (model->len - at) * sizeof(model->numbers[0]));
}

/* One item goes out if it is in, else in at either end or before some other. */
static void change(struct list_node *list, struct model *model, struct item *items)
{
	struct item *item = &items[rand() % NR_NODES];
	struct item *other = &items[rand() % NR_NODES];

	if (list_is_linked(&item->node)) {
		list_remove(&item->node);
		model_delete(model, model_find(model, item->number));
	} else if (list_is_linked(&other->node)) {
		list_add_before(&other->node, &item->node);
		model_insert(model, model_find(model, other->number), item->number);
	} else if (rand() % 2) {
		list_add_first(list, &item->node);
		model_insert(model, 0, item->number);
	} else {
		list_add_last(list, &item->node);
		model_insert(model, model->len, item->number);
	}
}

static void random_changes(void **state)
{
	struct list_node list = LIST_INIT(list);
	struct item items[NR_NODES];
	struct model model = {.len = 0};

	(void)state;
	for (int i = 0; i < NR_NODES; i++) {
		items[i].number = i;
		list_init(&items[i].node);
	}
	for (int i = 0; i < NR_CHANGES; i++) {
		change(&list, &model, items);
		expect_same(&list, &model);
	}
	while (model.len > 0) {
		struct list_node *first = list_pop_first(&list);

		assert_int_equal(CONTAINER_OF(first, struct item, node)->number, model.numbers[0]);
		assert_false(list_is_linked(first));
		model_delete(&model, 0);
	}
	assert_null(list_pop_first(&list));
}

static void take_all_keeps_order(void **state)
{
	(void)state;
	for (int split = 0; split <= 4; split++) {
		struct list_node a = LIST_INIT(a), b = LIST_INIT(b);
		struct model model = {.numbers = {0, 1, 2, 3}, .len = 4};
		struct model nothing = {.len = 0};
		struct item items[4];

		for (int i = 0; i < 4; i++) {
			items[i].number = i;
			list_add_last(i < split ? &a : &b, &items[i].node);
		}
		list_take_all(&a, &b);
		expect_same(&a, &model);
		expect_same(&b, &nothing);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_changes),
		cmocka_unit_test(take_all_keeps_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
