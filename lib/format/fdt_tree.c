/*
 * A device tree through libfdt, see fdt_tree.h.
 *
 * A reg property is a list of (address, length), each of as many 32-bit big-endian cells as the
 * parent's #address-cells and #size-cells say [DT 2.3.6]. Such an address means something to the
 * processor only after every bus above the node has translated it by its ranges property
 * [DT 2.3.8]: an empty one says that nothing changes, a missing one that the bus cannot be reached.
 */
#include <lib/format/fdt_tree.h>

#include <libfdt.h>

#include <lib/base/errno.h>
#include <lib/base/string.h>

#define TREE_MAX_DEPTH 16 /* buses above a node */

static bool node_is_usable(const void *tree, int node);
static int node_range(const void *tree, int parent, int node, int index, struct tree_range *out);
static int translate(const void *tree, int node, struct tree_range *range);
static uint64_t read_cells(const fdt32_t *cells, int nr_cells);
static uint64_t property_number(const void *tree, int node, const char *name, uint64_t otherwise);
static const char *property_text(const void *tree, int node, const char *name);

int tree_check(const void *tree, uint32_t *bytes)
{
	if (!tree || ((uintptr_t)tree & 7) != 0 || fdt_check_header(tree) != 0)
		return -EINVAL;
	/* libfdt reads whole words of the tables without asking where they begin [DT 5.1]. */
	if (fdt_off_mem_rsvmap(tree) % 8 != 0 || fdt_off_dt_struct(tree) % 4 != 0)
		return -EINVAL;
	if (fdt_totalsize(tree) > TREE_MAX_BYTES)
		return -EFBIG;
	*bytes = fdt_totalsize(tree);
	return 0;
}

/* The next memory node behind `node` (or the first, for -1): all are children of the root [DT 3.4].
 */
static int next_memory_node(const void *tree, int node)
{
	node = node < 0 ? fdt_first_subnode(tree, 0) : fdt_next_subnode(tree, node);
	for (; node >= 0; node = fdt_next_subnode(tree, node)) {
		const char *type = property_text(tree, node, "device_type");

		if (type && strcmp(type, "memory") == 0)
			break;
	}
	return node;
}

int tree_next_memory(const void *tree, struct tree_cursor *cursor, struct tree_range *out)
{
	if (cursor->node < 0)
		cursor->node = next_memory_node(tree, -1);
	while (cursor->node >= 0) {
		if (node_is_usable(tree, cursor->node) &&
		    node_range(tree, 0, cursor->node, cursor->index++, out) == 0)
			return 1;
		cursor->index = 0;
		cursor->node = next_memory_node(tree, cursor->node);
	}
	return 0;
}

int tree_next_reserved(const void *tree, struct tree_cursor *cursor, struct tree_range *out)
{
	int parent = fdt_path_offset(tree, "/reserved-memory");

	if (parent < 0)
		return 0;
	if (cursor->node < 0)
		cursor->node = fdt_first_subnode(tree, parent);
	while (cursor->node >= 0) {
		if (node_is_usable(tree, cursor->node) &&
		    node_range(tree, parent, cursor->node, cursor->index++, out) == 0)
			return 1;
		cursor->index = 0;
		cursor->node = fdt_next_subnode(tree, cursor->node);
	}
	return 0;
}

int tree_reserve_entry(const void *tree, int index, struct tree_range *out)
{
	uint64_t base, len;

	if (index >= fdt_num_mem_rsv(tree) || fdt_get_mem_rsv(tree, index, &base, &len) != 0)
		return 0;
	*out = (struct tree_range){base, len};
	return 1;
}

static enum tree_start_method start_method(const void *tree, int node)
{
	const char *method = property_text(tree, node, "enable-method");

	if (!method)
		return TREE_START_BY_MACHINE;
	if (strcmp(method, "psci") == 0)
		return TREE_START_PSCI;
	if (strcmp(method, "spin-table") == 0)
		return TREE_START_SPIN_TABLE;
	return TREE_START_UNKNOWN;
}

int tree_next_cpu(const void *tree, struct tree_cursor *cursor, struct tree_cpu *out)
{
	if (cursor->node < 0) {
		int parent = fdt_path_offset(tree, "/cpus");

		cursor->node = parent < 0 ? parent : fdt_first_subnode(tree, parent);
	} else {
		cursor->node = fdt_next_subnode(tree, cursor->node);
	}
	for (; cursor->node >= 0; cursor->node = fdt_next_subnode(tree, cursor->node)) {
		const char *type = property_text(tree, cursor->node, "device_type");
		int len;
		const fdt32_t *reg = fdt_getprop(tree, cursor->node, "reg", &len);

		if (!type || strcmp(type, "cpu") != 0 || !reg || (len != 4 && len != 8))
			continue;
		out->method = start_method(tree, cursor->node);
		/* A spinning processor is "disabled" until it is released [DT 3.8.1]. */
		if (!node_is_usable(tree, cursor->node) && out->method != TREE_START_SPIN_TABLE)
			continue;
		out->id = read_cells(reg, len / 4);
		out->release_address = property_number(tree, cursor->node, "cpu-release-addr", 0);
		out->isa = property_text(tree, cursor->node, "riscv,isa");
		return 1;
	}
	return 0;
}

void tree_chosen(const void *tree, struct tree_chosen *out)
{
	int node = fdt_path_offset(tree, "/chosen");
	uint64_t end;

	memset(out, 0, sizeof(*out));
	if (node < 0)
		return;
	out->initrd.base = property_number(tree, node, "linux,initrd-start", 0);
	end = property_number(tree, node, "linux,initrd-end", 0);
	if (end > out->initrd.base)
		out->initrd.len = end - out->initrd.base;
	out->bootargs = property_text(tree, node, "bootargs");
}

void tree_console(const void *tree, struct tree_uart *out)
{
	int node = fdt_path_offset(tree, "/chosen");
	const char *path = node < 0 ? NULL : property_text(tree, node, "stdout-path");
	const char *options = path ? strchr(path, ':') : NULL; /* "serial0:115200n8" */
	struct tree_range range;

	memset(out, 0, sizeof(*out));
	if (!path)
		return;
	node = fdt_path_offset_namelen(tree, path,
	                               options ? (int)(options - path) : (int)strlen(path));
	if (node < 0 || node_range(tree, fdt_parent_offset(tree, node), node, 0, &range) != 0)
		return;
	out->base = range.base;
	out->reg_shift = (unsigned)property_number(tree, node, "reg-shift", 0) & 7;
	out->io_bytes = (unsigned)property_number(tree, node, "reg-io-width", 1);
	if (fdt_node_check_compatible(tree, node, "arm,pl011") == 0)
		out->kind = TREE_UART_PL011;
	else if (fdt_node_check_compatible(tree, node, "ns16550a") == 0 ||
	         fdt_node_check_compatible(tree, node, "ns16550") == 0)
		out->kind = TREE_UART_NS16550;
}

int tree_find_device(const void *tree, const char *compatible, int index, struct tree_range *out)
{
	int node = fdt_node_offset_by_compatible(tree, -1, compatible);

	if (node < 0 || node_range(tree, fdt_parent_offset(tree, node), node, index, out) != 0)
		return -ENODEV;
	return 0;
}

enum tree_psci tree_psci(const void *tree)
{
	int node = fdt_node_offset_by_compatible(tree, -1, "arm,psci-0.2");
	const char *method;

	if (node < 0)
		node = fdt_node_offset_by_compatible(tree, -1, "arm,psci-1.0");
	method = node < 0 ? NULL : property_text(tree, node, "method");
	if (method && strcmp(method, "hvc") == 0)
		return TREE_PSCI_HVC;
	if (method && strcmp(method, "smc") == 0)
		return TREE_PSCI_SMC;
	return TREE_PSCI_NONE;
}

uint64_t tree_timebase_hz(const void *tree)
{
	int node = fdt_path_offset(tree, "/cpus");

	return node < 0 ? 0 : property_number(tree, node, "timebase-frequency", 0);
}

void tree_remove_memory(void *tree)
{
	int node = next_memory_node(tree, -1);

	/* The node becomes words that mean nothing: the next one stays where it is. */
	while (node >= 0) {
		int next = next_memory_node(tree, node);

		if (fdt_nop_node(tree, node) != 0)
			break;
		node = next;
	}
}

/* [DT 2.3.4] no status, "okay" or "ok". */
static bool node_is_usable(const void *tree, int node)
{
	const char *status = property_text(tree, node, "status");

	return !status || strcmp(status, "okay") == 0 || strcmp(status, "ok") == 0;
}

/* Range number index of a node's reg, as the processor sees it. */
static int node_range(const void *tree, int parent, int node, int index, struct tree_range *out)
{
	int address_cells, size_cells, len;
	const fdt32_t *reg = fdt_getprop(tree, node, "reg", &len);
	struct tree_range range;

	if (parent < 0 || !reg)
		return -ENODEV;
	address_cells = fdt_address_cells(tree, parent);
	size_cells = fdt_size_cells(tree, parent);
	if (address_cells < 1 || address_cells > 2 || size_cells < 0 || size_cells > 2)
		return -ENODEV;
	if (index >= len / (4 * (address_cells + size_cells)))
		return -ENODEV;
	reg += index * (address_cells + size_cells);
	range.base = read_cells(reg, address_cells);
	range.len = read_cells(reg + address_cells, size_cells);
	if (range.len > UINT64_MAX - range.base || translate(tree, parent, &range) != 0)
		return -ENODEV;
	*out = range;
	return 0;
}

/* Takes range from the addresses below the bus `node` to those of the processor. */
static int translate(const void *tree, int node, struct tree_range *range)
{
	for (int depth = 0; depth < TREE_MAX_DEPTH; depth++) {
		int child_cells, parent_cells, size_cells, len, i, parent;
		const fdt32_t *ranges;

		if (node == 0)
			return 0;
		parent = fdt_parent_offset(tree, node);
		if (parent < 0)
			return -ENODEV;
		ranges = fdt_getprop(tree, node, "ranges", &len);
		child_cells = fdt_address_cells(tree, node);
		size_cells = fdt_size_cells(tree, node);
		parent_cells = fdt_address_cells(tree, parent);
		if (!ranges || child_cells < 1 || child_cells > 2 || size_cells < 1 ||
		    size_cells > 2 || parent_cells < 1 || parent_cells > 2)
			return -ENODEV;
		len /= 4 * (child_cells + parent_cells + size_cells);
		for (i = 0; i < len; i++, ranges += child_cells + parent_cells + size_cells) {
			uint64_t from = read_cells(ranges, child_cells);
			uint64_t size = read_cells(ranges + child_cells + parent_cells, size_cells);

			if (range->base < from || range->base - from >= size)
				continue;
			range->base += read_cells(ranges + child_cells, parent_cells) - from;
			break;
		}
		if (len > 0 && i == len)
			return -ENODEV;
		node = parent;
	}
	return -ENODEV;
}

static uint64_t read_cells(const fdt32_t *cells, int nr_cells)
{
	uint64_t value = 0;

	for (int i = 0; i < nr_cells; i++)
		value = value << 32 | fdt32_to_cpu(cells[i]);
	return value;
}

/* A property of one or two cells. */
static uint64_t property_number(const void *tree, int node, const char *name, uint64_t otherwise)
{
	int len;
	const fdt32_t *cells = fdt_getprop(tree, node, name, &len);

	if (!cells || (len != 4 && len != 8))
		return otherwise;
	return read_cells(cells, len / 4);
}

/* A property that is a terminated text, or null. */
static const char *property_text(const void *tree, int node, const char *name)
{
	int len;
	const char *text = fdt_getprop(tree, node, name, &len);

	return text && len > 0 && text[len - 1] == '\0' ? text : NULL;
}
