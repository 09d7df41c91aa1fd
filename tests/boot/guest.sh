# Sourced by the tests of this folder, behind tests/check/tap.sh: one QEMU at a time, its serial
# line and its text screen. A guest is stopped as soon as it has said what it should, or after 90
# seconds.
# shellcheck shell=sh
# shellcheck disable=SC2154 # scratch: tap.sh
qemu_pid=
trap 'test -z "$qemu_pid" || kill "$qemu_pid"; rm -rf "$scratch"' EXIT

# wait_for SECONDS COMMAND...: until COMMAND succeeds.
wait_for() {
	wait_tenths=$(($1 * 10))
	shift
	until "$@"; do
		wait_tenths=$((wait_tenths - 1))
		[ "$wait_tenths" -gt 0 ] || return 1
		sleep 0.1
	done
}

# guest_start QEMU-ARGUMENT...: a PC without devices but what the arguments add.
guest_start() {
	rm -f "$scratch/serial" "$scratch/screen" "$scratch/monitor"
	mkfifo "$scratch/monitor"
	: >"$scratch/serial"
	timeout 120 qemu-system-x86_64 -nodefaults -no-user-config -accel tcg -display none \
		-no-reboot -serial "file:$scratch/serial" -monitor stdio "$@" \
		<>"$scratch/monitor" >"$scratch/talk" 2>"$scratch/output" &
	qemu_pid=$!
}

guest_stop() {
	kill "$qemu_pid"
	wait "$qemu_pid" 2>"$scratch/wait"
	qemu_pid=
	cat "$scratch/serial" >>"$scratch/output"
}

screen_is_saved() {
	[ -f "$scratch/screen" ] && [ "$(wc -c <"$scratch/screen")" -eq 4000 ]
}

# screen_shows TEXT: VGA text memory has it. Every second byte there is a character; the others are
# colours, all grey on black (7).
screen_shows() {
	rm -f "$scratch/screen"
	echo "pmemsave 0xb8000 4000 \"$scratch/screen\"" >"$scratch/monitor"
	wait_for 5 screen_is_saved && tr -d '\007' <"$scratch/screen" | grep -qF -- "$1"
}

serial_shows() {
	grep -qF -- "$1" "$scratch/serial"
}

# The processor waits for an interrupt; asks the monitor, whose answer takes a moment.
guest_is_halted() {
	echo 'info registers' >"$scratch/monitor"
	sleep 0.2
	grep -q 'HLT=1' "$scratch/talk"
}

# guest_stops NAME TEXT QEMU-ARGUMENT...: the machine stops with TEXT on serial line and screen.
guest_stops() {
	guest_name=$1
	guest_text=$2
	shift 2
	guest_start -vga std "$@"
	wait_for 90 serial_shows "$guest_text" && wait_for 5 screen_shows "$guest_text"
	guest_status=$?
	guest_stop
	echo "expected on the serial line and the screen: $guest_text" >>"$scratch/output"
	tap_report "$guest_status" "$guest_name"
}

# guest_greets NAME TEXT QEMU-ARGUMENT...: the kernel greets, and TEXT is on the serial line.
guest_greets() {
	guest_name=$1
	guest_text=$2
	shift 2
	guest_start "$@"
	wait_for 90 serial_shows 'Hello World! This is Lintel' && serial_shows "$guest_text"
	guest_status=$?
	guest_stop
	echo "expected on the serial line: $guest_text and the greeting" >>"$scratch/output"
	tap_report "$guest_status" "$guest_name"
}
