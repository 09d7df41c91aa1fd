/*
 * What a PC's BIOS leaves behind for programs without it: SMBIOS entry points in the F segment [SMBIOS
 * 5.2], and the clock with its battery [MC146818].
 */
#include "pvh_priv.h"

#include <stdbool.h>

#include <lib/base/string.h>

enum {
	F_SEGMENT = 0xf0000,
	F_SEGMENT_END = 0x100000,
	ENTRY_ALIGN = 16,

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

#define SMBIOS32_ANCHOR 0x5f4d535fu /* "_SM_" */
#define SMBIOS64_ANCHOR 0x334d535fu /* "_SM3" */

void legacy_find_tables(struct legacy_tables *out)
{
	*out = (struct legacy_tables){0};
	for (uint64_t at = F_SEGMENT; at < F_SEGMENT_END; at += ENTRY_ALIGN) {
		const uint32_t anchor = *(const uint32_t *)(uintptr_t)at;

		if (anchor == SMBIOS32_ANCHOR && out->smbios32 == 0)
			out->smbios32 = at;
		if (anchor == SMBIOS64_ANCHOR && out->smbios64 == 0)
			out->smbios64 = at;
	}
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
