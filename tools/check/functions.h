/* The limits of docs/style.md that concern functions. */
#ifndef TOOLS_CHECK_FUNCTIONS_H
#define TOOLS_CHECK_FUNCTIONS_H

#include <lib/base/compiler.h>
#include <tools/base/file.h>
#include <tools/check/ratchet.h>

/* Adds what the functions of a .c or .h file break: length, nesting, number and kind of parameters,
 * #if inside of bodies, code in comments.
 * Errors: -ENOMEM. */
MUST_CHECK int functions_check(const struct file *file, struct offences *offences);

#endif
