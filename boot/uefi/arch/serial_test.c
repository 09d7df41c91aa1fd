/*
 * The serial line against a pretended UART that is busy now and then, and SPCR tables of both
 * kinds.
 */
#include <boot/uefi/arch/serial.h>

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <boot/uefi/arch/arch.h>
#include <lib/base/compiler.h>

/* What the code under test asks of the machine, played by the test. */
static char sent[64];
static size_t nr_sent;
static int busy; /* polls until the line has room again */
static uint64_t expected_data, expected_status;
static uint32_t room_word, full_word; /* what a 32-bit status register says */

static void take(uint64_t address, uint32_t byte)
{
	assert_int_equal(address, expected_data);
	assert_int_equal(busy, 0); /* nobody writes to a full line */
	assert_true(nr_sent < sizeof(sent) - 1);
	sent[nr_sent++] = (char)byte;
	busy = 3;
}

static bool poll(uint64_t address)
{
	assert_int_equal(address, expected_status);
	if (busy > 0)
		busy--;
	return busy == 0;
}

uint8_t arch_port_read8(uint16_t port)
{
	return poll(port) ? 0x20 : 0;
}

void arch_port_write8(uint16_t port, uint8_t value)
{
	take(port, value);
}

uint8_t arch_read8(uint64_t address)
{
	return poll(address) ? 0x20 : 0;
}

void arch_write8(uint64_t address, uint8_t value)
{
	take(address, value);
}

uint32_t arch_read32(uint64_t address)
{
	return poll(address) ? room_word : full_word;
}

void arch_write32(uint64_t address, uint32_t value)
{
	take(address, value);
}

static void expect_output(struct serial_line line, uint64_t data, uint64_t status)
{
	nr_sent = 0;
	memset(sent, 0, sizeof(sent));
	expected_data = data;
	expected_status = status;
	room_word = line.kind == SERIAL_PL011 ? 0 : 0x20;
	full_word = line.kind == SERIAL_PL011 ? 0x20 : 0;
	serial_write(&line, "hi\nthere");
	assert_string_equal(sent, "hi\r\nthere");
}

static void every_kind_of_line_waits_for_room(void **state)
{
	(void)state;
	expect_output((struct serial_line){.kind = SERIAL_16550, .at_ports = true, .base = 0x3f8},
	              0x3f8, 0x3fd);
	expect_output((struct serial_line){.kind = SERIAL_16550, .base = 0x10000000, .shift = 2},
	              0x10000000, 0x10000014);
	expect_output(
		(struct serial_line){
			.kind = SERIAL_16550, .by_words = true, .base = 0x10000000, .shift = 2},
		0x10000000, 0x10000014);
	expect_output((struct serial_line){.kind = SERIAL_PL011, .base = 0x9000000}, 0x9000000,
	              0x9000018);
}

static void no_line_is_silent(void **state)
{
	(void)state;
	nr_sent = 0;
	serial_write(&(struct serial_line){.kind = SERIAL_NONE}, "hi");
	assert_int_equal(nr_sent, 0);
}

/* The fields that count; lengths and offsets as in the specification. */
static void fill_spcr(uint8_t spcr[80], uint8_t type, uint8_t space, uint64_t address)
{
	memset(spcr, 0, 80);
	memcpy(spcr, "SPCR", 4);
	spcr[4] = 80;
	spcr[36] = type;
	spcr[40] = space;
	spcr[41] = 32;
	memcpy(spcr + 44, &address, sizeof(address));
}

static void spcr_names_a_line(void **state)
{
	struct serial_line line;
	uint8_t spcr[80];

	(void)state;
	fill_spcr(spcr, 3, 0, 0x9000000);
	assert_true(serial_from_spcr(spcr, &line));
	assert_int_equal(line.kind, SERIAL_PL011);
	assert_int_equal(line.base, 0x9000000);
	fill_spcr(spcr, 0, 1, 0x2f8);
	assert_true(serial_from_spcr(spcr, &line));
	assert_int_equal(line.kind, SERIAL_16550);
	assert_true(line.at_ports);
	assert_int_equal(line.shift, 0);
	fill_spcr(spcr, 18, 0, 0x10000000);
	assert_true(serial_from_spcr(spcr, &line));
	assert_int_equal(line.shift, 2);
	assert_true(line.by_words);
	spcr[43] = 1; /* read by bytes */
	assert_true(serial_from_spcr(spcr, &line));
	assert_int_equal(line.shift, 0);
	assert_false(line.by_words);
	spcr[43] = 3; /* read by words, whatever the width */
	spcr[41] = 8;
	assert_true(serial_from_spcr(spcr, &line));
	assert_int_equal(line.shift, 2);
	assert_true(line.by_words);
}

static void spcr_that_helps_nobody(void **state)
{
	struct serial_line line;
	uint8_t spcr[80];

	(void)state;
	fill_spcr(spcr, 3, 0, 0);
	assert_false(serial_from_spcr(spcr, &line));
	fill_spcr(spcr, 0x77, 0, 0x1000);
	assert_false(serial_from_spcr(spcr, &line));
	fill_spcr(spcr, 3, 1, 0x1000); /* a PL011 at ports */
	assert_false(serial_from_spcr(spcr, &line));
	fill_spcr(spcr, 0, 2, 0x1000); /* in PCI configuration space */
	assert_false(serial_from_spcr(spcr, &line));
	fill_spcr(spcr, 3, 0, 0x1000);
	spcr[4] = 51;
	assert_false(serial_from_spcr(spcr, &line));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_line_waits_for_room),
		cmocka_unit_test(no_line_is_silent),
		cmocka_unit_test(spcr_names_a_line),
		cmocka_unit_test(spcr_that_helps_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
