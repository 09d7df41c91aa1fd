/*
 * See processors.h. Processors are started one after the other; each gets READY_MS to say that it
 * runs, measured with the machine's counter.
 */
#include <boot/arch/shared/processors.h>

#include <boot/core/acpi.h>
#include <boot/core/memory.h>
#include <lib/format/fdt_tree.h>

#define MAX_PROCESSORS 256u
#define READY_MS       1000u

struct list {
	struct processor *processors;
	uint64_t nr_processors;
};

static void list_tree(const void *tree, struct list *list);
static void list_acpi(const struct processors_request *request, struct list *list);
static void add(struct list *list, const struct processor *processor);
static bool contains(const struct list *list, uint64_t hardware_id);
static bool start_one(const struct processors_request *request, const struct processor *processor,
                      struct limine_mp_info_id64 *info);
static bool wait_ready(struct processor_start *start);

uint64_t processors_start(const struct processors_request *request)
{
	uint64_t hhdm = request->facts->hhdm_base;
	struct list list = {memory_alloc((MAX_PROCESSORS + 1) * sizeof(struct processor)), 0};
	struct limine_mp_response_id64 *response = memory_alloc(sizeof(*response));
	uint64_t *cpus;

	if (request->fw->dtb != 0)
		list_tree((const void *)(uintptr_t)request->fw->dtb, &list);
	else if (request->from_madt)
		list_acpi(request, &list);
	/* Without any list, or in one that forgets it: the boot processor is there all the same. */
	if (!contains(&list, request->boot_id))
		list.processors[list.nr_processors++].hardware_id = request->boot_id;
	cpus = memory_alloc(list.nr_processors * sizeof(*cpus));
	response->bsp_id = request->boot_id;
	for (uint64_t i = 0; i < list.nr_processors; i++) {
		const struct processor *processor = &list.processors[i];
		struct limine_mp_info_id64 *info = memory_alloc(sizeof(*info));

		info->processor_id = processor->acpi_uid;
		info->hardware_id = processor->hardware_id;
		if (processor->hardware_id != request->boot_id &&
		    !start_one(request, processor, info)) {
			sill_warn("processor %llu does not start",
			          (unsigned long long)processor->hardware_id);
			continue;
		}
		cpus[response->cpu_count++] = hhdm + (uintptr_t)info;
	}
	response->cpus = hhdm + (uintptr_t)cpus;
	return (uintptr_t)response;
}

static void list_tree(const void *tree, struct list *list)
{
	struct tree_cursor cursor = TREE_START;
	struct tree_cpu cpu;

	while (tree_next_cpu(tree, &cursor, &cpu))
		add(list, &(struct processor){.hardware_id = cpu.id,
		                              .release_address = cpu.release_address});
}

static void list_acpi(const struct processors_request *request, struct list *list)
{
	const struct acpi_header *madt = acpi_find(request->fw->rsdp, "APIC");
	uint32_t offset = 0;
	struct acpi_entry entry;

	while (madt && acpi_next_madt_entry(madt, &offset, &entry)) {
		struct processor processor = {0};

		if (request->from_madt(entry.type, entry.length, entry.bytes, &processor))
			add(list, &processor);
	}
}

static void add(struct list *list, const struct processor *processor)
{
	if (list->nr_processors == MAX_PROCESSORS)
		return;
	list->processors[list->nr_processors++] = *processor;
}

static bool contains(const struct list *list, uint64_t hardware_id)
{
	for (uint64_t i = 0; i < list->nr_processors; i++) {
		if (list->processors[i].hardware_id == hardware_id)
			return true;
	}
	return false;
}

static bool start_one(const struct processors_request *request, const struct processor *processor,
                      struct limine_mp_info_id64 *info)
{
	/* memory_alloc aligns to 16 bytes; the structure wants a cache line for itself. */
	uintptr_t room = (uintptr_t)memory_alloc(2 * PROCESSOR_START_BYTES);
	struct processor_start *start =
		(struct processor_start *)((room + PROCESSOR_START_BYTES - 1) &
	                                   ~(uintptr_t)(PROCESSOR_START_BYTES - 1));
	uint64_t hhdm = request->facts->hhdm_base;

	start->state = request->state;
	start->info = hhdm + (uintptr_t)info;
	start->ready_at = hhdm + (uintptr_t)&start->ready;
	info->reserved =
		hhdm + (uintptr_t)memory_alloc(request->stack_bytes) + request->stack_bytes;
	return request->start(processor, start) == 0 && wait_ready(start);
}

/* Pairs with the processor's store-release of ready. */
static bool wait_ready(struct processor_start *start)
{
	uint64_t from = machine_counter();
	uint64_t hz = machine_counter_hz();
	uint64_t ticks = hz == 0 ? 1000000000 : hz / 1000 * READY_MS;

	while (__atomic_load_n(&start->ready, __ATOMIC_ACQUIRE) == 0) {
		if (machine_counter() - from > ticks)
			return false;
	}
	return true;
}
