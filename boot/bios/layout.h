/*
 * Where sill's BIOS stages lie in the first megabyte, and what assembly and C both must know.
 * Everything is identity mapped.
 *
 *   00000  interrupt vectors, BIOS data         the BIOS's, alive as long as sill runs
 *   00600  real-mode stack, grows down from REAL_STACK_TOP
 *   07c00  stage 1
 *   08000  stage 2: header, 16-bit code and data (below 0x10000), 64-bit code and data,
 *          variables, page tables, stack; up to STAGE2_LIMIT, which the linker checks
 *   70000  bounce buffer of 64 KiB for the BIOS's disk reads and tables, then free again
 *   80000  free memory up to the BIOS's extended data area: left alone
 *
 * Real mode runs with CS = DS = ES = SS = 0, so that a label's value is its offset.
 */
#ifndef BOOT_BIOS_LAYOUT_H
#define BOOT_BIOS_LAYOUT_H

#define REAL_STACK_TOP 0x7c00
#define STAGE1_BASE    0x7c00
#define STAGE2_BASE    0x8000
#define STAGE2_LIMIT   0x70000
#define BOUNCE_BASE    0x70000
#define BOUNCE_BYTES   0x10000
#define LOW_MEMORY_KIB 512   /* what INT 12h must report at least */
#define STACK_BYTES    32768 /* in long mode */

#define SEGMENT_CODE64 0x08
#define SEGMENT_DATA   0x10
#define SEGMENT_CODE32 0x18
#define SEGMENT_CODE16 0x20
#define SEGMENT_DATA16 0x28

/* struct bios_registers, whose assertions tie these to it. */
#define REGISTERS_EAX   0
#define REGISTERS_EBX   4
#define REGISTERS_ECX   8
#define REGISTERS_EDX   12
#define REGISTERS_ESI   16
#define REGISTERS_EDI   20
#define REGISTERS_EBP   24
#define REGISTERS_DS    28
#define REGISTERS_ES    30
#define REGISTERS_FLAGS 32
#define REGISTERS_BYTES 36

#endif
