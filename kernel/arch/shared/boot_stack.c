/* The boot stack itself; the linker script puts it first behind read-only pages. */
#include <kernel/arch/shared/boot_stack.h>

#include <stddef.h>

#include <kernel/mem/kmap.h>
#include <lib/base/compiler.h>

struct boot_stack boot_stack ALIGNED(BOOT_STACK_GUARD_BYTES) SECTION(".bss.boot_stack");

_Static_assert(offsetof(struct boot_stack, bytes) == BOOT_STACK_GUARD_BYTES, "entry.S adds this");
_Static_assert(BOOT_STACK_GUARD_BYTES == 16384, "kernel.ld says where the guard ends");
_Static_assert(BOOT_STACK_BYTES % 4096 == 0, "the stack is whole pages");

bool boot_stack_holds(uintptr_t address)
{
	return address - (uintptr_t)boot_stack.bytes < BOOT_STACK_BYTES;
}

bool boot_stack_guard_holds(uintptr_t address)
{
	return address - (uintptr_t)boot_stack.guard < BOOT_STACK_GUARD_BYTES;
}

const char *guard_detail(uintptr_t address)
{
	if (boot_stack_guard_holds(address))
		return "the boot stack has overflowed into its guard page";
	if (kmap_is_guard(address))
		return "a stack has overflowed, or an allocation was left, into a guard";
	return NULL;
}
