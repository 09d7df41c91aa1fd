/*
 * Saved: the line discipline's settings and the file status flags of the three standard streams
 * (QEMU sets O_NONBLOCK on standard input, which a terminal's other descriptors share).
 */
#include "terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct {
	bool saved;
	pid_t owner;
	struct termios settings;
	int flags[3];
} state;

bool terminal_is_interactive(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

void terminal_save(void)
{
	if (state.saved || tcgetattr(STDIN_FILENO, &state.settings))
		return;
	for (int fd = 0; fd < 3; fd++)
		state.flags[fd] = fcntl(fd, F_GETFL);
	state.saved = true;
	state.owner = getpid();
	atexit(terminal_restore);
}

void terminal_restore(void)
{
	if (!state.saved || state.owner != getpid())
		return;
	for (int fd = 0; fd < 3; fd++) {
		if (state.flags[fd] >= 0)
			fcntl(fd, F_SETFL, state.flags[fd]);
	}
	tcsetattr(STDIN_FILENO, TCSADRAIN, &state.settings);
}
