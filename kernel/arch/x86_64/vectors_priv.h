/* x86_64: how many vectors there are, for C and assembly. */
#ifndef KERNEL_ARCH_X86_64_VECTORS_PRIV_H
#define KERNEL_ARCH_X86_64_VECTORS_PRIV_H

#define NR_VECTORS 256

#endif
