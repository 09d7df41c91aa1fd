/* See fdt_tree_sample.h: every kind of node, good ones beside such as must be passed over. */
#include <lib/format/fdt_tree_sample.h>

#include <libfdt.h>

#include <lib/base/compiler.h>

static void sample_cells(void *tree, const char *name, const uint32_t *cells, size_t count)
{
	fdt32_t values[16];

	for (size_t i = 0; i < count; i++)
		values[i] = cpu_to_fdt32(cells[i]);
	fdt_property(tree, name, values, (int)(count * sizeof(values[0])));
}

#define SAMPLE_CELLS(tree, name, ...)                                                              \
	sample_cells(tree, name, (const uint32_t[]){__VA_ARGS__},                                  \
	             ARRAY_SIZE(((const uint32_t[]){__VA_ARGS__})))

static void sample_memory(void *tree)
{
	fdt_begin_node(tree, "memory@80000000");
	fdt_property_string(tree, "device_type", "memory");
	SAMPLE_CELLS(tree, "reg", 0, 0x80000000, 0, 0x1000, 1, 0, 2, 0);
	fdt_end_node(tree);
	fdt_begin_node(tree, "memory@a0000000");
	fdt_property_string(tree, "device_type", "memory");
	fdt_property_string(tree, "status", "disabled");
	SAMPLE_CELLS(tree, "reg", 0, 0xa0000000, 0, 0x1000);
	fdt_end_node(tree);
	fdt_begin_node(tree, "memory@b0000000");
	fdt_property_string(tree, "device_type", "memory");
	fdt_property_string(tree, "status", "okay");
	SAMPLE_CELLS(tree, "reg", 0, 0xb0000000, 0, 0x3000);
	fdt_end_node(tree);
	fdt_begin_node(tree, "reserved-memory");
	SAMPLE_CELLS(tree, "#address-cells", 2);
	SAMPLE_CELLS(tree, "#size-cells", 2);
	fdt_property(tree, "ranges", "", 0);
	fdt_begin_node(tree, "firmware@80000000");
	SAMPLE_CELLS(tree, "reg", 0, 0x80000000, 0, 0x800);
	fdt_end_node(tree);
	fdt_begin_node(tree, "pool"); /* no reg: somewhere, later */
	SAMPLE_CELLS(tree, "size", 0, 0x800);
	fdt_end_node(tree);
	fdt_end_node(tree);
}

static void sample_cpus(void *tree)
{
	fdt_begin_node(tree, "cpus");
	SAMPLE_CELLS(tree, "#address-cells", 1);
	SAMPLE_CELLS(tree, "#size-cells", 0);
	SAMPLE_CELLS(tree, "timebase-frequency", 10000000);
	fdt_begin_node(tree, "cpu@0");
	fdt_property_string(tree, "device_type", "cpu");
	fdt_property_string(tree, "riscv,isa", "rv64imac");
	SAMPLE_CELLS(tree, "reg", 0);
	fdt_end_node(tree);
	fdt_begin_node(tree, "cpu-map");
	fdt_end_node(tree);
	fdt_begin_node(tree, "cpu@1");
	fdt_property_string(tree, "device_type", "cpu");
	fdt_property_string(tree, "status", "disabled");
	SAMPLE_CELLS(tree, "reg", 1);
	fdt_end_node(tree);
	fdt_begin_node(tree, "cpu@100");
	fdt_property_string(tree, "device_type", "cpu");
	fdt_property_string(tree, "enable-method", "psci");
	SAMPLE_CELLS(tree, "reg", 1, 0x100);
	fdt_end_node(tree);
	fdt_begin_node(tree, "cpu@3");
	fdt_property_string(tree, "device_type", "cpu");
	fdt_property_string(tree, "status", "disabled");
	fdt_property_string(tree, "enable-method", "spin-table");
	SAMPLE_CELLS(tree, "cpu-release-addr", 0, 0xd8);
	SAMPLE_CELLS(tree, "reg", 3);
	fdt_end_node(tree);
	fdt_end_node(tree);
	fdt_begin_node(tree, "psci");
	fdt_property(tree, "compatible", "arm,psci-1.0\0arm,psci-0.2", 26);
	fdt_property_string(tree, "method", "smc");
	fdt_end_node(tree);
}

/* A UART behind a bus that moves addresses, another behind one that nobody can reach. */
static void sample_devices(void *tree)
{
	fdt_begin_node(tree, "soc");
	SAMPLE_CELLS(tree, "#address-cells", 1);
	SAMPLE_CELLS(tree, "#size-cells", 1);
	SAMPLE_CELLS(tree, "ranges", 0x1000, 0, 0x20000000, 0x1000, 0x7e000000, 0, 0xfe000000,
	             0x1800000);
	fdt_begin_node(tree, "serial@7e201000");
	fdt_property(tree, "compatible", "arm,pl011\0arm,primecell", 24);
	SAMPLE_CELLS(tree, "reg", 0x7e201000, 0x200);
	fdt_end_node(tree);
	fdt_begin_node(tree, "serial@7e215040");
	fdt_property_string(tree, "compatible", "ns16550a");
	SAMPLE_CELLS(tree, "reg", 0x7e215040, 0x40);
	SAMPLE_CELLS(tree, "reg-shift", 2);
	SAMPLE_CELLS(tree, "reg-io-width", 4);
	fdt_end_node(tree);
	fdt_begin_node(tree, "serial@90000000");
	fdt_property_string(tree, "compatible", "ns16550a");
	SAMPLE_CELLS(tree, "reg", 0x90000000, 0x40);
	fdt_end_node(tree);
	fdt_end_node(tree);
	fdt_begin_node(tree, "i2c");
	SAMPLE_CELLS(tree, "#address-cells", 1);
	SAMPLE_CELLS(tree, "#size-cells", 1);
	fdt_begin_node(tree, "serial@48");
	fdt_property_string(tree, "compatible", "ns16550a");
	SAMPLE_CELLS(tree, "reg", 0x48, 1);
	fdt_end_node(tree);
	fdt_end_node(tree);
}

size_t tree_sample(void *tree, size_t size, const char *stdout_path)
{
	fdt_create(tree, (int)size);
	fdt_add_reservemap_entry(tree, 0x80001000, 0x2000);
	fdt_finish_reservemap(tree);
	fdt_begin_node(tree, "");
	SAMPLE_CELLS(tree, "#address-cells", 2);
	SAMPLE_CELLS(tree, "#size-cells", 2);
	fdt_begin_node(tree, "chosen");
	SAMPLE_CELLS(tree, "linux,initrd-start", 0x84000000);
	SAMPLE_CELLS(tree, "linux,initrd-end", 0, 0x84001000);
	fdt_property_string(tree, "bootargs", "a=b c");
	if (stdout_path != NULL)
		fdt_property_string(tree, "stdout-path", stdout_path);
	fdt_end_node(tree);
	fdt_begin_node(tree, "aliases");
	fdt_property_string(tree, "serial0", "/soc/serial@7e215040");
	fdt_end_node(tree);
	sample_memory(tree);
	sample_cpus(tree);
	sample_devices(tree);
	fdt_end_node(tree);
	return fdt_finish(tree) == 0 ? fdt_totalsize(tree) : 0;
}
