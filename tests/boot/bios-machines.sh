#!/bin/sh
# The same disk image under SeaBIOS on PCs that differ: chipset, the disk's bus, memory, display.
# shellcheck source=tests/check/tap.sh
. tests/check/tap.sh
# shellcheck source=tests/boot/guest.sh
. tests/boot/guest.sh

build/host/lintel image -o "$scratch/disk.img" || exit 1
build/host/cd "$scratch/disk.img" "$scratch/cd.img" || exit 1

disk="if=none,id=d,format=raw,snapshot=on,file=$scratch/disk.img"
std='screen: framebuffer 1280x800x32'

# NAME: the machine's arguments: what its log must show.
while IFS=: read -r name arguments text; do
	# shellcheck disable=SC2086 # the arguments are words
	guest_greets "$name" "$text" -drive "$disk" $arguments
done <<END
q35, virtio: -M q35 -m 256M -vga std -device virtio-blk-pci,drive=d:$std
q35, AHCI: -M q35 -m 64M -vga std -device ide-hd,drive=d:$std
q35, USB stick: -M q35 -m 32M -vga std -device qemu-xhci -device usb-storage,drive=d:$std
pc, IDE: -M pc -m 32M -vga std -device ide-hd,drive=d:$std
pc, USB stick: -M pc -m 64M -vga std -device usb-ehci -device usb-storage,drive=d:$std
q35, memory beyond 4 GiB: -M q35 -m 5G -vga std -device virtio-blk-pci,drive=d:$std
pc, memory beyond 4 GiB: -M pc -m 5G -vga std -device virtio-blk-pci,drive=d:$std
4 MiB of memory: -M pc -m 4M -vga std -device ide-hd,drive=d:$std
24 bits per pixel: -M pc -m 64M -vga cirrus -device ide-hd,drive=d:framebuffer 1024x768x24
another monitor: -M q35 -m 64M -device VGA,xres=800,yres=600 -device ide-hd,drive=d:800x600x32
little video memory: -M q35 -m 64M -device VGA,vgamem_mb=1 -device ide-hd,drive=d:640x480x24
no display: -M pc -m 64M -vga none -device ide-hd,drive=d:screen: none
four processors: -M q35 -m 64M -smp 4 -vga std -device ide-hd,drive=d:cpu: found=4
the newest processor: -M q35 -cpu max -m 64M -vga std -device ide-hd,drive=d:$std
END

guest_greets 'a CD, whose blocks have 2048 bytes' "$std" -M pc -vga std \
	-drive "if=ide,media=cdrom,format=raw,file=$scratch/cd.img"

tap_done
