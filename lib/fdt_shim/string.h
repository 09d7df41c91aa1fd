/*
 * What libfdt includes as <string.h>, in a freestanding build. Only libfdt is compiled with this
 * folder in its include path (lib/libfdt.mk); our own code includes <lib/base/string.h>.
 */
#ifndef LIB_FDT_SHIM_STRING_H
#define LIB_FDT_SHIM_STRING_H

#include <lib/base/string.h>

#endif
