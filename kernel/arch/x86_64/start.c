/* x86_64: from the entry code to the portable kernel. */
#include "machine_priv.h"

#include <kernel/arch/boot.h>

static uint8_t ist_stacks[NR_IST][IST_STACK_BYTES] ALIGNED(16);

void machine_start(void)
{
	segments_init(ist_stacks, 0);
	traps_init();
	kernel_main();
}
