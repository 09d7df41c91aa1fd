#!/bin/sh
# The probe kernel (tests/boot/probe) on every path of the loader on a PC, and under genuine Limine
# if $LINTEL_LIMINE names a folder with a release of it. One point per machine; the probe's own
# lines follow where one of them is not ok.
set -u

# shellcheck source=tests/check/tap.sh
. tests/check/tap.sh

out=build/x86_64
probe=$out/probe
ovmf=/usr/share/OVMF
serial=$scratch/output
bundle=$scratch/bundle
modules='modules=2 date=1704067200 date-range=600 debug-exit=0x501'

i=0
while [ $i -lt 300 ]; do
	echo 'lintel probe module'
	i=$((i + 1))
done >"$scratch/one"
head -n 2 "$scratch/one" >"$scratch/two"

# make_bundle KERNEL WORDS
make_bundle() {
	build/host/lintel bundle -o "$bundle" --kernel "$probe/$1.elf" --cmdline "$2 $modules" \
		--module one="$scratch/one" --module folder/two="$scratch/two" >"$serial" 2>&1
}

# machine QEMU-ARGUMENT...: runs until the probe has ended it.
machine() {
	timeout 120 qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -accel tcg \
		-display none -serial stdio -rtc base=2024-01-01T00:00:00 \
		-device isa-debug-exit,iobase=0x501,iosize=2 "$@" \
		</dev/null >"$serial" 2>"$scratch/errors"
	status=$?
	cat "$scratch/errors" >>"$serial"
}

# judge NAME: every point the probe has planned is ok, and it ended the machine with 0 (which
# isa-debug-exit turns into 1).
judge() {
	planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$serial")
	passed=$(grep -ac '^ok [0-9]* - ' "$serial")
	# Firmware may leave the first line's beginning behind what it wrote itself.
	echo "status $status, ok $passed of ${planned:-no plan}" >>"$serial"
	[ $status -eq 1 ] && ! grep -qa 'not ok' "$serial" && [ "$passed" -ge $((planned - 1)) ] &&
		[ "$planned" -gt 50 ]
	tap_report $? "$1"
}

# pvh KERNEL WORDS QEMU-ARGUMENT...
pvh() {
	kernel=$1
	words=$2
	shift 2
	make_bundle "$kernel" "firmware=0 $words"
	machine -kernel $out/sill.elf -initrd "$bundle" "$@"
	judge "sill, PVH: $kernel $words $*"
}

bios() {
	kernel=$1
	words=$2
	shift 2
	make_bundle "$kernel" "firmware=0 $words"
	build/host/lintel image -o "$scratch/disk" --bundle "$bundle" >"$serial" 2>&1
	machine -vga std -drive "if=virtio,format=raw,file=$scratch/disk" "$@"
	judge "sill, BIOS: $kernel $words $*"
}

# ovmf_machine QEMU-ARGUMENT...
ovmf_machine() {
	cp $ovmf/OVMF_VARS_4M.fd "$scratch/variables"
	machine -vga std \
		-drive "if=pflash,format=raw,readonly=on,file=$ovmf/OVMF_CODE_4M.fd" \
		-drive "if=pflash,format=raw,file=$scratch/variables" "$@"
}

uefi() {
	kernel=$1
	words=$2
	shift 2
	make_bundle "$kernel" "firmware=2 $words"
	mkdir -p "$scratch/esp/EFI/BOOT"
	cp $out/BOOTX64.EFI "$scratch/esp/EFI/BOOT/"
	cp "$bundle" "$scratch/esp/lintel.bundle"
	ovmf_machine -drive "if=virtio,format=raw,file=fat:rw:$scratch/esp" "$@"
	judge "sill, UEFI: $kernel $words $*"
}

# limine_disc KERNEL WORDS: a CD with the release in $LINTEL_LIMINE.
limine_disc() {
	root=$scratch/disc
	rm -rf "$root"
	mkdir -p "$root/limine"
	cp "$LINTEL_LIMINE/limine-bios.sys" "$LINTEL_LIMINE/limine-bios-cd.bin" "$root/limine/"
	cp "$probe/$1.elf" "$root/probe"
	cp "$scratch/one" "$scratch/two" "$root/"
	{
		printf 'timeout: 0\n/probe\nprotocol: limine\npath: boot():/probe\n'
		printf 'cmdline: %s\nmodule_path: boot():/one\nmodule_path: boot():/two\n' \
			"$2 $modules"
	} >"$root/limine.conf"
	head -c 2097152 /dev/zero >"$root/limine/esp"
	mformat -i "$root/limine/esp" ::
	mmd -i "$root/limine/esp" ::/EFI ::/EFI/BOOT
	mcopy -i "$root/limine/esp" "$LINTEL_LIMINE/BOOTX64.EFI" ::/EFI/BOOT/
	xorriso -as mkisofs -quiet -R -J -b limine/limine-bios-cd.bin -no-emul-boot \
		-boot-load-size 4 -boot-info-table -eltorito-alt-boot -e limine/esp \
		-no-emul-boot --efi-boot-part --efi-boot-image --protective-msdos-label \
		-o "$scratch/disc.iso" "$root" >"$serial" 2>&1
}

# limine bios|uefi KERNEL WORDS QEMU-ARGUMENT...
limine() {
	how=$1
	kernel=$2
	words=$3
	shift 3
	if [ -z "${LINTEL_LIMINE-}" ]; then
		tap_skip "Limine, $how: $kernel $words $*" "LINTEL_LIMINE is not set"
		return
	fi
	if [ "$how" = bios ]; then
		limine_disc "$kernel" "firmware=0 $words"
		machine -vga std -cdrom "$scratch/disc.iso" "$@"
	else
		limine_disc "$kernel" "firmware=2 $words"
		ovmf_machine -cdrom "$scratch/disc.iso" "$@"
	fi
	judge "Limine, $how: $kernel $words $*"
}

pvh r6 cpus=2 -M q35 -cpu max -smp 2
pvh r5 cpus=1 -M q35 -cpu max
pvh r4 cpus=1 -M q35 -cpu max
pvh r3 cpus=2 -M q35 -cpu max -smp 2
pvh pie cpus=2 -M pc -cpu qemu64 -smp 2
pvh deep cpus=1 -M q35 -cpu max
pvh deep cpus=1 -M q35 -cpu qemu64
pvh deep cpus=4 -M microvm,rtc=on -cpu max -smp 4 -m 32M
pvh r6 cpus=1 -M microvm,acpi=off,rtc=on -cpu max
pvh r6 cpus=2 -M q35 -cpu max -smp 2 -m 6G
pvh r6 cpus=1 -M q35,kernel-irqchip=split -cpu max -device intel-iommu,intremap=on

bios r6 cpus=2 -M q35 -cpu max -smp 2
bios pie cpus=1 -M pc -cpu qemu64
bios deep cpus=2 -M q35 -cpu max -smp 2
bios r3 cpus=1 -M q35 -cpu max

uefi r6 cpus=2 -M q35 -cpu max -smp 2
uefi pie cpus=1 -M q35 -cpu qemu64
uefi deep cpus=2 -M q35 -cpu max -smp 2
uefi r4 cpus=1 -M q35 -cpu max
uefi r3 cpus=1 -M q35 -cpu max

for how in bios uefi; do
	limine "$how" r6 cpus=2 -M q35 -cpu max -smp 2 -m 256M
	limine "$how" pie cpus=1 -M q35 -cpu qemu64 -m 256M
	limine "$how" deep cpus=2 -M q35 -cpu max -smp 2 -m 256M
	limine "$how" r5 cpus=1 -M q35 -cpu max -m 256M
	limine "$how" r4 cpus=1 -M q35 -cpu max -m 256M
	limine "$how" r3 cpus=1 -M q35 -cpu max -m 256M
done
tap_done
