/*
 * Which paging mode to use. Modes are numbers that grow with the width of virtual addresses; the
 * kernel names the one it prefers and the limits of what it can live with. Source: [LIMINE paging
 * mode].
 */
#include <boot/core/machine.h>

#include <lib/base/math.h>

uint64_t paging_pick(const struct machine_facts *facts,
                     const struct limine_paging_mode_request *wish)
{
	uint64_t mode = facts->paging_default;
	uint64_t max = facts->paging_default;
	uint64_t min = facts->paging_min;

	if (wish != NULL) {
		mode = wish->mode;
		max = wish->head.revision >= 1 ? wish->max_mode : wish->mode;
		min = wish->head.revision >= 1 ? wish->min_mode : facts->paging_min;
	}
	mode = min_u64(min_u64(mode, max), facts->paging_max);
	if (mode < min || mode < facts->paging_min)
		sill_fail(
			"the kernel wants paging mode %llu to %llu, this machine has %llu to %llu; "
			"choose another processor model or kernel",
			(unsigned long long)min, (unsigned long long)max,
			(unsigned long long)facts->paging_min,
			(unsigned long long)facts->paging_max);
	return mode;
}
