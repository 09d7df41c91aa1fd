/* Per-processor data on the running processor, and a copy for one that does not exist. */
#include <kernel/core/percpu.h>

#include <kernel/core/preempt.h>
#include <kernel/core/test.h>

static PERCPU uint8_t small = 3;
static PERCPU uint64_t wide = 0x123456789abcdef0;
static PERCPU uint32_t counter;

static uint8_t copy[4096] ALIGNED(PERCPU_ALIGN);

TEST(percpu_variables_read_and_write)
{
	uint64_t *by_address = percpu_ptr(wide);
	uint64_t before = percpu_read(wide);

	EXPECT(percpu_id() < MAX_CPUS);
	percpu_write(wide, before + 1);
	EXPECT(*by_address == before + 1);
	*by_address = before;
	EXPECT(percpu_read(wide) == before);
	EXPECT(percpu_ptr_of(wide, percpu_id()) == by_address);
}

TEST(percpu_counts_in_place)
{
	percpu_write(counter, 1);
	machine_percpu_increment(&counter);
	EXPECT(percpu_read(counter) == 2);
	EXPECT(!machine_percpu_decrement(&counter));
	EXPECT(machine_percpu_decrement(&counter));
	EXPECT(percpu_read(counter) == 0);
}

/* The last processor number is free in every test machine. */
TEST(percpu_copies_start_as_linked)
{
	uint32_t last = MAX_CPUS - 1;

	EXPECT(percpu_bytes() <= sizeof(copy));
	if (percpu_bytes() > sizeof(copy))
		return;
	percpu_write(small, 9);
	percpu_prepare(last, copy);
	EXPECT(*percpu_ptr_of(small, last) == 3);
	EXPECT(*percpu_ptr_of(percpu_own_number, last) == last);
	EXPECT((uint8_t *)percpu_ptr_of(small, last) >= copy);
	EXPECT((uint8_t *)percpu_ptr_of(small, last) < copy + sizeof(copy));
	percpu_write(small, 3);
	percpu_distances[last] = 0;
}

TEST(preemption_is_counted)
{
	uint32_t before = preempt_depth();

	preempt_disable();
	preempt_disable();
	EXPECT(preempt_depth() == before + 2);
	preempt_enable();
	preempt_enable();
	EXPECT(preempt_depth() == before);
	EXPECT(!preempt_in_irq());
}
