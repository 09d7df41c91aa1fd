/* The order of the examination. */
#include "probe.h"

static void check_revision(void)
{
	probe_check(probe_revision_tag[2] == 0,
	            "base revision %u is accepted: word 2 of the tag is 0",
	            (unsigned)probe_asked_revision);
	probe_check(probe_revision_tag[1] == probe_asked_revision,
	            "word 1 of the tag says the revision in use (found 0x%llx)",
	            (unsigned long long)probe_revision_tag[1]);
}

static void check_decoys(void)
{
	probe_check(probe_unknown.response == 0, "an unknown request stays untouched");
	probe_check(probe_outside_before.response == 0 && probe_outside_after.response == 0,
	            "requests outside of the markers stay untouched");
}

void probe_main(const void *frame)
{
	check_revision();
	check_decoys();
	if (probe_read_memmap()) {
		machine_check_entry(frame);
		probe_check_memmap();
		probe_check_direct_map();
		probe_check_image();
		probe_check_responses();
		machine_check_devices();
		machine_check_processors();
	}
	machine_exit(probe_finish() ? 0 : 1);
}
