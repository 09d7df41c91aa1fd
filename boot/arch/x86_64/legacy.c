/*
 * Tables lie on 16-byte borders in the BIOS's ROM area or, the RSDP, in the first KiB of its
 * extended data area. Each begins with an anchor and carries a sum of its bytes that must be 0;
 * nothing else is believed. The clock is read twice, since it may change meanwhile.
 * Source: [ACPI 5.2.5.1], [SMBIOS 5.2], [MC146818].
 */
#include <boot/arch/x86_64/legacy.h>

#include <stdbool.h>
#include <stddef.h>

#include <lib/base/string.h>

enum {
	EBDA_SEGMENT_AT = 0x40e,
	EBDA_LOWEST = 0x80000,
	EBDA_HIGHEST = 0x9fc00,
	EBDA_BYTES = 1024, /* of it, those with tables */
	ROM_START = 0xe0000,
	F_SEGMENT = 0xf0000,
	ROM_END = 0x100000,
	BORDER = 16,

	RSDP_BYTES_V1 = 20,
	RSDP_BYTES_V2 = 36,
	RSDP_REVISION = 15, /* offsets */
	SMBIOS32_LENGTH = 5,
	SMBIOS32_DMI = 16,
	SMBIOS32_BYTES = 31,
	SMBIOS64_LENGTH = 6,
	SMBIOS64_BYTES = 24,
};

enum {
	CMOS_INDEX = 0x70,
	CMOS_DATA = 0x71,
	CMOS_SECOND = 0,
	CMOS_MINUTE = 2,
	CMOS_HOUR = 4,
	CMOS_DAY = 7,
	CMOS_MONTH = 8,
	CMOS_YEAR = 9,
	CMOS_STATUS_A = 10,
	CMOS_STATUS_B = 11,
	STATUS_A_UPDATING = 0x80,
	STATUS_B_BINARY = 4,
	STATUS_B_24_HOURS = 2,
	HOUR_PM = 0x80,
	MAX_POLLS = 10000,
};

/* The first four bytes of an anchor as a number: most borders are passed over by one comparison. */
#define ANCHOR_RSDP     0x20445352u /* "RSD " */
#define ANCHOR_SMBIOS32 0x5f4d535fu /* "_SM_" */
#define ANCHOR_SMBIOS64 0x334d535fu /* "_SM3" */

static bool sums_to_zero(const uint8_t *p, size_t len)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += p[i];
	return sum == 0;
}

static const uint8_t *at_address(uint64_t address)
{
	return (const uint8_t *)(uintptr_t)address;
}

static uint32_t anchor_at(uint64_t address)
{
	return *(const uint32_t *)(uintptr_t)address;
}

/* limit, in these: bytes from p to the end of the area. */
static bool is_rsdp(const uint8_t *p, size_t limit)
{
	if (limit < RSDP_BYTES_V1 || memcmp(p, "RSD PTR ", 8) != 0 ||
	    !sums_to_zero(p, RSDP_BYTES_V1))
		return false;
	return p[RSDP_REVISION] < 2 || (limit >= RSDP_BYTES_V2 && sums_to_zero(p, RSDP_BYTES_V2));
}

static bool is_smbios32(const uint8_t *p, size_t limit)
{
	if (limit < SMBIOS32_BYTES || memcmp(p + SMBIOS32_DMI, "_DMI_", 5) != 0)
		return false;
	/* Version 2.1 said 30 bytes, and BIOSes keep to it, where 31 are meant. */
	return p[SMBIOS32_LENGTH] >= SMBIOS32_BYTES - 1 && p[SMBIOS32_LENGTH] <= limit &&
	       sums_to_zero(p, p[SMBIOS32_LENGTH]);
}

static bool is_smbios64(const uint8_t *p, size_t limit)
{
	return limit >= SMBIOS64_BYTES && p[4] == '_' && p[SMBIOS64_LENGTH] >= SMBIOS64_BYTES &&
	       p[SMBIOS64_LENGTH] <= limit && sums_to_zero(p, p[SMBIOS64_LENGTH]);
}

void legacy_find_smbios(struct legacy_smbios *out)
{
	*out = (struct legacy_smbios){0};
	for (uint64_t at = F_SEGMENT; at < ROM_END; at += BORDER) {
		const uint32_t anchor = anchor_at(at);

		if (anchor == ANCHOR_SMBIOS32 && out->entry_32 == 0 &&
		    is_smbios32(at_address(at), ROM_END - at))
			out->entry_32 = at;
		if (anchor == ANCHOR_SMBIOS64 && out->entry_64 == 0 &&
		    is_smbios64(at_address(at), ROM_END - at))
			out->entry_64 = at;
	}
}

static uint64_t find_rsdp_in(uint64_t start, uint64_t end)
{
	for (uint64_t at = start; at < end; at += BORDER) {
		if (anchor_at(at) == ANCHOR_RSDP && is_rsdp(at_address(at), end - at))
			return at;
	}
	return 0;
}

uint64_t legacy_find_rsdp(void)
{
	const uint64_t ebda = *(const uint16_t *)(uintptr_t)EBDA_SEGMENT_AT * 16ull;
	uint64_t found = 0;

	if (ebda >= EBDA_LOWEST && ebda <= EBDA_HIGHEST)
		found = find_rsdp_in(ebda, ebda + EBDA_BYTES);
	return found != 0 ? found : find_rsdp_in(ROM_START, ROM_END);
}

static uint8_t cmos_read(uint8_t reg)
{
	uint8_t value;

	__asm__ volatile("outb %0, %1" ::"a"(reg), "Nd"((uint16_t)CMOS_INDEX));
	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"((uint16_t)CMOS_DATA));
	return value;
}

static unsigned decode(uint8_t value, uint8_t status_b)
{
	return status_b & STATUS_B_BINARY ? value : (value >> 4) * 10u + (value & 15u);
}

/* Days from 1970-01-01 in the Gregorian calendar, counting years from March so that the leap day is
 * the last of its year. */
static int64_t days_since_1970(unsigned year, unsigned month, unsigned day)
{
	const unsigned y = month <= 2 ? year - 1 : year;
	const unsigned m = (month + 9) % 12;

	return (int64_t)y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

struct clock_registers {
	uint8_t second, minute, hour, day, month, year;
};

static void read_registers(struct clock_registers *out)
{
	for (int i = 0; i < MAX_POLLS && cmos_read(CMOS_STATUS_A) & STATUS_A_UPDATING; i++)
		continue;
	out->second = cmos_read(CMOS_SECOND);
	out->minute = cmos_read(CMOS_MINUTE);
	out->hour = cmos_read(CMOS_HOUR);
	out->day = cmos_read(CMOS_DAY);
	out->month = cmos_read(CMOS_MONTH);
	out->year = cmos_read(CMOS_YEAR);
}

/* The registers may change while they are read: two equal readings are a true one. */
static bool read_steady(struct clock_registers *out)
{
	struct clock_registers again;

	for (int i = 0; i < 4; i++) {
		read_registers(out);
		read_registers(&again);
		if (memcmp(out, &again, sizeof(again)) == 0)
			return true;
	}
	return false;
}

int64_t legacy_read_clock(void)
{
	const uint8_t status_b = cmos_read(CMOS_STATUS_B);
	struct clock_registers raw;
	unsigned hour;
	unsigned year;
	unsigned month;
	unsigned day;

	if (cmos_read(CMOS_STATUS_A) == 0xff || !read_steady(&raw))
		return 0;
	hour = decode(raw.hour & (uint8_t)~HOUR_PM, status_b);
	if (!(status_b & STATUS_B_24_HOURS))
		hour = hour % 12 + (raw.hour & HOUR_PM ? 12 : 0);
	year = 2000 + decode(raw.year, status_b);
	month = decode(raw.month, status_b);
	day = decode(raw.day, status_b);
	if (month < 1 || month > 12 || day < 1 || day > 31)
		return 0;
	return ((days_since_1970(year, month, day) * 24 + hour) * 60 +
	        decode(raw.minute, status_b)) *
	               60 +
	       decode(raw.second, status_b);
}
