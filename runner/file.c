/*
 * Files are read and written whole: the largest here is a disk image of some tens of megabytes.
 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "say.h"

int file_read(const char *path, struct text *out)
{
	char block[65536];
	ssize_t got;
	int result = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		result = -errno;
		say("could not open %s: %s", path, strerror(-result));
		return result;
	}
	while ((got = read(fd, block, sizeof(block))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			result = -errno;
			say("could not read %s: %s", path, strerror(-result));
			break;
		}
		text_add(out, block, (size_t)got);
	}
	close(fd);
	return result;
}

/* Leaves out blocks of zeros, so that the file is sparse. */
static int write_sparse(int fd, const char *bytes, size_t len)
{
	static const char zeros[65536];

	for (size_t done = 0; done < len;) {
		size_t block = len - done < sizeof(zeros) ? len - done : sizeof(zeros);
		ssize_t written = (ssize_t)block;

		if (memcmp(bytes + done, zeros, block) != 0)
			written = pwrite(fd, bytes + done, block, (off_t)done);
		if (written < 0 && errno != EINTR)
			return -errno;
		if (written > 0)
			done += (size_t)written;
	}
	return ftruncate(fd, (off_t)len) ? -errno : 0;
}

int file_write(const char *path, const void *bytes, size_t len)
{
	char *temporary = text_format("%s.XXXXXX", path);
	mode_t mask = umask(0);
	int result;
	int fd;

	umask(mask);
	fd = mkstemp(temporary);
	if (fd < 0) {
		result = -errno;
		goto out;
	}
	result = write_sparse(fd, bytes, len);
	if (!result && fchmod(fd, 0666 & ~mask))
		result = -errno;
	if (close(fd) && !result)
		result = -errno;
	if (!result && rename(temporary, path))
		result = -errno;
	if (result)
		unlink(temporary);
out:
	if (result)
		say("could not write %s: %s", path, strerror(-result));
	free(temporary);
	return result;
}

int file_copy(const char *from, const char *to)
{
	struct text bytes = {0};
	int result = file_read(from, &bytes);

	if (!result)
		result = file_write(to, bytes.bytes ? bytes.bytes : "", bytes.len);
	text_fini(&bytes);
	return result;
}
