/*
 * What clang's undefined-behaviour sanitizer calls, in a build with CONFIG=ubsan: each handler says
 * in words what happened and panics, at the file and line of the code that did it.
 *
 * The compiler passes a structure that begins with the place, mostly followed by the type, and the
 * values: as they are if they fit into a word, else by address [CLANG UBSAN]. It declares these
 * functions by itself, under names that C reserves for it; so their prototypes stand here.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kernel/core/panic.h>

struct source_location {
	const char *file;
	uint32_t line;
	uint32_t column;
};

struct type_descriptor {
	uint16_t kind; /* 0: an integer; info is then log2 of its bits, times 2, plus 1 if signed */
	uint16_t info;
	char name[]; /* "'int'" */
};

struct with_type {
	struct source_location location;
	const struct type_descriptor *type;
};

struct type_mismatch {
	struct source_location location;
	const struct type_descriptor *type;
	uint8_t log_alignment;
	uint8_t kind; /* of access: index into access_names */
};

struct out_of_bounds {
	struct source_location location;
	const struct type_descriptor *array;
	const struct type_descriptor *index;
};

struct shift {
	struct source_location location;
	const struct type_descriptor *left;
	const struct type_descriptor *right;
};

enum { KIND_INTEGER = 0, MAX_INLINE_BITS = 64 };

static const char *const access_names[] = {
	"load of",         "store to",     "reference to", "member of",  "call of a member of",
	"construction of", "cast down of", "cast down of", "cast up of", "cast to virtual base of",
	"binding of",
};

/* An integer for people; those that the compiler passes by address are not worth the trouble. */
static long long number(const struct type_descriptor *type, uintptr_t value)
{
	unsigned bits = 1u << (type->info >> 1);

	if (type->kind != KIND_INTEGER || bits > MAX_INLINE_BITS)
		return 0;
	if (!(type->info & 1) || bits == MAX_INLINE_BITS)
		return (long long)value;
	/* The value is sign-extended only as far as its own type. */
	return (long long)(value << (MAX_INLINE_BITS - bits)) >> (MAX_INLINE_BITS - bits);
}

#define REPORT(at, ...) panic_at((at)->location.file, (int)(at)->location.line, __VA_ARGS__)

#define HANDLER(name, ...)                                                                         \
	NORETURN void __ubsan_handle_##name(__VA_ARGS__);                                          \
	void __ubsan_handle_##name(__VA_ARGS__)

HANDLER(type_mismatch_v1_abort, const struct type_mismatch *data, uintptr_t pointer)
{
	const char *access =
		data->kind < ARRAY_SIZE(access_names) ? access_names[data->kind] : "access to";

	if (pointer == 0)
		REPORT(data, "undefined: %s null, type %s", access, data->type->name);
	if (pointer & (((uintptr_t)1 << data->log_alignment) - 1))
		REPORT(data, "undefined: %s misaligned address %#lx, type %s", access,
		       (unsigned long)pointer, data->type->name);
	REPORT(data, "undefined: %s address %#lx, which has no room for type %s", access,
	       (unsigned long)pointer, data->type->name);
}

HANDLER(out_of_bounds_abort, const struct out_of_bounds *data, uintptr_t index)
{
	REPORT(data, "undefined: index %lld is outside of %s", number(data->index, index),
	       data->array->name);
}

HANDLER(shift_out_of_bounds_abort, const struct shift *data, uintptr_t left, uintptr_t right)
{
	REPORT(data, "undefined: shift of %lld by %lld, type %s", number(data->left, left),
	       number(data->right, right), data->left->name);
}

HANDLER(add_overflow_abort, const struct with_type *data, uintptr_t left, uintptr_t right)
{
	REPORT(data, "undefined: %lld + %lld overflows %s", number(data->type, left),
	       number(data->type, right), data->type->name);
}

HANDLER(sub_overflow_abort, const struct with_type *data, uintptr_t left, uintptr_t right)
{
	REPORT(data, "undefined: %lld - %lld overflows %s", number(data->type, left),
	       number(data->type, right), data->type->name);
}

HANDLER(mul_overflow_abort, const struct with_type *data, uintptr_t left, uintptr_t right)
{
	REPORT(data, "undefined: %lld * %lld overflows %s", number(data->type, left),
	       number(data->type, right), data->type->name);
}

HANDLER(negate_overflow_abort, const struct with_type *data, uintptr_t value)
{
	REPORT(data, "undefined: -(%lld) overflows %s", number(data->type, value),
	       data->type->name);
}

HANDLER(divrem_overflow_abort, const struct with_type *data, uintptr_t left, uintptr_t right)
{
	REPORT(data, "undefined: %lld / %lld in %s", number(data->type, left),
	       number(data->type, right), data->type->name);
}

HANDLER(pointer_overflow_abort, const struct with_type *data, uintptr_t base, uintptr_t result)
{
	REPORT(data, "undefined: pointer arithmetic from %#lx to %#lx", (unsigned long)base,
	       (unsigned long)result);
}

HANDLER(load_invalid_value_abort, const struct with_type *data, uintptr_t value)
{
	REPORT(data, "undefined: %lld is no value of %s", number(data->type, value),
	       data->type->name);
}

HANDLER(vla_bound_not_positive_abort, const struct with_type *data, uintptr_t bound)
{
	REPORT(data, "undefined: array of %lld elements", number(data->type, bound));
}

HANDLER(nonnull_arg_abort, const struct with_type *data)
{
	REPORT(data, "undefined: null for an argument that must not be");
}

HANDLER(invalid_builtin_abort, const struct with_type *data)
{
	REPORT(data, "undefined: counting the zeroes of 0");
}

HANDLER(alignment_assumption_abort, const struct with_type *data, uintptr_t pointer)
{
	REPORT(data, "undefined: %#lx was said to be aligned", (unsigned long)pointer);
}

HANDLER(builtin_unreachable, const struct with_type *data)
{
	REPORT(data, "undefined: code that cannot be reached is reached");
}

HANDLER(missing_return, const struct with_type *data)
{
	REPORT(data, "undefined: end of a function that returns something");
}
