/*
 * What libfdt includes as <stdlib.h>, in a freestanding build. Of it libfdt needs strtoul only, in
 * a file (fdt_overlay.c) that is not built; so there is nothing here.
 */
#ifndef LIB_FDT_SHIM_STDLIB_H
#define LIB_FDT_SHIM_STDLIB_H

#include <stddef.h>

#endif
