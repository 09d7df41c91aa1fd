/*
 * Starting processors on aarch64: by PSCI, whose conduit (hvc or smc) the device tree or ACPI's
 * FADT names, or out of a spin table, where a parked processor reads an address from memory again
 * and again. All begin with the MMU off at the exception level that the boot processor had at
 * first.
 */
#include <boot/core/machine.h>

#include <boot/arch/aarch64/aarch64.h>
#include <boot/core/acpi.h>
#include <lib/base/errno.h>
#include <lib/base/string.h>
#include <lib/format/fdt_tree.h>

#define PSCI_CPU_ON_64 0xc4000003ull /* [PSCI 5.4] */

/* [ACPI 5.2.9] ARM_BOOT_ARCH in the FADT */
#define FADT_ARM_BOOT     129
#define ARM_BOOT_PSCI     1u
#define ARM_BOOT_PSCI_HVC 2u

/* [ACPI 5.2.12.14] GICC structure in the MADT */
#define MADT_GICC           0x0b
#define GICC_UID            8
#define GICC_FLAGS          12
#define GICC_MPIDR          68
#define GICC_BYTES          76
#define GICC_ENABLED        1u
#define GICC_ONLINE_CAPABLE 8u

/* [ARM MPIDR_EL1] the affinity fields */
#define MPIDR_AFFINITY 0xff00ffffffull

static enum tree_psci conduit;

static enum tree_psci find_conduit(const struct firmware *fw)
{
	const struct acpi_header *fadt;
	uint16_t flags;

	if (fw->dtb != 0)
		return tree_psci((const void *)(uintptr_t)fw->dtb);
	fadt = acpi_find(fw->rsdp, "FACP");
	if (!fadt || fadt->length < FADT_ARM_BOOT + sizeof(flags))
		return TREE_PSCI_NONE;
	memcpy(&flags, (const uint8_t *)fadt + FADT_ARM_BOOT, sizeof(flags));
	if (!(flags & ARM_BOOT_PSCI))
		return TREE_PSCI_NONE;
	return flags & ARM_BOOT_PSCI_HVC ? TREE_PSCI_HVC : TREE_PSCI_SMC;
}

/* Writes the entry where the parked processor looks, and wakes it [DT-ARM booting]. */
static int release(uint64_t address, struct processor_start *start)
{
	uint64_t *slot = (uint64_t *)(uintptr_t)address;

	aarch64_spin_start = (uintptr_t)start;
	aarch64_clean(&aarch64_spin_start, sizeof(aarch64_spin_start));
	*slot = (uintptr_t)aarch64_spin_entry;
	aarch64_clean(slot, sizeof(*slot));
	__asm__ volatile("sev" : : : "memory");
	return 0;
}

static int start_processor(const struct processor *processor, struct processor_start *start)
{
	uint64_t entry = (uintptr_t)aarch64_processor_entry;

	aarch64_clean(start, sizeof(*start));
	if (processor->release_address != 0)
		return release(processor->release_address, start);
	if (conduit == TREE_PSCI_HVC)
		return (int)aarch64_psci_hvc(PSCI_CPU_ON_64, processor->hardware_id, entry,
		                             (uintptr_t)start);
	if (conduit == TREE_PSCI_SMC)
		return (int)aarch64_psci_smc(PSCI_CPU_ON_64, processor->hardware_id, entry,
		                             (uintptr_t)start);
	return -ENODEV;
}

static bool from_madt(uint8_t type, uint8_t length, const uint8_t *bytes, struct processor *out)
{
	uint32_t uid, flags;

	if (type != MADT_GICC || length < GICC_BYTES)
		return false;
	memcpy(&uid, bytes + GICC_UID, sizeof(uid));
	memcpy(&flags, bytes + GICC_FLAGS, sizeof(flags));
	if (!(flags & (GICC_ENABLED | GICC_ONLINE_CAPABLE)))
		return false;
	out->acpi_uid = uid;
	memcpy(&out->hardware_id, bytes + GICC_MPIDR, sizeof(out->hardware_id));
	return true;
}

uint64_t machine_start_processors(const struct firmware *fw, const struct machine_facts *facts,
                                  struct page_tables *tables,
                                  const struct limine_mp_request *request, uint64_t stack_bytes)
{
	uint64_t mpidr;

	(void)request;
	conduit = find_conduit(fw);
	__asm__ volatile("mrs %0, mpidr_el1" : "=r"(mpidr));
	return processors_start(&(struct processors_request){
		.fw = fw,
		.facts = facts,
		.boot_id = mpidr & MPIDR_AFFINITY,
		.stack_bytes = stack_bytes,
		.state = (uintptr_t)aarch64_state(tables),
		.start = start_processor,
		.from_madt = from_madt,
	});
}
