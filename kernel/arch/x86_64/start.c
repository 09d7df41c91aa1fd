/* x86_64: from the entry code to the portable kernel. */
#include "machine_priv.h"

#include <kernel/arch/boot.h>

void machine_start(void)
{
	segments_init();
	traps_init();
	kernel_main();
}
