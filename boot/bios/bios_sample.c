/* The part of the pretended BIOS (bios_sample.h) that its tests share. */
#include <boot/bios/bios_sample.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <boot/core/firmware.h>

jmp_buf fail_jump;
char fail_text[256];

void pretend_bounce_buffer(void)
{
	void *at = mmap(bios_pointer(BOUNCE_BASE), BOUNCE_BYTES, PROT_READ | PROT_WRITE,
	                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	if (at != bios_pointer(BOUNCE_BASE)) {
		perror("the bounce buffer's place");
		exit(77);
	}
}

void pretend_failure(struct bios_registers *registers, uint8_t status)
{
	registers->flags |= 1;
	registers->eax = (uint32_t)status << 8;
}

void sill_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(fail_text, sizeof(fail_text), format, args);
	va_end(args);
	longjmp(fail_jump, 1);
}
