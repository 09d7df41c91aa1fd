/*
 * The law as tables. A room sees itself, the abi and lib, and rooms of its own house (the first
 * folder of the path) that have a lower rank. Rooms of equal rank are strangers unless one is
 * marked as shared. Sealed headers name those who may see them; everybody else may not.
 */
#include <tools/check/rooms.h>

#include <string.h>

#include <lib/base/compiler.h>
#include <tools/check/list.h>

#define FREE ROOM_FREESTANDING

/* The first line that matches counts. */
static const struct room_rule rules[] = {
	{"abi", 0, FREE},
	{"lib", 1, FREE},

	{"kernel/arch/shared", 5, FREE | ROOM_ASSEMBLY | ROOM_SHARED},
	{"kernel/arch/*", 5, FREE | ROOM_ASSEMBLY},
	{"kernel/arch/.", 2, FREE},
	{"kernel/core", 3, FREE},
	{"kernel/mem", 4, FREE},
	{"kernel/task", 6, FREE},
	{"kernel/vm", 7, FREE},
	{"kernel/dev", 8, FREE},
	{"kernel/vfs", 9, FREE},
	{"kernel/drivers/virtio", 10, FREE | ROOM_SHARED},
	{"kernel/drivers/*", 10, FREE},
	{"kernel/fs/procfs", 12, FREE},
	{"kernel/fs/*", 10, FREE},
	{"kernel/net", 10, FREE},
	{"kernel/proc", 11, FREE},
	{"kernel/tty", 12, FREE},
	{"kernel/linux", 13, FREE},
	{"kernel/selftest", 14, FREE},
	{"kernel/.", 15, FREE},

	{"boot/core", 2, FREE},
	{"boot/arch/shared", 3, FREE | ROOM_ASSEMBLY | ROOM_SHARED},
	{"boot/arch/*", 3, FREE | ROOM_ASSEMBLY},
	{"boot/bios", 4, FREE | ROOM_ASSEMBLY},
	{"boot/pvh", 4, FREE | ROOM_ASSEMBLY},
	{"boot/direct/*", 4, FREE | ROOM_ASSEMBLY | ROOM_INNER},
	{"boot/direct", 4, FREE},
	{"boot/uefi/arch", 4, FREE | ROOM_ASSEMBLY | ROOM_INNER},
	{"boot/uefi", 4, FREE},

	{"runner", 2, 0},
	{"tests/boot/probe/*", 2, FREE | ROOM_ASSEMBLY | ROOM_INNER},
	{"tests/boot/probe", 2, FREE},
	{"tests", 2, 0},
	{"tools", 2, 0},
	{"userland", 2, 0},
	{"docs/tour", 2, ROOM_ASSEMBLY | ROOM_EXAMPLES},
};

/* Headers that only some may see; path and reader are beginnings of paths. */
static const struct {
	const char *path;
	const char *readers[3];
	const char *why;
} seals[] = {
	{"kernel/arch/user.h", {"kernel/vm/usercopy.c"}, "it is sealed: for vm/usercopy.c alone"},
	{"abi/linux/wire/",
         {"kernel/linux/", "userland/", "tests/abi/"},
         "it is sealed: for kernel/linux, userland and tests/abi"},
	{"lwip/", {"kernel/net/"}, "it is sealed: for kernel/net"},
	{"libfdt.h", {"lib/format/fdt_tree"}, "it is sealed: for lib/format/fdt_tree.c"},
	{"uacpi/", {"kernel/drivers/acpi/"}, "it is sealed: for kernel/drivers/acpi"},
};

/* What a freestanding compiler has [C17 4]; machine rooms may use its <cpuid.h>, too. */
static const char *const freestanding_headers[] = {
	"float.h",     "iso646.h",  "limits.h", "stdalign.h", "stdarg.h",
	"stdatomic.h", "stdbool.h", "stddef.h", "stdint.h",   "stdnoreturn.h",
};

static const char *const houses[] = {
	"abi/", "lib/", "kernel/", "boot/", "runner/", "tests/", "tools/", "userland/", "docs/",
};

static bool begins_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* The length of the beginning of path that the rule's path matches, 0 if it does not match. */
static size_t match(const char *rule_path, const char *path)
{
	const char *p = path;

	for (const char *r = rule_path; *r; r++) {
		if (*r == '.')
			return strchr(p, '/') ? 0 : (size_t)(p - 1 - path);
		if (*r == '*') {
			if (*p == '/' || *p == 0)
				return 0;
			p += strcspn(p, "/");
		} else if (*r == *p) {
			p++;
		} else {
			return 0;
		}
	}
	return *p == '/' ? (size_t)(p - path) : 0;
}

/* An inner rule gives its rank and flags, the next one that matches gives the name. */
bool room_of(const char *path, struct room *room)
{
	const struct room_rule *inner = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		size_t len = match(rules[i].path, path);

		if (len == 0)
			continue;
		*room = (struct room){inner ? inner : &rules[i], path, len};
		if (!(rules[i].flags & ROOM_INNER))
			return true;
		inner = &rules[i];
	}
	return false;
}

bool room_is_ours(const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(houses); i++) {
		if (begins_with(path, houses[i]))
			return true;
	}
	return false;
}

static bool same_room(const struct room *a, const struct room *b)
{
	return a->name_len == b->name_len && memcmp(a->name, b->name, a->name_len) == 0;
}

/* Is path in the folder of header, or deeper? */
static bool is_below(const char *path, const char *header)
{
	size_t folder_len = (size_t)(strrchr(header, '/') + 1 - header);

	return strncmp(path, header, folder_len) == 0;
}

static bool same_house(const struct room *a, const struct room *b)
{
	size_t len = strcspn(a->name, "/");

	return strncmp(a->name, b->name, len + 1) == 0;
}

static const char *seal_forbids(const char *from, const char *to)
{
	for (size_t i = 0; i < ARRAY_SIZE(seals); i++) {
		bool may_read = false;

		if (!begins_with(to, seals[i].path))
			continue;
		for (size_t r = 0; r < ARRAY_SIZE(seals[i].readers); r++) {
			const char *reader = seals[i].readers[r];

			if (reader && begins_with(from, reader))
				may_read = true;
		}
		if (!may_read)
			return seals[i].why;
	}
	return NULL;
}

const char *room_forbids(const struct room *from_room, const char *from, const struct room *to_room,
                         const char *to)
{
	bool is_foundation = begins_with(to, "abi/") || begins_with(to, "lib/");
	const char *why = seal_forbids(from, to);

	if (why)
		return why;
	if (path_has_suffix(to, "_priv.h") &&
	    !(same_room(from_room, to_room) && is_below(from, to)))
		return "a _priv.h stays in its folder";
	if (same_room(from_room, to_room) || from_room->rule->flags & ROOM_EXAMPLES)
		return NULL;
	if (!is_foundation && !same_house(from_room, to_room))
		return "of other houses a room sees only abi and lib";
	if (from_room->rule->rank > to_room->rule->rank)
		return NULL;
	if (from_room->rule->rank < to_room->rule->rank)
		return "a room includes rooms of lower rank only";
	return to_room->rule->flags & ROOM_SHARED ? NULL : "rooms of equal rank are strangers";
}

/* Tests, and what they share: samples of input and the frame of fuzz targets. */
static bool is_test(const char *path)
{
	static const char *const suffixes[] = {"_test.c",   "_test.h",   "_fuzz.c", "/fuzz.h",
	                                       "_sample.c", "_sample.h", "_bench.c"};

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		if (path_has_suffix(path, suffixes[i]))
			return true;
	}
	return false;
}

const char *room_forbids_system(const struct room *from_room, const char *from, const char *name)
{
	bool is_external = false;

	for (size_t i = 0; i < ARRAY_SIZE(seals); i++)
		is_external |= begins_with(name, seals[i].path);
	if (is_external)
		return seal_forbids(from, name);
	if (!(from_room->rule->flags & ROOM_FREESTANDING) || is_test(from))
		return NULL;
	/* <machine/x.h> is the inline part of a contract header. */
	if (begins_with(name, "machine/"))
		return strcmp(from_room->rule->path, "kernel/arch/.") == 0
		               ? NULL
		               : "<machine/...> is for the contract headers";
	if (strcmp(name, "cpuid.h") == 0 && from_room->rule->flags & ROOM_ASSEMBLY)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(freestanding_headers); i++) {
		if (strcmp(name, freestanding_headers[i]) == 0)
			return NULL;
	}
	return "freestanding code has no libc";
}
