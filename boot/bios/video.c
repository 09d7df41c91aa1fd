/*
 * VBE: 4F00h gives a list of mode numbers, 4F01h describes one, 4F02h sets one, 4F15h reads the
 * monitor's EDID. All blocks are exchanged through the bounce buffer; the list is copied at once,
 * since a BIOS may keep it in the block that the next call overwrites. Only modes with direct
 * colours and a linear framebuffer count, with 24 or 32 bits per pixel and 8 bits per colour.
 * Source: [VBE3 4.3] to [VBE3 4.5], [EDID 3.10.2].
 */
#include <boot/bios/video.h>

#include <boot/bios/bios.h>
#include <boot/bios/console.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

enum {
	VBE_SUCCESS = 0x004f,
	VBE_LIST_END = 0xffff,
	VBE_MODE_LINEAR = 0x4000,
	VBE_VERSION_3 = 0x0300,
	/* Attributes: supported, colour, graphics, linear framebuffer. */
	VBE_ATTRIBUTES = 1 << 0 | 1 << 3 | 1 << 4 | 1 << 7,
	VBE_DIRECT_COLOUR = 6,
	MAX_MODES = 256,
	EDID_BYTES = 128,
	EDID_DETAILED = 54, /* the first detailed timing: what the monitor prefers */
	DEFAULT_WIDTH = 1024,
	DEFAULT_HEIGHT = 768,
};

struct vbe_info {
	uint8_t signature[4]; /* "VBE2" in, "VESA" out */
	uint16_t version;
	uint32_t name;
	uint32_t capabilities;
	uint32_t modes; /* far pointer to a list of uint16_t */
	uint8_t rest[494];
} PACKED;

struct vbe_mode {
	uint16_t attributes;
	uint8_t windows[14];
	uint16_t pitch; /* bytes per line */
	uint16_t width;
	uint16_t height;
	uint8_t character[2];
	uint8_t nr_planes;
	uint8_t bpp;
	uint8_t nr_banks;
	uint8_t memory_model;
	uint8_t banks[3];
	uint8_t red_size, red_shift;
	uint8_t green_size, green_shift;
	uint8_t blue_size, blue_shift;
	uint8_t reserved_size, reserved_shift;
	uint8_t direct_colour_info;
	uint32_t base; /* of the linear framebuffer */
	uint8_t reserved[6];
	/* from version 3 on: the same for the linear framebuffer */
	uint16_t linear_pitch;
	uint8_t linear_images[2];
	uint8_t linear_red_size, linear_red_shift;
	uint8_t linear_green_size, linear_green_shift;
	uint8_t linear_blue_size, linear_blue_shift;
	uint8_t rest[196];
} PACKED;

_Static_assert(sizeof(struct vbe_info) == 512, "[VBE3 4.3]");
_Static_assert(offsetof(struct vbe_mode, base) == 40, "[VBE3 4.4]");
_Static_assert(offsetof(struct vbe_mode, linear_pitch) == 50, "[VBE3 4.4]");
_Static_assert(sizeof(struct vbe_mode) == 256, "[VBE3 4.4]");

struct size {
	uint32_t width; /* pixels; 0: unknown */
	uint32_t height;
};

struct candidate {
	uint16_t number;
	uint64_t score; /* 0: none yet */
	struct firmware_framebuffer framebuffer;
};

static uint16_t modes[MAX_MODES];
static uint8_t edid[EDID_BYTES];

static size_t read_list(uint16_t *version);
static struct size read_edid(void);
static bool read_mode(uint16_t number, uint16_t version, struct firmware_framebuffer *out);
static uint64_t score_of(const struct firmware_framebuffer *mode, struct size native);
static bool vbe_call(uint32_t function, uint32_t ebx, uint32_t ecx);

void video_start(struct firmware_framebuffer *out)
{
	struct candidate best = {.score = 0};
	struct size native = {0, 0};
	uint16_t version = 0;
	size_t nr_modes = read_list(&version);

	if (nr_modes == 0)
		return;
	native = read_edid();
	for (size_t i = 0; i < nr_modes; i++) {
		struct candidate mode = {.number = modes[i]};

		if (!read_mode(mode.number, version, &mode.framebuffer))
			continue;
		mode.score = score_of(&mode.framebuffer, native);
		if (mode.score > best.score)
			best = mode;
	}
	if (best.score == 0 || !vbe_call(0x4f02, best.number | VBE_MODE_LINEAR, 0))
		return;
	console_hold();
	*out = best.framebuffer;
	if (native.width != 0) {
		out->edid = edid;
		out->edid_bytes = EDID_BYTES;
	}
}

/* Copies the list of modes. Returns its length, 0 without VBE 2. */
static size_t read_list(uint16_t *version)
{
	struct vbe_info *info = bios_pointer(BOUNCE_BASE);
	const uint16_t *list;
	size_t nr_modes = 0;

	memset(info, 0, sizeof(*info));
	memcpy(info->signature, "VBE2", sizeof(info->signature));
	if (!vbe_call(0x4f00, 0, 0) || memcmp(info->signature, "VESA", 4) != 0 ||
	    info->version < 0x0200)
		return 0;
	*version = info->version;
	list = bios_pointer(bios_far(info->modes));
	while (nr_modes < MAX_MODES && list[nr_modes] != VBE_LIST_END) {
		modes[nr_modes] = list[nr_modes];
		nr_modes++;
	}
	return nr_modes;
}

/* Reads and checks the monitor's EDID; returns the size it prefers, zeros if there is none. */
static struct size read_edid(void)
{
	static const uint8_t head[8] = {0, 255, 255, 255, 255, 255, 255, 0};
	const uint8_t *timing = edid + EDID_DETAILED;
	uint8_t sum = 0;

	memset(bios_pointer(BOUNCE_BASE), 0, EDID_BYTES);
	if (!vbe_call(0x4f15, 1, 0))
		return (struct size){0, 0};
	memcpy(edid, bios_pointer(BOUNCE_BASE), EDID_BYTES);
	for (size_t i = 0; i < EDID_BYTES; i++)
		sum += edid[i];
	if (sum != 0 || memcmp(edid, head, sizeof(head)) != 0 || (timing[0] | timing[1]) == 0)
		return (struct size){0, 0};
	return (struct size){
		.width = timing[2] | (timing[4] & 0xf0u) << 4,
		.height = timing[5] | (timing[7] & 0xf0u) << 4,
	};
}

/* True if the mode is one we can use. */
static bool read_mode(uint16_t number, uint16_t version, struct firmware_framebuffer *out)
{
	struct vbe_mode *mode = bios_pointer(BOUNCE_BASE);

	memset(mode, 0, sizeof(*mode));
	if (!vbe_call(0x4f01, 0, number))
		return false;
	if ((mode->attributes & VBE_ATTRIBUTES) != VBE_ATTRIBUTES || mode->base == 0 ||
	    mode->memory_model != VBE_DIRECT_COLOUR || (mode->bpp != 24 && mode->bpp != 32))
		return false;
	*out = (struct firmware_framebuffer){
		.base = mode->base,
		.width = mode->width,
		.height = mode->height,
		.pitch = mode->pitch,
		.bpp = mode->bpp,
		.red_size = mode->red_size,
		.red_shift = mode->red_shift,
		.green_size = mode->green_size,
		.green_shift = mode->green_shift,
		.blue_size = mode->blue_size,
		.blue_shift = mode->blue_shift,
	};
	if (version >= VBE_VERSION_3 && mode->linear_pitch != 0) {
		out->pitch = mode->linear_pitch;
		out->red_size = mode->linear_red_size;
		out->red_shift = mode->linear_red_shift;
		out->green_size = mode->linear_green_size;
		out->green_shift = mode->linear_green_shift;
		out->blue_size = mode->linear_blue_size;
		out->blue_shift = mode->linear_blue_shift;
	}
	return out->width != 0 && out->height != 0 && out->red_size == 8 && out->green_size == 8 &&
	       out->blue_size == 8 && out->pitch >= out->width * (out->bpp / 8u);
}

/* The more the better: class of the size, then the area (or its opposite), then the depth. */
static uint64_t score_of(const struct firmware_framebuffer *mode, struct size native)
{
	uint64_t area = (uint64_t)mode->width * mode->height;
	uint64_t deep = mode->bpp == 32;

	if (mode->width == native.width && mode->height == native.height)
		return 4ull << 60 | deep;
	if (mode->width == DEFAULT_WIDTH && mode->height == DEFAULT_HEIGHT)
		return 3ull << 60 | deep;
	if (mode->width <= DEFAULT_WIDTH && mode->height <= DEFAULT_HEIGHT)
		return 2ull << 60 | area << 1 | deep;
	return 1ull << 60 | ((1ull << 40) - area) << 1 | deep;
}

/* AX = function with its block at the start of the bounce buffer. True if it worked. */
static bool vbe_call(uint32_t function, uint32_t ebx, uint32_t ecx)
{
	struct bios_registers registers = {
		.eax = function,
		.ebx = ebx,
		.ecx = ecx,
		.es = BOUNCE_BASE >> 4,
	};

	bios_interrupt(0x10, &registers);
	return (registers.eax & 0xffff) == VBE_SUCCESS;
}
