/*
 * Polling serial output. The firmware has set speed and format; nothing here changes them.
 * Registers: 16550 [NS16550 8], PL011 [PL011 3.3].
 */
#include <boot/uefi/arch/serial.h>

#include <boot/uefi/arch/arch.h>
#include <lib/base/string.h>

enum {
	NS16550_THR = 0,
	NS16550_LSR = 5,
	NS16550_LSR_THRE = 0x20,

	PL011_DR = 0x00,
	PL011_FR = 0x18,
	PL011_FR_TXFF = 0x20,

	/* [SPCR] offsets and interface types */
	SPCR_LENGTH = 4,
	SPCR_TYPE = 36,
	SPCR_ADDRESS = 40, /* a generic address structure: space, width, offset, access, address */
	SPCR_TYPE_16550 = 0,
	SPCR_TYPE_16450 = 1,
	SPCR_TYPE_PL011 = 3,
	SPCR_TYPE_SBSA_2X = 13,
	SPCR_TYPE_SBSA = 14,
	SPCR_TYPE_16550_GAS = 18,
	GAS_MEMORY = 0,
	GAS_PORTS = 1,
	GAS_DWORDS = 3, /* access size; 0: the width tells */

	MAX_POLLS = 1000000,
};

bool serial_from_spcr(const void *spcr, struct serial_line *out)
{
	const uint8_t *bytes = spcr;
	const uint8_t *gas = bytes + SPCR_ADDRESS;
	struct serial_line line = {0};
	uint32_t len;

	memcpy(&len, bytes + SPCR_LENGTH, sizeof(len));
	if (len < SPCR_ADDRESS + 12)
		return false;
	switch (bytes[SPCR_TYPE]) {
	case SPCR_TYPE_16550:
	case SPCR_TYPE_16450:
	case SPCR_TYPE_16550_GAS:
		line.kind = SERIAL_16550;
		break;
	case SPCR_TYPE_PL011:
	case SPCR_TYPE_SBSA_2X:
	case SPCR_TYPE_SBSA:
		line.kind = SERIAL_PL011;
		break;
	default:
		return false;
	}
	memcpy(&line.base, gas + 4, sizeof(line.base));
	line.at_ports = gas[0] == GAS_PORTS;
	line.by_words = line.kind == SERIAL_16550 && !line.at_ports &&
	                (gas[3] == GAS_DWORDS || (gas[3] == 0 && gas[1] == 32));
	/* Registers that are read by words are a word apart. */
	line.shift = line.by_words ? 2 : 0;
	if (line.base == 0 || gas[0] > GAS_PORTS || (line.kind == SERIAL_PL011 && line.at_ports))
		return false;
	*out = line;
	return true;
}

static uint8_t read_16550(const struct serial_line *line, unsigned reg)
{
	uint64_t address = line->base + (reg << line->shift);

	if (line->at_ports)
		return arch_port_read8((uint16_t)address);
	return line->by_words ? (uint8_t)arch_read32(address) : arch_read8(address);
}

static bool has_room(const struct serial_line *line)
{
	if (line->kind == SERIAL_PL011)
		return !(arch_read32(line->base + PL011_FR) & PL011_FR_TXFF);
	return read_16550(line, NS16550_LSR) & NS16550_LSR_THRE;
}

static void put_byte(const struct serial_line *line, uint8_t byte)
{
	for (int i = 0; i < MAX_POLLS && !has_room(line); i++)
		;
	if (line->kind == SERIAL_PL011)
		arch_write32(line->base + PL011_DR, byte);
	else if (line->by_words)
		arch_write32(line->base + NS16550_THR, byte);
	else if (line->at_ports)
		arch_port_write8((uint16_t)(line->base + NS16550_THR), byte);
	else
		arch_write8(line->base + NS16550_THR, byte);
}

bool serial_present(const struct serial_line *line)
{
	if (line->kind == SERIAL_16550)
		return read_16550(line, NS16550_LSR) != 0xff;
	return line->kind == SERIAL_PL011;
}

void serial_write(const struct serial_line *line, const char *text)
{
	if (line->kind == SERIAL_NONE)
		return;
	for (; *text; text++) {
		if (*text == '\n')
			put_byte(line, '\r');
		put_byte(line, (uint8_t)*text);
	}
}
