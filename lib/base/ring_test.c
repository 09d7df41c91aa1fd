/*
 * The ring against a plain record of everything ever written: writes of all sizes, up to more than
 * the ring holds, and readers of all sizes that fall behind.
 */
#include <lib/base/ring.h>

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SIZE   16
#define RECORD 4096

struct record {
	char bytes[RECORD];
	size_t len;
};

static void write_both(struct ring *ring, struct record *record, size_t len)
{
	for (size_t i = 0; i < len; i++)
		record->bytes[record->len + i] = (char)((record->len + i) * 37);
	ring_write(ring, record->bytes + record->len, len);
	record->len += len;
}

static void expect_read(const struct ring *ring, const struct record *record, uint64_t *position,
                        size_t len)
{
	size_t oldest = record->len > SIZE ? record->len - SIZE : 0;
	size_t start = *position > oldest ? *position : oldest;
	size_t expected = record->len - start < len ? record->len - start : len;
	char *buf = malloc(len > 0 ? len : 1);

	assert_non_null(buf);
	assert_int_equal(ring_oldest(ring), oldest);
	assert_int_equal(ring_read(ring, position, buf, len), expected);
	assert_memory_equal(buf, record->bytes + start, expected);
	if (expected > 0)
		assert_int_equal(*position, start + expected);
	free(buf);
}

static void every_write_and_read_size(void **state)
{
	(void)state;
	for (size_t write = 0; write <= 2 * SIZE + 3; write++) {
		for (size_t read = 0; read <= SIZE + 2; read++) {
			static struct record record;
			char memory[SIZE];
			struct ring ring = ring_over(memory, SIZE);
			uint64_t position = 0;

			record.len = 0;
			for (int round = 0; round < 40; round++) {
				write_both(&ring, &record, write);
				expect_read(&ring, &record, &position, read);
			}
		}
	}
}

static void a_reader_at_the_end_waits(void **state)
{
	char memory[SIZE], buf[SIZE];
	struct ring ring = ring_over(memory, SIZE);
	uint64_t position = 0;

	(void)state;
	assert_int_equal(ring_read(&ring, &position, buf, sizeof(buf)), 0);
	ring_write(&ring, "abc", 3);
	assert_int_equal(ring_read(&ring, &position, buf, sizeof(buf)), 3);
	assert_int_equal(ring_read(&ring, &position, buf, sizeof(buf)), 0);
	assert_int_equal(position, 3);
	position = 100; /* ahead of everything: nothing, and it stays */
	assert_int_equal(ring_read(&ring, &position, buf, sizeof(buf)), 0);
	assert_int_equal(position, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_write_and_read_size),
		cmocka_unit_test(a_reader_at_the_end_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
