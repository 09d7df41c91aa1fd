/*
 * The tables lie on 16-byte borders in the BIOS's ROM area or the first KiB of its extended data area.
 * Each begins with an anchor and carries a sum of its bytes that must be 0; nothing else is believed.
 * Source: [ACPI 5.2.5.1], [SMBIOS 5.2.1], [SMBIOS 5.2.2], [RBIL INT 1Ah/02h].
 */
#include <boot/bios/tables.h>

#include <boot/bios/bios.h>
#include <lib/base/string.h>

enum {
	ROM_START = 0xe0000,
	SMBIOS_START = 0xf0000,
	ROM_END = 0x100000,
	EBDA_SEGMENT_AT = 0x40e,
	EBDA_BYTES = 1024,
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

/* Is there an entry structure at p? limit: bytes from p to the end of the area. */
typedef bool (*table_check_fn)(const uint8_t *p, size_t limit);

static uint64_t scan(uint64_t start, uint64_t end, table_check_fn check);
static bool is_rsdp(const uint8_t *p, size_t limit);
static bool is_smbios32(const uint8_t *p, size_t limit);
static bool is_smbios64(const uint8_t *p, size_t limit);
static bool sums_to_zero(const uint8_t *p, size_t len);
static bool read_bcd(uint32_t value, uint32_t *out);
static int64_t days_since_1970(uint32_t year, uint32_t month, uint32_t day);

uint64_t tables_find_rsdp(void)
{
	uint64_t ebda = (uint64_t)*(const uint16_t *)bios_pointer(EBDA_SEGMENT_AT) << 4;
	uint64_t found = 0;

	if (ebda >= 0x80000 && ebda <= 0xa0000 - EBDA_BYTES)
		found = scan(ebda, ebda + EBDA_BYTES, is_rsdp);
	return found != 0 ? found : scan(ROM_START, ROM_END, is_rsdp);
}

uint64_t tables_find_smbios32(void)
{
	return scan(SMBIOS_START, ROM_END, is_smbios32);
}

uint64_t tables_find_smbios64(void)
{
	return scan(SMBIOS_START, ROM_END, is_smbios64);
}

int64_t tables_read_clock(void)
{
	struct bios_registers date = {.eax = 0x0400};
	struct bios_registers time = {.eax = 0x0200};
	uint32_t century, year, month, day, hour, minute, second;

	bios_interrupt(0x1a, &date);
	bios_interrupt(0x1a, &time);
	if (bios_failed(&date) || bios_failed(&time))
		return 0;
	if (!read_bcd(date.ecx >> 8, &century) || !read_bcd(date.ecx, &year) ||
	    !read_bcd(date.edx >> 8, &month) || !read_bcd(date.edx, &day) ||
	    !read_bcd(time.ecx >> 8, &hour) || !read_bcd(time.ecx, &minute) ||
	    !read_bcd(time.edx >> 8, &second))
		return 0;
	year += century * 100;
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 ||
	    minute > 59 || second > 59)
		return 0;
	return ((days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

static uint64_t scan(uint64_t start, uint64_t end, table_check_fn check)
{
	for (uint64_t at = start; at < end; at += BORDER) {
		if (check(bios_pointer(at), end - at))
			return at;
	}
	return 0;
}

static bool is_rsdp(const uint8_t *p, size_t limit)
{
	if (limit < RSDP_BYTES_V1 || memcmp(p, "RSD PTR ", 8) != 0 ||
	    !sums_to_zero(p, RSDP_BYTES_V1))
		return false;
	return p[RSDP_REVISION] < 2 || (limit >= RSDP_BYTES_V2 && sums_to_zero(p, RSDP_BYTES_V2));
}

static bool is_smbios32(const uint8_t *p, size_t limit)
{
	if (limit < SMBIOS32_BYTES || memcmp(p, "_SM_", 4) != 0 ||
	    memcmp(p + SMBIOS32_DMI, "_DMI_", 5) != 0)
		return false;
	/* Version 2.1 said 30 bytes, and BIOSes keep to it, where 31 are meant. */
	return p[SMBIOS32_LENGTH] >= SMBIOS32_BYTES - 1 && p[SMBIOS32_LENGTH] <= limit &&
	       sums_to_zero(p, p[SMBIOS32_LENGTH]);
}

static bool is_smbios64(const uint8_t *p, size_t limit)
{
	return limit >= SMBIOS64_BYTES && memcmp(p, "_SM3_", 5) == 0 &&
	       p[SMBIOS64_LENGTH] >= SMBIOS64_BYTES && p[SMBIOS64_LENGTH] <= limit &&
	       sums_to_zero(p, p[SMBIOS64_LENGTH]);
}

static bool sums_to_zero(const uint8_t *p, size_t len)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += p[i];
	return sum == 0;
}

/* Two decimal digits in the low byte of value. */
static bool read_bcd(uint32_t value, uint32_t *out)
{
	uint32_t high = value >> 4 & 15;
	uint32_t low = value & 15;

	if (high > 9 || low > 9)
		return false;
	*out = high * 10 + low;
	return true;
}

/* Days of the Gregorian calendar, years counted from March so that the leap day comes last. */
static int64_t days_since_1970(uint32_t year, uint32_t month, uint32_t day)
{
	uint32_t y = month > 2 ? year : year - 1;
	uint32_t m = month > 2 ? month - 3 : month + 9;
	uint32_t days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1;

	return (int64_t)days - 719468;
}
