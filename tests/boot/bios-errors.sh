#!/bin/sh
# What the BIOS loader says when something is wrong: each case breaks a disk image or the machine in
# one way, boots it under SeaBIOS and looks for the message on the serial line and on the screen.
# shellcheck source=tests/check/tap.sh
. tests/check/tap.sh
# shellcheck source=tests/boot/guest.sh
. tests/boot/guest.sh

# with_damage HOW: bad.img is an image that is broken so.
with_damage() {
	cp "$scratch/good.img" "$scratch/bad.img"
	build/host/damage "$scratch/bad.img" "$1" || exit 1
}

build/host/lintel image -o "$scratch/good.img" || exit 1
good="if=virtio,format=raw,snapshot=on,file=$scratch/good.img"
bad="if=virtio,format=raw,snapshot=on,file=$scratch/bad.img"

with_damage primary-table
guest_greets 'the backup of a damaged table is used' 'its backup is used' -drive "$bad"

while read -r how text; do
	with_damage "$how"
	guest_stops "$how" "$text" -drive "$bad"
done <<END
both-tables sill: disk 80h: the disk's partition table is damaged
no-table sill: disk 80h: the disk has no GUID partition table
no-slot sill: disk 80h has no partition with a bundle
short-slot the bundle is truncated
bundle-header the bundle's header is damaged
no-bundle this is no bundle
cut-bundle sill: the bundle is damaged
stage2 sill: stage 2 is damaged
no-stage2 sill: stage 2 missing or damaged
stage2-place sill: disk read error
END

# A block of the bundle, behind its header; the slot is the third entry of the table in block 2.
slot_lba=$(od -An -tu8 -j $((2 * 512 + 2 * 128 + 32)) -N 8 "$scratch/good.img")
bad_lba=$((slot_lba + 8))
broken="if=virtio,format=raw,file.driver=blkdebug,file.image.filename=$scratch/good.img"
broken="$broken,file.inject-error.0.event=read_aio,file.inject-error.0.sector=$bad_lba"
guest_stops 'a block that cannot be read' "read error: LBA $bad_lba, status" -drive "$broken"

guest_stops 'a 32-bit processor' 'sill: this is a 32-bit processor' -cpu pentium3 -drive "$good"
guest_stops 'too little memory, found when the screen shows graphics' 'sill: too little memory' \
	-m 1536K -drive "$good"

# Behind its message the loader halts in long mode, with its own exception table.
with_damage no-slot
guest_start -vga std -drive "$bad"
wait_for 90 serial_shows 'no partition with a bundle' && wait_for 10 guest_is_halted &&
	echo nmi >"$scratch/monitor" &&
	wait_for 10 serial_shows 'sill: processor exception 2 at' &&
	wait_for 10 screen_shows 'sill: processor exception 2 at'
status=$?
guest_stop
tap_report "$status" 'an exception of the processor'

head -c 1474560 "$scratch/good.img" >"$scratch/floppy.img"
guest_stops 'a disk without INT 13h extensions' 'sill: this disk has no INT 13h extensions' \
	-drive "if=floppy,format=raw,snapshot=on,file=$scratch/floppy.img"

tap_done
