#!/bin/sh
# Where sill finds its bundle under UEFI besides the disk that `lintel image` writes: a file beside
# the loader, and a disk that the firmware has not even looked at.
set -u

# shellcheck source=tests/boot/uefi.sh
. tests/boot/uefi.sh

greeting='Hello World! This is Lintel '

cp "$good" "$file"
boots "$greeting" 'a bundle as a file' \
	-drive "if=none,id=disk,format=raw,file=fat:rw:$scratch/esp" \
	-device virtio-blk-pci,drive=disk
rm "$file"

$lintel image -o "$scratch/disk.img" >"$scratch/output" 2>&1 || fail_early "cannot make an image"
boots "$greeting" 'a bundle on another disk' \
	-drive "if=none,id=disk,format=raw,file=fat:rw:$scratch/esp" \
	-device virtio-blk-pci,drive=disk,bootindex=1 \
	-drive "if=none,id=other,format=raw,file=$scratch/disk.img" \
	-device qemu-xhci -device usb-storage,drive=other

tap_done
