#!/bin/sh
# The loader on machines with a device tree. First the probe kernel (tests/boot/probe) on each of
# them, on aarch64 under UEFI, too, and under genuine Limine if $LINTEL_LIMINE names a folder with a
# release of it; then what the loader says when something is wrong.
#
# usage: tests/boot/direct.sh aarch64|riscv64|loongarch64
set -u

# shellcheck source=tests/check/tap.sh
. tests/check/tap.sh

arch=$1
probe=build/$arch/probe
serial=$scratch/output
bundle=$scratch/bundle
esp=$scratch/esp
lintel=build/host/lintel
aavmf=/usr/share/qemu-efi-aarch64/QEMU_EFI.fd
uboot=/usr/lib/u-boot/qemu-riscv64_smode/uboot.elf
qemu_pid=
trap '[ -z "$qemu_pid" ] || kill "$qemu_pid" 2>/dev/null; rm -rf "$scratch"' EXIT

yes 'lintel probe module' | head -n 5000 >"$scratch/module"

# emulator QEMU-ARGUMENT...: without devices but what the arguments add, lines to $serial.
emulator() {
	timeout -k 5 120 qemu-system-"$arch" -nodefaults -no-user-config -no-reboot -accel tcg \
		-display none -chardev "file,id=line,path=$serial,mux=on" -serial chardev:line \
		"$@" </dev/null 2>"$scratch/errors"
}

# machine QEMU-ARGUMENT...: the emulator with this machine's usual self. The probe on aarch64 speaks
# by semihosting.
machine() {
	case $arch in
	aarch64)
		emulator -m 256M \
			-semihosting-config enable=on,target=native,chardev=line "$@" ;;
	riscv64) emulator -M virt -m 256M "$@" ;;
	loongarch64) emulator -M virt -m 1G "$@" ;;
	esac
	status=$?
	cat "$scratch/errors" >>"$serial"
}

# alone QEMU-ARGUMENT...: the loader started without a bundle.
alone() {
	case $arch in
	aarch64) machine -kernel build/aarch64/sill.img "$@" ;;
	*) machine -kernel "build/$arch/sill.elf" "$@" ;;
	esac
}

# direct BUNDLE QEMU-ARGUMENT...: the loader started with this bundle.
direct() {
	file=$1
	shift
	case $arch in
	loongarch64) alone -device "loader,file=$file,addr=0x98000000,force-raw=on" "$@" ;;
	*) alone -initrd "$file" "$@" ;;
	esac
}

make_bundle() {
	"$lintel" bundle -o "$bundle" --kernel "$1" --cmdline "$2 modules=1" \
		--module module="$scratch/module" >"$serial" 2>&1
}

# judge NAME: every point that the probe has planned is ok, and it ended the machine.
judge() {
	planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$serial")
	passed=$(grep -ac '^ok [0-9]* - ' "$serial")
	# Firmware may leave the first line's beginning behind what it wrote itself.
	echo "status $status, ok $passed of ${planned:-no plan}" >>"$serial"
	[ $status -eq 0 ] && ! grep -qa 'not ok' "$serial" && [ "$passed" -ge $((planned - 1)) ] &&
		[ "$planned" -gt 50 ]
	tap_report $? "$1"
}

# probes KERNEL WORDS QEMU-ARGUMENT...: under our loader, started directly.
probes() {
	kernel=$1
	words=$2
	shift 2
	make_bundle "$probe/$kernel.elf" "$words"
	direct "$bundle" "$@"
	judge "sill, direct: $kernel $words $*"
}

# disk QEMU-ARGUMENT...: what $esp holds, as a disk.
disk() {
	machine -drive "if=none,id=disk,format=raw,file=fat:rw:$esp" \
		-device virtio-blk-device,drive=disk "$@"
}

# efi KERNEL WORDS QEMU-ARGUMENT...: our UEFI application.
efi() {
	kernel=$1
	words=$2
	shift 2
	rm -rf "$esp"
	mkdir -p "$esp/EFI/BOOT"
	cp build/aarch64/BOOTAA64.EFI "$esp/EFI/BOOT/"
	make_bundle "$probe/$kernel.elf" "firmware=2 $words"
	cp "$bundle" "$esp/lintel.bundle"
	disk -m 512M -bios $aavmf "$@"
	judge "sill, UEFI: $kernel $words $*"
}

# genuine KERNEL WORDS QEMU-ARGUMENT...
genuine() {
	if [ ! -d "${LINTEL_LIMINE:-}" ]; then
		tap_skip "Limine: $1 $2" 'LINTEL_LIMINE names no folder'
		return
	fi
	if [ $arch = riscv64 ] && [ ! -r $uboot ]; then
		tap_skip "Limine: $1 $2" 'the package u-boot-qemu is not installed'
		return
	fi
	rm -rf "$esp"
	mkdir -p "$esp/EFI/BOOT"
	cp "$LINTEL_LIMINE"/BOOTAA64.EFI "$LINTEL_LIMINE"/BOOTRISCV64.EFI "$esp/EFI/BOOT/"
	cp "$probe/$1.elf" "$esp/probe"
	cp "$scratch/module" "$esp/module"
	cat >"$esp/limine.conf" <<END
timeout: 0
/probe
    protocol: limine
    path: boot():/probe
    cmdline: modules=1 tree-has-memory=1 $2
    module_path: boot():/module
END
	kernel=$1
	words=$2
	shift 2
	disk -m 512M "$@"
	judge "Limine: $kernel $words $*"
}

# stops NAME TEXT COMMAND...: started so, the loader says TEXT, this one line, and stops.
stops() {
	name=$1
	text=$2
	shift 2
	rm -f "$serial"
	"$@" &
	qemu_pid=$!
	tries=0
	until grep -qaF -- "$text" "$serial" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || break
		sleep 0.1
	done
	kill "$(ps -o pid= --ppid "$qemu_pid" | head -n 1)" 2>/dev/null
	wait "$qemu_pid" 2>/dev/null
	qemu_pid=
	echo "expected: $text" >>"$serial"
	[ $tries -lt 200 ] && [ "$(grep -ac '^sill: ' "$serial")" = 1 ]
	tap_report $? "$name"
}

probe_aarch64() {
	for kernel in r6 r5 r4 r3 pie deep; do
		probes $kernel 'no-firmware=1 cpus=4' -M virt -cpu max -smp 4
	done
	probes r6 'no-firmware=1 cpus=8' -M virt,gic-version=3 -cpu cortex-a72 -smp 8
	probes r6 'no-firmware=1 cpus=1' -M virt,gic-version=2 -cpu cortex-a53 -m 5G
	probes r6 'no-firmware=1 cpus=2' -M virt,virtualization=on -cpu max -smp 2
	probes pie 'no-firmware=1 cpus=2' -M virt,virtualization=on -cpu max -smp 2
	efi r6 cpus=2 -M virt -cpu cortex-a72 -smp 2
	efi r6 cpus=2 -M virt,acpi=off -cpu cortex-a72 -smp 2
	efi pie cpus=2 -M virt,virtualization=on -cpu max -smp 2
	genuine r6 'firmware=2 cpus=2 uxn-is-enough=1' -M virt -cpu cortex-a72 -smp 2 -bios $aavmf
	genuine r6 'firmware=2 cpus=2 uxn-is-enough=1' -M virt,acpi=off -cpu cortex-a72 -smp 2 \
		-bios $aavmf
	genuine pie 'firmware=2 cpus=2 uxn-is-enough=1' -M virt,virtualization=on -cpu max -smp 2 \
		-bios $aavmf
}

probe_riscv64() {
	for kernel in r6 r5 r4 r3 pie deep; do
		probes $kernel 'firmware=3 cpus=4' -smp 4
	done
	probes r6 'firmware=3 cpus=8' -smp 8 -m 5G
	probes deep 'firmware=3 cpus=1'
	genuine r6 'cpus=2 date=0 spp-is-free=1' -smp 2 -kernel $uboot
	genuine pie 'cpus=2 date=0 spp-is-free=1' -smp 2 -kernel $uboot
}

probe_loongarch64() {
	for kernel in r6 r5 r4 r3 pie; do
		probes $kernel 'no-firmware=1 cpus=4' -smp 4
	done
	probes r6 'no-firmware=1 cpus=1' -m 5G
}

# What is wrong with the bundle is the same on every machine, but for a truncated one, whose end
# nobody knows where its length comes from its own header.
errors() {
	case $arch in
	loongarch64) truncated='the bundle is damaged' ;;
	*) truncated='the bundle is truncated' ;;
	esac
	make_bundle "build/$arch/lintel.elf" ''
	head -c 20480 "$bundle" >"$scratch/short"
	stops 'a truncated bundle' "$truncated" direct "$scratch/short" "$@"
	cp "$bundle" "$scratch/broken"
	printf '\377\377\377\377' |
		dd of="$scratch/broken" bs=1 seek=5000 conv=notrunc 2>"$scratch/errors"
	stops 'a bundle with other bytes' 'the bundle is damaged' direct "$scratch/broken" "$@"
	stops 'something else than a bundle' 'this is no bundle' direct "$scratch/module" "$@"
	stops 'no bundle' 'no bundle' alone "$@"
	make_bundle "build/$other/lintel.elf" ''
	stops 'a kernel for another machine' 'it is for ELF machine' \
		direct "$bundle" "$@"
}

case $arch in
aarch64)
	probe_aarch64
	other=riscv64
	errors -M virt -cpu max
	stops 'level 2 without VHE' 'level 2 but has no VHE' direct "$bundle" \
		-M virt,virtualization=on -cpu cortex-a72
	;;
riscv64)
	probe_riscv64
	other=aarch64
	errors
	head -c 2000000 /dev/zero >"$scratch/module"
	make_bundle build/riscv64/lintel.elf ''
	stops 'a bundle beyond the memory' 'but memory ends after' direct "$bundle" -m 6M
	;;
loongarch64)
	probe_loongarch64
	other=riscv64
	errors
	head -c 64 /dev/zero >"$scratch/nothing"
	stops 'no device tree' 'sill: expected a device tree at 0x100000, found none' \
		alone -device "loader,file=$scratch/nothing,addr=0x100000,force-raw=on"
	;;
esac
tap_done
