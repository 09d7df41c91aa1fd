/* A second request of a kind that there is already, for the loader to refuse. */
#include "probe.h"

SECTION(".requests") USED static volatile struct limine_request again = {.id = LIMINE_HHDM_ID};
