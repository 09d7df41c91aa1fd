/*
 * A descriptor table for the processor's 32 exceptions, all as interrupt gates on the stack of
 * whoever made the mistake. What comes after the first report is not to be trusted: a second
 * exception halts.
 */
#include <boot/arch/x86_64/trap.h>

#include <stdbool.h>

#include <boot/core/firmware.h>

#include "trap_priv.h"

/* [SDM3 6.14.1] */
struct gate {
	uint16_t offset_low;
	uint16_t selector;
	uint8_t stack;
	uint8_t type; /* 0x8e: present, interrupt gate */
	uint16_t offset_middle;
	uint32_t offset_high;
	uint32_t reserved;
};

struct gate_table {
	uint16_t limit;
	uint64_t base;
} PACKED;

_Static_assert(sizeof(struct gate) == 16, "[SDM3 6.14.1]");
_Static_assert(sizeof(struct gate_table) == 10, "what LIDT reads");

static struct gate gates[TRAP_COUNT];
static bool reported;

void trap_start(void)
{
	const struct gate_table table = {.limit = sizeof(gates) - 1, .base = (uintptr_t)gates};

	uint16_t code_segment;

	__asm__("movw %%cs, %0" : "=r"(code_segment));
	for (unsigned int i = 0; i < TRAP_COUNT; i++) {
		uint64_t stub = (uintptr_t)trap_stubs + (uint64_t)i * TRAP_STUB_BYTES;

		gates[i] = (struct gate){
			.offset_low = (uint16_t)stub,
			.selector = code_segment,
			.type = 0x8e,
			.offset_middle = (uint16_t)(stub >> 16),
			.offset_high = (uint32_t)(stub >> 32),
		};
	}
	__asm__ volatile("lidt %0" : : "m"(table));
}

void trap_report(const struct trap_frame *frame, uint64_t address)
{
	if (reported) {
		for (;;)
			__asm__ volatile("cli; hlt");
	}
	reported = true;
	sill_fail("processor exception %llu at %#llx, error code %#llx, address %#llx: a bug of "
	          "sill or broken memory; please report it",
	          (unsigned long long)frame->vector, (unsigned long long)frame->rip,
	          (unsigned long long)frame->error, (unsigned long long)address);
}
