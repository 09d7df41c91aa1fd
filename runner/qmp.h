/*
 * QEMU's control socket [QMP]: as much of its protocol as one command at a time needs.
 */
#ifndef RUNNER_QMP_H
#define RUNNER_QMP_H

#include <lib/base/compiler.h>

/* Connects to the socket and leaves the negotiation mode. Returns a descriptor, or -errno. */
MUST_CHECK int qmp_open(const char *socket_path);

/* Sends a command in JSON on one line and waits for its answer, at most 30 seconds; events are
 * passed over. Errors: -EPROTO QEMU refused it (said), -ETIMEDOUT, -EIO the connection broke. */
MUST_CHECK int qmp_execute(int fd, const char *json);

#endif
