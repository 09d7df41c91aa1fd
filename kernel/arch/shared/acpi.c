/* RSDP -> XSDT or RSDT -> table [ACPI 5.2.5 to 5.2.8], each through memory that is mapped. */
#include <kernel/arch/shared/acpi.h>

#include <stddef.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/mmu.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

enum {
	SPCR_16550 = 0x00, /* [SPCR] */
	SPCR_16550_DBGP = 0x01,
	SPCR_PL011 = 0x03,
	SPCR_16550_GAS = 0x12,
	ACCESS_DOUBLE_WORD = 3,

	WINDOW_BYTES = 1 << 20, /* the largest table that is mapped as a device */
};

/* Does the loader keep this kind in the direct map? [LIMINE hhdm]; ACPI's since revision 4. */
static bool is_direct(enum boot_memory_kind kind)
{
	if (kind == BOOT_MEMORY_ACPI_TABLES || kind == BOOT_MEMORY_ACPI_NVS)
		return boot_info()->base_revision >= 4;
	return kind == BOOT_MEMORY_USABLE || kind == BOOT_MEMORY_LOADER ||
	       kind == BOOT_MEMORY_KERNEL || kind == BOOT_MEMORY_RESERVED_MAPPED;
}

/* len bytes of firmware's memory at pa, or null. */
static const uint8_t *look_at(uint64_t pa, size_t len)
{
	const struct boot_info *boot = boot_info();
	void *mapped;

	for (uint32_t i = 0; i < boot->nr_ranges; i++) {
		const struct boot_range *range = &boot->ranges[i];

		if (pa >= range->base.raw && is_direct(range->kind) &&
		    range_fits(pa - range->base.raw, len, range->len))
			return mmu_direct(paddr(pa));
	}
	if (len > WINDOW_BYTES || mmu_map_early(paddr(pa), len, &mapped) < 0)
		return NULL;
	return mapped;
}

bool acpi_map(uint64_t address, struct acpi_table *out)
{
	const uint8_t *header = look_at(address, ACPI_HEADER_BYTES);
	uint32_t len = header ? acpi_table_bytes(header) : 0;
	const uint8_t *table = len ? look_at(address, len) : NULL;

	return table && acpi_open(table, len, out) == 0;
}

/* Looks before the whole table is summed. */
static bool is_called(uint64_t address, const char signature[4])
{
	const uint8_t *header = look_at(address, ACPI_HEADER_BYTES);

	return header && memcmp(header, signature, 4) == 0;
}

bool acpi_find(const char signature[4], struct acpi_table *out)
{
	uint64_t rsdp = boot_info()->rsdp.raw;
	const uint8_t *bytes = rsdp ? look_at(rsdp, ACPI_RSDP_BYTES) : NULL;
	struct acpi_table list;
	struct acpi_root root;
	uint64_t address;

	if (!bytes || acpi_read_rsdp(bytes, &root) < 0 || !acpi_map(root.address, &list))
		return false;
	for (uint32_t i = 0; (address = acpi_root_entry(&list, root.entry_bytes, i)) != 0; i++)
		if (is_called(address, signature) && acpi_map(address, out))
			return true;
	return false;
}

bool acpi_find_console(struct tree_uart *out)
{
	struct acpi_console console;
	bool is_wide;
	struct acpi_table table;

	if (!acpi_find("SPCR", &table) || acpi_read_console(&table, &console) < 0 ||
	    console.base.space != ACPI_MEMORY || console.base.address == 0)
		return false;
	/* A 16550 that is read by words has its registers a word apart. */
	is_wide = console.base.access_size == ACCESS_DOUBLE_WORD ||
	          (console.base.access_size == 0 && console.base.bits == 32);
	*out = (struct tree_uart){
		.base = console.base.address,
		.reg_shift = is_wide ? 2 : 0,
		.io_bytes = is_wide ? 4 : 1,
	};
	switch (console.interface) {
	case SPCR_PL011:
		out->kind = TREE_UART_PL011;
		return true;
	case SPCR_16550:
	case SPCR_16550_DBGP:
	case SPCR_16550_GAS:
		out->kind = TREE_UART_NS16550;
		return true;
	default:
		return false;
	}
}

enum tree_psci acpi_psci(void)
{
	struct acpi_table table;
	struct acpi_fadt fadt;

	if (!acpi_find("FACP", &table) || acpi_read_fadt(&table, &fadt) < 0 || !fadt.has_psci)
		return TREE_PSCI_NONE;
	return fadt.psci_by_hvc ? TREE_PSCI_HVC : TREE_PSCI_SMC;
}

bool acpi_sleep_control(paddr_t *out)
{
	struct acpi_table table;
	struct acpi_fadt fadt;

	if (!acpi_find("FACP", &table) || acpi_read_fadt(&table, &fadt) < 0 ||
	    fadt.sleep_control.space != ACPI_MEMORY || fadt.sleep_control.address == 0)
		return false;
	*out = paddr(fadt.sleep_control.address);
	return true;
}
