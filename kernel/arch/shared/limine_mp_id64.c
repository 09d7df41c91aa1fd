/* riscv64 and loongarch64: the processors as the loader lists them [LIMINE mp]. */
#include <kernel/arch/shared/limine.h>

#include <stdbool.h>
#include <stddef.h>

#include <abi/boot/limine.h>
#include <kernel/arch/boot.h>

void limine_copy_processors(uint64_t response, struct boot_info *boot)
{
	const struct limine_mp_response_id64 *mp = (const void *)response;
	const uint64_t *list = (const uint64_t *)mp->cpus;

	for (uint64_t i = 0; i < mp->cpu_count; i++) {
		struct limine_mp_info_id64 *cpu = (void *)list[i];
		bool runs_here = cpu->hardware_id == mp->bsp_id;

		if (runs_here)
			boot->boot_processor = boot->nr_processors;
		limine_add_processor(boot, cpu->hardware_id, (uint32_t)cpu->processor_id,
		                     runs_here ? NULL : &cpu->goto_address);
	}
}
