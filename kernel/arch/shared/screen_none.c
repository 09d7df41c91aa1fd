/* Machines whose firmware leaves no text screen: only a PC's does. */
#include <kernel/arch/screen.h>

bool screen_find_text(struct screen_text *out)
{
	(void)out;
	return false;
}
