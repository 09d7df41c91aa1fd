/*
 * libfdt in one piece for programs of the host: unit tests and fuzz targets of
 * lib/format/fdt_tree.c, which also write trees. Only lib/libfdt.mk gives the include path for
 * this.
 */
#include <fdt.c>
#include <fdt_addresses.c>
#include <fdt_ro.c>
#include <fdt_rw.c>
#include <fdt_strerror.c>
#include <fdt_wip.c>

/* Two of its files have private functions of the same names. */
#define fdt_del_last_string_ fdt_sw_del_last_string_
#define fdt_find_add_string_ fdt_sw_find_add_string_
#include <fdt_sw.c>
