/* The stack that a processor starts on, for C and assembly. */
#ifndef KERNEL_ARCH_SHARED_SMP_STACK_H
#define KERNEL_ARCH_SHARED_SMP_STACK_H

#define SMP_STACK_BYTES 16384

#endif
