/* Addresses that the linker script defines (kernel.ld). Only their addresses mean anything. */
#ifndef KERNEL_ARCH_SHARED_IMAGE_H
#define KERNEL_ARCH_SHARED_IMAGE_H

extern const char image_start[];
extern const char kernel_text_start[];
extern const char kernel_text_end[];
extern const char rodata_start[];
extern const char rodata_end[];
extern const char data_start[];
extern const char image_end[];

#endif
