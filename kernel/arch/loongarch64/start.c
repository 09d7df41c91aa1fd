/* loongarch64: the exception entry and its stack, the window to devices, then the portable kernel.
 */
#include "machine_priv.h"

#include <kernel/arch/boot.h>

enum { DMW_KERNEL = 1 }; /* for privilege level 0, strongly ordered and uncached */

static uint8_t trap_stack[TRAP_STACK_BYTES] ALIGNED(16);

/* CSR SAVE0 holds the stack for the next trap; 0 means that it is in use. */
void machine_start(void)
{
	CSR_WRITE(CSR_SAVE0, (uintptr_t)(trap_stack + TRAP_STACK_BYTES));
	CSR_WRITE(CSR_ECFG, 0); /* no interrupts, one entry for everything */
	CSR_WRITE(CSR_EENTRY, (uintptr_t)trap_entry);
	CSR_WRITE(CSR_DMW0, 0); /* the loader's window would make null a valid address */
	CSR_WRITE(CSR_DMW1, DEVICE_WINDOW | DMW_KERNEL);
	kernel_main();
}
