/*
 * For the host tests of this folder: a pretended BIOS. The bounce buffer lies where it does on a PC
 * (the host lets a process map that address), bios_interrupt is the test's own, and sill_fail comes
 * back to the test with its message.
 */
#ifndef BOOT_BIOS_BIOS_SAMPLE_H
#define BOOT_BIOS_BIOS_SAMPLE_H

#include <setjmp.h>

#include <boot/bios/bios.h>

/* Maps the bounce buffer; once per program. */
void pretend_bounce_buffer(void);

/* Set this with setjmp before a call that is expected to fail; fail_text is then what was said. */
extern jmp_buf fail_jump;
extern char fail_text[256];

/* Makes a BIOS call fail, as the carry flag says it. */
void pretend_failure(struct bios_registers *registers, uint8_t status);

#endif
