/* aarch64: the vector table, then the portable kernel. */
#include "machine_priv.h"

#include <kernel/arch/boot.h>
#include <kernel/arch/percpu.h>

uint8_t trap_stack[TRAP_STACK_BYTES] ALIGNED(16);

void machine_start(void)
{
	percpu_set_distance(0);
	__asm__ volatile("msr vbar_el1, %0\n\tisb" : : "r"(trap_vectors));
	kernel_main();
}
