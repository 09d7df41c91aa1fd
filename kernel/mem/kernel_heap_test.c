/* The heap on the host, as a release build has it, against its model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <kernel/mem/heap.h>

#include "heap_model_sample.h"

enum { NR_BYTES = 60000 };

static void any_sequence_agrees_with_the_model(void **state)
{
	static uint8_t bytes[NR_BYTES];
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 20; round++) {
		uint64_t before = heap_model_count();

		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1103515245 + 12345;
			bytes[i] = (uint8_t)(seed >> 16);
		}
		heap_model_run(bytes, sizeof(bytes));
		assert_true(heap_model_count() > before + 1000);
		heap_model_end();
	}
}

static void no_memory_is_a_null_pointer(void **state)
{
	static void *objects[20000];
	unsigned nr = 0;

	(void)state;
	do
		objects[nr] = heap_alloc(2048);
	while (objects[nr] && ++nr < 20000);
	assert_true(nr > 10000 && nr < 20000);
	assert_null(heap_alloc(2048));
	assert_null(heap_alloc(1 << 20));
	for (unsigned i = 0; i < nr; i++)
		heap_free(objects[i]);
	heap_model_end();
}

/* What is used last is given next: it is still in the processor's cache. */
static void the_last_one_comes_first(void **state)
{
	void *a = heap_alloc(100), *b = heap_alloc(100);

	(void)state;
	heap_free(a);
	heap_free(b);
	assert_ptr_equal(heap_alloc(100), b);
	assert_ptr_equal(heap_alloc(100), a);
	heap_free(a);
	heap_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_sequence_agrees_with_the_model),
		cmocka_unit_test(no_memory_is_a_null_pointer),
		cmocka_unit_test(the_last_one_comes_first),
	};

	heap_model_begin();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
