# Sourced by the tests of the UEFI front end: boots OVMF on a PC and reads its serial line, a point
# of the Test Anything Protocol for each boot (5 s or so). The tests run at the project's top, with
# build/host/lintel and the x86_64 loader and kernel made.
# shellcheck shell=sh

# shellcheck source=tests/check/tap.sh
. tests/check/tap.sh

arch=x86_64
firmware=/usr/share/OVMF
loader=build/$arch/BOOTX64.EFI
kernel=build/$arch/lintel.elf
lintel=build/host/lintel
key_text='Press a key to go back to the firmware.'
qemu_pid=
trap '[ -z "$qemu_pid" ] || kill "$qemu_pid" 2>/dev/null; rm -rf "$scratch"' EXIT

# start DRIVE_OPTION...: OVMF on a PC, serial line to $scratch/output, monitor at the pipe.
start() {
	rm -f "$scratch/output" "$scratch/monitor.in" "$scratch/monitor.out"
	mkfifo "$scratch/monitor.in" "$scratch/monitor.out"
	cp $firmware/OVMF_VARS_4M.fd "$scratch/vars.fd"
	timeout 120 qemu-system-x86_64 -M q35 -m 128M -accel tcg -nodefaults -display none \
		-device VGA -serial "file:$scratch/output" \
		-chardev "pipe,id=monitor,path=$scratch/monitor" -mon chardev=monitor \
		-drive "if=pflash,format=raw,readonly=on,file=$firmware/OVMF_CODE_4M.fd" \
		-drive "if=pflash,format=raw,file=$scratch/vars.fd" "$@" \
		2>"$scratch/qemu" &
	qemu_pid=$!
}

# wait_for TEXT: until the machine says it. Fails if it ends or takes too long.
wait_for() {
	tries=0
	until grep -qaF -- "$1" "$scratch/output" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 500 ] && kill -0 $qemu_pid 2>/dev/null || return 1
		sleep 0.2
	done
}

stop() {
	kill $qemu_pid 2>/dev/null
	wait $qemu_pid 2>/dev/null
	qemu_pid=
}

# boots TEXT NAME DRIVE_OPTION...: the machine gets so far that it says TEXT, and has not
# complained.
boots() {
	text=$1
	name=$2
	shift 2
	start "$@"
	wait_for "$text" && ! grep -qaF 'sill:' "$scratch/output"
	status=$?
	stop
	cat "$scratch/qemu" >>"$scratch/output"
	tap_report $status "$name"
}

# says TEXT DRIVE_OPTION...: the machine stops with this text and offers the way back.
says() {
	text=$1
	shift
	start "$@"
	wait_for "$key_text" && grep -qaF -- "$text" "$scratch/output"
	status=$?
	stop
	echo "expected: $text" >>"$scratch/output"
	cat "$scratch/qemu" >>"$scratch/output"
	tap_report $status "$text"
}

# says_of_file TEXT: the same with what is in $scratch/esp as a FAT disk.
says_of_file() {
	says "$1" -drive "if=none,id=disk,format=raw,file=fat:rw:$scratch/esp" \
		-device virtio-blk-pci,drive=disk
}

# says_of_disk TEXT: the same with $scratch/disk.img.
says_of_disk() {
	says "$1" -drive "if=none,id=disk,format=raw,file=$scratch/disk.img" \
		-device virtio-blk-pci,drive=disk
}

fail_early() {
	echo "Bail out! $1"
	exit 1
}

mkdir -p "$scratch/esp/EFI/BOOT"
cp $loader "$scratch/esp/EFI/BOOT/" || fail_early "no $loader: make sill first"
good=$scratch/good.bundle
$lintel bundle -o "$good" --kernel $kernel >"$scratch/output" 2>&1 ||
	fail_early "cannot make a bundle"
export file="$scratch/esp/lintel.bundle" # for the tests
