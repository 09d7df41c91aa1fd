/*
 * The rooms of the house and who may enter (docs/architecture.md, "The law of the house"): the one
 * place where ranks are written down for a machine.
 */
#ifndef TOOLS_CHECK_ROOMS_H
#define TOOLS_CHECK_ROOMS_H

#include <stdbool.h>
#include <stddef.h>

enum room_flags {
	ROOM_ASSEMBLY = 1,     /* .S files and asm statements are at home here */
	ROOM_SHARED = 2,       /* rooms of the same rank may include it */
	ROOM_FREESTANDING = 4, /* no libc but in tests */
	ROOM_EXAMPLES = 8,     /* to be read: no part of the build, may look into every room */
	ROOM_INNER = 16,       /* a folder of the room around it, with flags of its own */
};

/* One line of the law: all files below path, where * stands for any one folder, or with a dot at
 * the end the files right there. */
struct room_rule {
	const char *path;
	int rank;
	unsigned flags; /* of enum room_flags */
};

/* The room of one file: two files are in one room if the names are equal. */
struct room {
	const struct room_rule *rule;
	const char *name; /* the beginning of the file's path, name_len bytes, not terminated */
	size_t name_len;
};

/* Finds the room of a file by its path from the project's top; false if it belongs to none. */
bool room_of(const char *path, struct room *room);

/* Is the path's first folder a house of this project, so that <path> is no system header? */
bool room_is_ours(const char *path);

/* Why the file from may not include the file to (both paths from the top, in these rooms): a static
 * sentence, or null if it may. */
const char *room_forbids(const struct room *from_room, const char *from, const struct room *to_room,
                         const char *to);

/* Why the file from may not include the system header <name>, or null if it may. */
const char *room_forbids_system(const struct room *from_room, const char *from, const char *name);

#endif
