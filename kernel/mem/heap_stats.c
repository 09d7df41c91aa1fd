/* What the heap holds, over all its caches. */
#include <kernel/mem/heap.h>

#include "heap_priv.h"

#include <stdatomic.h>

#include <kernel/core/log.h>

uint64_t heap_count_in_use(void)
{
	irq_state_t before = spin_lock_irq(&heap_list_lock);
	uint64_t nr = atomic_load_explicit(&heap_nr_large, memory_order_relaxed);

	for (struct heap_cache *cache = heap_list; cache; cache = cache->next) {
		struct heap_stats stats;

		if (cache->keeps)
			continue;
		heap_cache_count(cache, &stats);
		nr += stats.nr_in_use;
	}
	spin_unlock_irq(&heap_list_lock, before);
	return nr;
}

void heap_log_caches(void)
{
	irq_state_t before = spin_lock_irq(&heap_list_lock);

	for (struct heap_cache *cache = heap_list; cache; cache = cache->next) {
		struct heap_stats stats;

		heap_cache_count(cache, &stats);
		if (stats.nr_slots == 0)
			continue;
		log_info("heap: cache=%s bytes=%u in_use=%llu of=%llu frames=%llu", stats.name,
		         stats.object_bytes, (unsigned long long)stats.nr_in_use,
		         (unsigned long long)stats.nr_slots, (unsigned long long)stats.nr_frames);
	}
	spin_unlock_irq(&heap_list_lock, before);
}
