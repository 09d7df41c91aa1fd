/*
 * Frames and heap under load: all processors at once take and give back for as many rounds as the
 * command line says (stress=N), hand some of it to each other, and look whether anybody else has
 * written to what they hold. At the end everything is counted.
 */
#include <stdatomic.h>
#include <stddef.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/mmu.h>
#include <kernel/core/cmdline.h>
#include <kernel/core/percpu.h>
#include <kernel/core/smp.h>
#include <kernel/core/test.h>
#include <kernel/mem/frame.h>
#include <kernel/mem/heap.h>
#include <lib/base/string.h>

enum {
	DEFAULT_ROUNDS = 800,
	ROUNDS_PER_CALL = 200,
	NR_HELD = 64,
	NR_SHARED = 16,
	MAX_BYTES = 3000,
};

/* An object that says what it should contain. */
struct parcel {
	uint32_t bytes; /* with this head */
	uint32_t number;
	uint8_t filling[];
};

struct worker {
	struct parcel *parcels[NR_HELD];
	paddr_t frames[NR_HELD]; /* 0: none */
	uint32_t random;
	uint32_t nr_faults;
};

static PERCPU struct worker worker;
static _Atomic(struct parcel *) shared[NR_SHARED]; /* for whoever comes next */

static uint32_t next_random(struct worker *own)
{
	own->random = own->random * 1664525 + 1013904223;
	return own->random >> 8;
}

static struct parcel *make_parcel(struct worker *own)
{
	uint32_t bytes = sizeof(struct parcel) + next_random(own) % MAX_BYTES;
	struct parcel *parcel = heap_alloc(bytes);

	if (!parcel)
		return NULL;
	parcel->bytes = bytes;
	parcel->number = next_random(own);
	memset(parcel->filling, (int)(parcel->number & 0xff), bytes - sizeof(struct parcel));
	return parcel;
}

/* Looks at the parcel and gives it back. Null is fine. */
static void open_parcel(struct worker *own, struct parcel *parcel)
{
	if (!parcel)
		return;
	for (uint32_t i = 0; i < parcel->bytes - sizeof(struct parcel); i++)
		own->nr_faults += parcel->filling[i] != (parcel->number & 0xff);
	heap_free(parcel);
}

static void exchange_frame(struct worker *own, paddr_t *place)
{
	uint64_t *word = mmu_direct(*place);

	if (place->raw != 0) {
		own->nr_faults += word[0] != place->raw || word[511] != ~place->raw;
		frame_free(*place);
	}
	*place = paddr(0);
	if (next_random(own) % 4 == 0 || frame_alloc(0, place) < 0)
		return;
	word = mmu_direct(*place);
	word[0] = place->raw;
	word[511] = ~place->raw;
}

static void step(struct worker *own)
{
	uint32_t slot = next_random(own) % NR_HELD;
	struct parcel *parcel;

	open_parcel(own, own->parcels[slot]);
	own->parcels[slot] = make_parcel(own);
	exchange_frame(own, &own->frames[slot]);
	if (slot >= NR_SHARED)
		return;
	/* Release: the parcel's contents; acquire: those of the one that comes back. */
	parcel = atomic_exchange_explicit(&shared[slot], own->parcels[slot], memory_order_acq_rel);
	own->parcels[slot] = parcel;
}

static void work(void *argument)
{
	struct worker *own = percpu_ptr(worker);

	(void)argument;
	for (int i = 0; i < ROUNDS_PER_CALL; i++)
		step(own);
}

static void give_back(void *argument)
{
	struct worker *own = percpu_ptr(worker);

	(void)argument;
	for (int i = 0; i < NR_HELD; i++) {
		open_parcel(own, own->parcels[i]);
		own->parcels[i] = NULL;
		if (own->frames[i].raw != 0)
			frame_free(own->frames[i]);
		own->frames[i] = paddr(0);
	}
	heap_drain();
	frame_drain_cache();
}

/* Frames that are neither free nor the allocator's own. */
static uint64_t used_frames(void)
{
	struct frame_stats stats;

	frame_count(&stats);
	return stats.nr_total - stats.nr_free - stats.nr_own;
}

static uint64_t rounds(void)
{
	uint64_t nr;

	return cmdline_number(boot_info()->cmdline, "stress", &nr) < 0 ? DEFAULT_ROUNDS : nr;
}

TEST(mem_stress_on_all_processors)
{
	struct cpu_set everybody;
	uint64_t in_use, used, nr_faults = 0;

	smp_all(&everybody);
	for (uint32_t cpu = 0; cpu < smp_count(); cpu++)
		percpu_ptr_of(worker, cpu)->random = cpu + 1;
	smp_call(&everybody, work, NULL);
	smp_call(&everybody, give_back, NULL);
	for (int i = 0; i < NR_SHARED; i++)
		open_parcel(&worker, atomic_exchange(&shared[i], NULL));
	smp_call(&everybody, give_back, NULL);
	in_use = heap_count_in_use();
	used = used_frames();

	for (uint64_t done = 0; done < rounds(); done += ROUNDS_PER_CALL)
		smp_call(&everybody, work, NULL);
	smp_call(&everybody, give_back, NULL);
	for (int i = 0; i < NR_SHARED; i++)
		open_parcel(&worker, atomic_exchange(&shared[i], NULL));
	smp_call(&everybody, give_back, NULL);

	for (uint32_t cpu = 0; cpu < smp_count(); cpu++)
		nr_faults += percpu_ptr_of(worker, cpu)->nr_faults;
	EXPECT(nr_faults == 0);
	EXPECT(heap_count_in_use() == in_use);
	EXPECT(used_frames() == used);
}
