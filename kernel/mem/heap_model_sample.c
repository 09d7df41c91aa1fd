/* The model: three caches of odd sizes and alignments beside heap_alloc's. */
#include "heap_model_sample.h"

#include <string.h>

#include <kernel/core/panic.h>
#include <kernel/mem/frame.h>
#include <kernel/mem/heap.h>
#include <lib/base/compiler.h>

#include "machine_sample.h"

enum {
	MAX_HELD = 3000,
	MAX_FRAMES_LEFT = 24, /* the magazines' own slabs */
	NR_CACHES = 3,
};

enum contents { ANYTHING, ZEROED };

struct held {
	uint8_t *bytes;
	size_t len;
	struct heap_cache *cache; /* null: of heap_alloc */
	uint8_t pattern;
};

static struct heap_cache caches[NR_CACHES];
static const size_t cache_bytes[NR_CACHES] = {1, 72, 3000};
static const size_t cache_align[NR_CACHES] = {0, 64, 32};
static struct held held[MAX_HELD];
static uint32_t nr_held;
static uint64_t nr_successes;
static uint8_t next_pattern;

static void expect(int fact, const char *what)
{
	if (!fact)
		panic("the model expected: %s", what);
}

void heap_model_begin(void)
{
	static const struct boot_range ranges[] = {
		{{1 << 20}, 24 << 20, BOOT_MEMORY_USABLE},
	};

	machine_sample_make(ranges, ARRAY_SIZE(ranges));
	frame_init();
	heap_init();
	for (int i = 0; i < NR_CACHES; i++)
		heap_cache_init(&caches[i], "model", cache_bytes[i], cache_align[i]);
}

uint64_t heap_model_count(void)
{
	return nr_successes;
}

static void hold(void *object, size_t len, struct heap_cache *cache)
{
	if (!object)
		return;
	memset(object, next_pattern, len);
	held[nr_held++] = (struct held){object, len, cache, next_pattern++};
	nr_successes++;
}

static void step_alloc(size_t len, enum contents contents)
{
	bool zeroed = contents == ZEROED;
	uint8_t *object = zeroed ? heap_alloc_zeroed(len) : heap_alloc(len);

	expect((uintptr_t)object % HEAP_ALIGN == 0, "an aligned object");
	expect(len <= HEAP_MAX_BYTES || !object, "nothing that is too large");
	for (size_t i = 0; zeroed && object && i < len; i++)
		expect(object[i] == 0, "zeroes");
	hold(object, len, NULL);
}

static void step_cache_alloc(unsigned i)
{
	void *object = heap_cache_alloc(&caches[i]);

	expect(cache_align[i] == 0 || (uintptr_t)object % cache_align[i] == 0, "its alignment");
	hold(object, cache_bytes[i], &caches[i]);
}

static void step_free(uint32_t index)
{
	struct held *object = &held[index];

	for (size_t i = 0; i < object->len; i++)
		expect(object->bytes[i] == object->pattern, "an object that nobody else wrote to");
	if (object->cache)
		heap_cache_free(object->cache, object->bytes);
	else
		heap_free(object->bytes);
	*object = held[--nr_held];
}

static void check(void)
{
	expect(heap_count_in_use() == nr_held, "as many objects as are held");
	expect(cpu_irqs_are_on(), "interrupts are on");
}

void heap_model_run(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i + 3 <= len; i += 3) {
		uint32_t number = bytes[i + 1] | (uint32_t)bytes[i + 2] << 8;

		if (nr_held == MAX_HELD || (bytes[i] % 8 >= 5 && nr_held > 0)) {
			step_free(number % nr_held);
			continue;
		}
		switch (bytes[i] % 8) {
		case 0:
			step_alloc(number % 5000, bytes[i] & 128 ? ZEROED : ANYTHING);
			break;
		case 1:
			step_alloc((size_t)number * (number % 100 == 0 ? 100 : 1), ANYTHING);
			break;
		case 2:
			step_alloc(number % 300, bytes[i] & 128 ? ZEROED : ANYTHING);
			break;
		case 3:
			step_cache_alloc(number % NR_CACHES);
			break;
		default:
			if (number % 16 == 0)
				heap_drain();
			check();
		}
	}
	check();
}

void heap_model_end(void)
{
	struct frame_stats stats;

	while (nr_held > 0)
		step_free(nr_held - 1);
	check();
	heap_drain();
	frame_count(&stats);
	expect(stats.nr_total - stats.nr_free - stats.nr_own <= MAX_FRAMES_LEFT, "free frames");
}
