#!/bin/sh
# What a person sees: on every way to start that gives a screen, the greeting is read back from a
# picture of it, glyph by glyph, and compared with what the serial line got. Prints TAP. Run from
# the project's top folder, after the runner and build/host/screen have been built.
set -u
. tests/check/tap.sh

version=$(cat config/version)

# look NAME ARCH OPTION...: takes the picture and reads it.
look() {
	name=$1
	arch=$2
	shift 2
	passes "$name: takes a picture of the screen" ./lintel run --arch "$arch" "$@" \
		--timeout 300 --log - --screenshot "$scratch/screen.ppm"
	tr -d '\r' <"$scratch/output" >"$scratch/serial"
	passes "$name: reads the picture" build/host/screen build/font.psf "$scratch/screen.ppm"
	cp "$scratch/output" "$scratch/screen"
	passes "$name: shows the greeting" \
		grep -xF "Hello World! This is Lintel $version on $arch." "$scratch/screen"
	passes "$name: shows what the serial line got" same_lines
}

# Every line of the screen from the kernel's first to the greeting stands on the serial line, too.
same_lines() {
	sed -n '/Lintel .* for /,/^Hello World!/p' "$scratch/screen" >"$scratch/seen"
	test "$(wc -l <"$scratch/seen")" -ge 8 || {
		echo "expected at least 8 lines on the screen, found:"
		cat "$scratch/seen"
		return 1
	}
	! grep -vxFf "$scratch/serial" "$scratch/seen"
}

look "BIOS" x86_64 --boot bios
look "UEFI" x86_64 --boot uefi
look "UEFI on aarch64" aarch64 --boot uefi
tap_done
