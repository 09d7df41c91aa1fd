/*
 * Where sill finds its bundle on machines whose direct boot has no place to say it: QEMU 7.2 gives
 * a LoongArch kernel neither -initrd nor -append. The runner puts the bundle there with -device
 * loader,file=BUNDLE,addr=SILL_LOONGARCH64_BUNDLE_BASE,force-raw=on and the loader looks for its
 * header at that address. Runner and loader share this file.
 */
#ifndef ABI_BOOT_DIRECT_H
#define ABI_BOOT_DIRECT_H

/* Physical; in the RAM above 0x90000000, so the machine needs more than 384 MiB and the bundle's
 * size. */
#define SILL_LOONGARCH64_BUNDLE_BASE 0x98000000u

#endif
