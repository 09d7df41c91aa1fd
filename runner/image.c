/*
 * Disk images. Not written yet: every request is refused.
 */
#include "image.h"

#include <errno.h>

#include "say.h"

int image_make(const struct image_request *request)
{
	say("disk images cannot be made yet, so %s was not written: use --boot direct",
	    request->path);
	return -ENOSYS;
}
