#!/bin/sh
# What sill says when it cannot boot, seen on the direct path of a PC: every way a bundle, a kernel
# or a machine can be wrong has one line, on the serial line and on the VGA screen, and then the
# machine stands still.
# shellcheck source=tests/check/tap.sh
. tests/check/tap.sh
# shellcheck source=tests/boot/guest.sh
. tests/boot/guest.sh

probe=build/x86_64/probe
good=$scratch/good
bad=$scratch/bad

# patch FILE OFFSET BYTES: overwrites; BYTES as printf reads them.
patch() {
	# shellcheck disable=SC2059 # the bytes are the format
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# stops NAME TEXT QEMU-ARGUMENT...
stops() {
	name=$1
	text=$2
	shift 2
	guest_stops "$name" "sill: $text" -kernel build/x86_64/sill.elf "$@"
}

# bundle_stops NAME TEXT QEMU-ARGUMENT...: with the bad bundle.
bundle_stops() {
	name=$1
	text=$2
	shift 2
	stops "$name" "$text" -M q35 -initrd "$bad" "$@"
}

make_bundle() {
	build/host/lintel bundle -o "$1" --kernel "$2" || exit 1
}

# ---- the bundle ----
make_bundle "$good" $probe/r6.elf
size=$(wc -c <"$good")

stops 'no bundle' 'there is no bundle' -M q35

cp "$good" "$bad"
patch "$bad" 0 'XXXXXXXX'
bundle_stops 'something else instead of a bundle' \
	'cannot use the bundle: this is no bundle'

cp "$good" "$bad"
patch "$bad" 20 'X'
bundle_stops 'a damaged header' \
	"cannot use the bundle: the bundle's header is damaged"

cp "$good" "$bad"
patch "$bad" $((size / 2)) 'XXXX'
bundle_stops 'a damaged part' 'the bundle is damaged: part 0'

head -c $((size / 2)) "$good" >"$bad"
bundle_stops 'a truncated bundle' 'cannot use the bundle: the bundle is truncated'

head -c 100 "$good" >"$bad"
bundle_stops 'a bundle shorter than its header' \
	'cannot use the bundle: the bundle is truncated'

# ---- the kernel ----
# An ELF header is 64 bytes, then come program headers of 56 bytes: text, read-only data, data.
text_phdr=64
rodata_phdr=$((64 + 56))
data_phdr=$((64 + 2 * 56))
flags=4
vaddr=16
memsz=40

# kernel_stops NAME TEXT OFFSET BYTES QEMU-ARGUMENT...
kernel_stops() {
	cp $probe/r6.elf "$scratch/kernel"
	patch "$scratch/kernel" "$3" "$4"
	make_bundle "$bad" "$scratch/kernel"
	kernel_name=$1
	kernel_text=$2
	shift 4
	bundle_stops "$kernel_name" "$kernel_text" "$@"
}

kernel_stops 'a kernel for aarch64' \
	'cannot load the kernel: it is for ELF machine 183, this machine is 62' \
	18 '\267'
kernel_stops 'a segment in the lower half' \
	"cannot load the kernel: a segment of the kernel is below 0xffffffff80000000" \
	$((text_phdr + vaddr)) '\000\000\000\000\000\000\000\000'
kernel_stops 'segments that overlap' \
	'cannot load the kernel: two segments' $((rodata_phdr + vaddr)) '\000\020\000'
# Read-only data moves to the last 8 bytes of the text's last page.
text_pages=$(($(od -An -tu4 -j $((text_phdr + memsz)) -N 4 $probe/r6.elf) / 4096))
kernel_stops 'two permissions in one page' \
	"cannot load the kernel: two segments with different permissions share a page" \
	$((rodata_phdr + vaddr)) "\\370\\$(printf '%o' $((text_pages * 16 + 15)))"
kernel_stops 'an entry point outside of the text' \
	"cannot load the kernel: the kernel's entry point is in no executable segment" \
	24 '\000\000\000\220'
kernel_stops 'no executable segment' \
	"cannot load the kernel: the kernel's entry point is in no executable segment" \
	$((text_phdr + flags)) '\004'
kernel_stops 'a kernel larger than memory' 'too little memory' \
	$((data_phdr + memsz)) '\000\000\000\004' -m 32M

for name in r2 r7; do
	make_bundle "$bad" $probe/$name.elf
	bundle_stops "a kernel that asks for base revision ${name#r}" \
		"the kernel asks for base revision ${name#r}"
done
make_bundle "$bad" $probe/twice.elf
bundle_stops 'a kernel that asks twice' 'the kernel asks twice for HHDM'
make_bundle "$bad" $probe/five.elf
bundle_stops 'a kernel that needs five levels on a processor with four' \
	'the kernel wants paging mode 1' -cpu qemu64

# ---- the machine ----
guest_start -kernel build/x86_64/sill.elf -M microvm
wait_for 40 serial_shows 'sill: there is no bundle'
status=$?
guest_stop
tap_report $status 'no bundle on microvm, which has no screen'

guest_start -kernel build/x86_64/sill.elf -M q35 -cpu pentium3 -initrd "$good"
wait_for 40 serial_shows 'sill: this processor has no 64-bit mode'
status=$?
guest_stop
tap_report $status 'a 32-bit processor'

tap_done
