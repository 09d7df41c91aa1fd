/* riscv64: the processor itself. */
#include <kernel/arch/cpu.h>

#include <kernel/arch/boot.h>
#include <lib/base/fmt.h>
#include <lib/format/fdt_tree.h>

void cpu_halt(void)
{
	(void)cpu_irq_save();
	for (;;)
		__asm__ volatile("wfi" : : : "memory");
}

/* The processor cannot tell itself; the device tree says what it can do. */
void cpu_describe(char *buf, uint32_t size)
{
	const void *tree = boot_info()->dtb;
	struct tree_cursor cursor = TREE_START;
	struct tree_cpu cpu;

	if (tree && tree_next_cpu(tree, &cursor, &cpu) == 1 && cpu.isa)
		fmt_string(buf, size, "RISC-V %s", cpu.isa);
	else
		fmt_string(buf, size, "RISC-V rv64");
}
