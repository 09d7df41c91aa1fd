#!/bin/sh
# What sill says under UEFI when it cannot start: each way to fail has a line that names it, on the
# serial line here.
set -u

# shellcheck source=tests/boot/uefi.sh
. tests/boot/uefi.sh

# overwrite FILE OFFSET: puts the bytes of the standard input there.
overwrite() {
	dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# ---- nothing to start, and the way back ----
start -drive "if=none,id=disk,format=raw,file=fat:rw:$scratch/esp" \
	-device virtio-blk-pci,drive=disk -device qemu-xhci -device usb-kbd
wait_for "$key_text" && grep -qaF 'sill: no bundle found' "$scratch/output"
tap_report $? 'nothing to start is an error'
grep -qaF 'the disk has no GUID partition table' "$scratch/output"
tap_report $? 'the disks that were searched are named'
sleep 1
echo 'sendkey ret' >"$scratch/monitor.in" && wait_for 'EFI Internal Shell'
tap_report $? 'a key leads back to the firmware, which tries what is next'
stop

# ---- the file ----
head -c 6000 "$good" >"$file"
says_of_file 'sill: \lintel.bundle is cut short'
cp "$good" "$file"
printf 'XXXX' | overwrite "$file" 6000
says_of_file 'sill: the bundle is damaged: part 0 (lintel.elf, '

# More than the machine has.
head -c 120000000 /dev/zero >"$scratch/zeros"
$lintel bundle -o "$file" --kernel $kernel --module zeros="$scratch/zeros" >"$scratch/output" 2>&1
rm "$scratch/zeros"
says_of_file 'sill: not enough memory: the bundle needs '
rm "$file"

# ---- the slot of a disk ----
$lintel image -o "$scratch/disk.img" >"$scratch/output" 2>&1 || fail_early "cannot make an image"
# The bundle begins where its magic stands at a multiple of 1 MiB.
slot=$(grep -abo LINTELBU "$scratch/disk.img" | cut -d : -f 1 |
	awk '$1 % 1048576 == 0 { print; exit }')

printf '[inject-error]\nevent = "read_aio"\nerrno = "5"\nonce = "off"\nsector = "%d"\n' \
	$((slot / 512 + 16)) >"$scratch/blkdebug.conf"
says 'sill: cannot read the bundle in partition ' -drive \
	"if=none,id=disk,format=raw,file=blkdebug:$scratch/blkdebug.conf:$scratch/disk.img" \
	-device virtio-blk-pci,drive=disk
grep -qaF 'device error' "$scratch/output"
tap_report $? 'the cause is named'

head -c 8 /dev/zero | overwrite "$scratch/disk.img" "$slot"
says_of_disk 'this is no bundle'

# Damage the entries of both tables. Nothing starts from such a disk, so another one does.
printf 'XXXX' | overwrite "$scratch/disk.img" 1100
printf 'XXXX' | overwrite "$scratch/disk.img" $(($(wc -c <"$scratch/disk.img") - 33 * 512 + 76))
says 'partition table is damaged' \
	-drive "if=none,id=disk,format=raw,file=fat:rw:$scratch/esp" \
	-device virtio-blk-pci,drive=disk,bootindex=1 \
	-drive "if=none,id=other,format=raw,file=$scratch/disk.img" \
	-device virtio-blk-pci,drive=other

tap_done
