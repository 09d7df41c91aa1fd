/*
 * Answers come as one JSON object per line: {"return": ...}, {"error": ...} or {"event": ...}. The
 * first key tells which; nothing else of JSON is needed.
 */
#define _GNU_SOURCE
#include "qmp.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "say.h"

#define ANSWER_MS 30000

/* Reads a line, cut to size. Returns 0 or a negative error. */
static int read_line(int fd, char *line, size_t size)
{
	size_t len = 0;

	for (;;) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		char c;
		int ready = poll(&wait, 1, ANSWER_MS);

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return ready < 0 ? -errno : -ETIMEDOUT;
		if (read(fd, &c, 1) != 1)
			return -EIO;
		if (c == '\n')
			break;
		if (len + 1 < size)
			line[len++] = c;
	}
	line[len] = '\0';
	return 0;
}

int qmp_execute(int fd, const char *json)
{
	char line[1024];
	int result;

	if (send(fd, json, strlen(json), MSG_NOSIGNAL) < 0 || send(fd, "\n", 1, MSG_NOSIGNAL) < 0)
		return -EIO;
	for (;;) {
		result = read_line(fd, line, sizeof(line));
		if (result)
			return result;
		if (strncmp(line, "{\"return\"", 9) == 0)
			return 0;
		if (strncmp(line, "{\"error\"", 8) == 0) {
			say("QEMU refused %s with %s", json, line);
			return -EPROTO;
		}
	}
}

int qmp_open(const char *socket_path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int result;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", socket_path);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		result = -errno;
	else
		result = qmp_execute(fd, "{\"execute\": \"qmp_capabilities\"}");
	if (result) {
		close(fd);
		return result;
	}
	return fd;
}
