#!/bin/sh
# Two builds in two folders of different names and lengths give the same bytes. Prints TAP. Run from
# the project's top folder. What the build fetches and unpacks is shared, not fetched again.
set -u
. tests/check/tap.sh

top=$(pwd)
first=$scratch/one
second="$scratch/another folder, with a longer name"

copy_tree() {
	test -d "$1" && return
	mkdir -p "$1/build"
	git ls-files -z --cached --others --exclude-standard |
		tar --null --files-from=- --create --file=- | tar -x -C "$1" -f -
	ln -s "$top/build/fetch" "$1/build/fetch"
}

build() {
	(copy_tree "$1" && cd "$1" && make -s -j2 "ARCH=$2" kernel sill bundle)
}

same() {
	cmp "$first/build/$1" "$second/build/$1"
}

make -s build/font.psf build/fetch/console-setup-linux.stamp >/dev/null 2>&1
for arch in x86_64 aarch64; do
	passes "$arch: builds in a first folder" build "$first" $arch
	passes "$arch: builds in a second folder" build "$second" $arch
	for file in lintel-$arch.elf lintel.elf lintel.bundle sill.elf; do
		passes "$arch: $file is the same" same $arch/$file
	done
done
for file in stage1.bin stage2.bin BOOTX64.EFI; do
	passes "x86_64: $file is the same" same x86_64/$file
done
passes "aarch64: BOOTAA64.EFI is the same" same aarch64/BOOTAA64.EFI
tap_done
