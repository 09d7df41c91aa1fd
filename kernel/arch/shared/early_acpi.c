/*
 * RSDP -> XSDT -> table, with every length and checksum looked at first [ACPI 5.2.5 to 5.2.8].
 *
 * Offsets inside tables are written as numbers with the field's name, because the tables are packed
 * and only a handful of fields matter here.
 */
#include <kernel/arch/shared/early_acpi.h>

#include <stddef.h>
#include <stdint.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/mmu.h>
#include <lib/base/string.h>

enum {
	RSDP_BYTES = 36,
	RSDP_REVISION = 15,
	RSDP_XSDT = 24,

	HEADER_BYTES = 36,
	HEADER_LENGTH = 4,
	TABLE_MAX_BYTES = 1 << 20,

	SPCR_INTERFACE = 36, /* [SPCR] */
	SPCR_ADDRESS = 40,   /* a generic address structure */
	SPCR_MIN_BYTES = 52,
	SPCR_16550 = 0x00,
	SPCR_16550_DBGP = 0x01,
	SPCR_PL011 = 0x03,
	SPCR_16550_GAS = 0x12,

	FADT_ARM_BOOT_ARCH = 129,
	FADT_ARM_PSCI = 1 << 0,
	FADT_ARM_PSCI_HVC = 1 << 1,
	FADT_SLEEP_CONTROL = 244, /* a generic address structure */
	FADT_SLEEP_CONTROL_BYTES = 256,

	GAS_SPACE = 0, /* 0: memory */
	GAS_BITS = 1,
	GAS_ACCESS_SIZE = 3, /* 0: GAS_BITS tells, 1: a byte ... 3: 32 bits */
	GAS_ADDRESS = 4,
};

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t get32(const uint8_t *p)
{
	return get16(p) | (uint32_t)get16(p + 2) << 16;
}

static uint64_t get64(const uint8_t *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

static bool sums_to_zero(const uint8_t *bytes, uint32_t len)
{
	uint8_t sum = 0;

	for (uint32_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + bytes[i]);
	return sum == 0;
}

/* The table at pa if it is whole; *len gets its length. */
static const uint8_t *open_table(uint64_t pa, uint32_t *len)
{
	const uint8_t *table = mmu_direct(paddr(pa));

	*len = get32(table + HEADER_LENGTH);
	if (*len < HEADER_BYTES || *len > TABLE_MAX_BYTES || !sums_to_zero(table, *len))
		return NULL;
	return table;
}

static const uint8_t *open_xsdt(uint32_t *len)
{
	const struct boot_info *boot = boot_info();
	const uint8_t *rsdp;

	if (boot->rsdp.raw == 0 || boot->base_revision < 4)
		return NULL;
	rsdp = mmu_direct(boot->rsdp);
	if (memcmp(rsdp, "RSD PTR ", 8) != 0 || rsdp[RSDP_REVISION] < 2)
		return NULL;
	if (!sums_to_zero(rsdp, RSDP_BYTES))
		return NULL;
	return open_table(get64(rsdp + RSDP_XSDT), len);
}

/* The first table with this signature that is at least min_bytes long. */
static const uint8_t *find_table(const char *signature, uint32_t min_bytes)
{
	uint32_t xsdt_len, len;
	const uint8_t *xsdt = open_xsdt(&xsdt_len);

	if (!xsdt)
		return NULL;
	for (uint32_t at = HEADER_BYTES; at + 8 <= xsdt_len; at += 8) {
		uint64_t pa = get64(xsdt + at);
		const uint8_t *table;

		if (memcmp(mmu_direct(paddr(pa)), signature, 4) != 0)
			continue;
		table = open_table(pa, &len);
		if (table && len >= min_bytes)
			return table;
	}
	return NULL;
}

bool early_acpi_console(struct tree_uart *out)
{
	const uint8_t *spcr = find_table("SPCR", SPCR_MIN_BYTES);
	const uint8_t *gas;
	bool is_wide;

	if (!spcr)
		return false;
	gas = spcr + SPCR_ADDRESS;
	if (gas[GAS_SPACE] != 0 || get64(gas + GAS_ADDRESS) == 0)
		return false;
	/* A 16550 that is read by words has its registers a word apart. */
	is_wide = gas[GAS_ACCESS_SIZE] == 3 || (gas[GAS_ACCESS_SIZE] == 0 && gas[GAS_BITS] == 32);
	*out = (struct tree_uart){
		.base = get64(gas + GAS_ADDRESS),
		.reg_shift = is_wide ? 2 : 0,
		.io_bytes = is_wide ? 4 : 1,
	};
	switch (spcr[SPCR_INTERFACE]) {
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

enum tree_psci early_acpi_psci(void)
{
	const uint8_t *fadt = find_table("FACP", FADT_ARM_BOOT_ARCH + 2);
	uint16_t flags = fadt ? get16(fadt + FADT_ARM_BOOT_ARCH) : 0;

	if (!(flags & FADT_ARM_PSCI))
		return TREE_PSCI_NONE;
	return flags & FADT_ARM_PSCI_HVC ? TREE_PSCI_HVC : TREE_PSCI_SMC;
}

bool early_acpi_sleep_control(paddr_t *out)
{
	const uint8_t *fadt = find_table("FACP", FADT_SLEEP_CONTROL_BYTES);
	const uint8_t *gas;

	if (!fadt)
		return false;
	gas = fadt + FADT_SLEEP_CONTROL;
	if (gas[GAS_SPACE] != 0 || get64(gas + GAS_ADDRESS) == 0)
		return false;
	*out = paddr(get64(gas + GAS_ADDRESS));
	return true;
}
