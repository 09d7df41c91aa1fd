/* Addresses that the linker script defines (kernel/arch/shared/kernel.ld). Only their addresses
 * mean anything. */
#ifndef KERNEL_CORE_IMAGE_H
#define KERNEL_CORE_IMAGE_H

extern const char image_start[];
extern const char kernel_text_start[];
extern const char kernel_text_end[];
extern const char rodata_start[];
extern const char rodata_end[];
extern const char data_start[];
extern const char ro_after_init_start[];
extern const char ro_after_init_end[];
extern const char boot_guard_start[]; /* below the boot stack, not mapped */
extern const char boot_guard_end[];
extern const char image_end[];

#endif
