/*
 * Chapter 3 of the tour: a program that UEFI firmware starts.
 *
 * A PE file, as Windows has them. The firmware calls it with its own handle and a table; everything
 * the firmware can do is reached from that table. Only the rows that we touch have names here.
 */
#include <stdint.h>

struct text_output {
	void *reset;
	uint64_t (*output_string)(struct text_output *self, const uint16_t *text);
};

struct runtime_services {
	uint8_t head[24];
	void *rows[10];
	void (*reset_system)(uint32_t kind, uint64_t status, uint64_t len_bytes, void *data);
};

struct system_table {
	uint8_t head[24];
	uint16_t *vendor;
	uint32_t revision;
	void *input_handle, *input, *output_handle;
	struct text_output *output;
	void *error_handle, *error;
	struct runtime_services *runtime;
};

_Static_assert(__builtin_offsetof(struct system_table, output) == 64, "[UEFI 4.3]");
_Static_assert(__builtin_offsetof(struct runtime_services, reset_system) == 104, "[UEFI 4.5]");

enum { RESET_SHUTDOWN = 2 };

uint64_t start(void *image, struct system_table *firmware);

uint64_t start(void *image, struct system_table *firmware)
{
	(void)image;
	firmware->output->output_string(firmware->output, u"Hello from UEFI.\r\n");
	firmware->runtime->reset_system(RESET_SHUTDOWN, 0, 0, 0);
	return 0;
}
