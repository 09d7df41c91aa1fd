#!/bin/sh
# lintel image: reproducible, of the size asked for, complete or not there at all.
set -u
. tests/runner/lib.sh

here=$(pwd)

# from FOLDER COMMAND...: runs it there.
from() {
	(cd "$1" && shift && "$@")
}

# part OFFSET LEN FILE: these bytes of the file.
part() {
	tail -c "+$(($1 + 1))" "$3" | head -c "$2"
}

expect 0 '' from "$scratch" "$here/lintel" image -o one.img
expect 0 '' from "$scratch" "$here/lintel" image --output=two.img
cmp "$scratch/one.img" "$scratch/two.img" >"$scratch/output" 2>&1
point $? 'the same build gives the same image'

expect 0 '' from "$scratch" "$here/lintel" image -o two.img --random-guids
cmp "$scratch/one.img" "$scratch/two.img" >"$scratch/output" 2>&1
[ $? -eq 1 ]
point $? '--random-guids gives another one'

expect 0 '' from "$scratch" "$here/lintel" image -o two.img --cmdline colour=blue
grep -qF 'colour=blue' "$scratch/two.img"
point $? '--cmdline is in the image'

expect 0 '' from "$scratch" "$here/lintel" image -o two.img --size 64M
[ "$(wc -c <"$scratch/two.img")" -eq 67108864 ]
point $? '--size is the size'
[ "$(part 512 8 "$scratch/two.img")" = 'EFI PART' ] &&
	[ "$(part $((67108864 - 512)) 8 "$scratch/two.img")" = 'EFI PART' ]
point $? 'both partition tables are in their places'
[ "$(part 510 2 "$scratch/two.img" | od -An -tx1)" = ' 55 aa' ]
point $? 'the first sector can be booted'

expect 0 '' from "$scratch" "$here/lintel" image --arch aarch64 -o arm.img
mdir -i "$scratch/arm.img@@1M" -b ::/EFI/BOOT >"$scratch/output" 2>&1
grep -q BOOTAA64.EFI "$scratch/output"
point $? 'an image for aarch64 has its UEFI program'

expect 125 'could not write' from "$scratch" "$here/lintel" image -o none/x.img
expect 125 'could not open' from "$scratch" "$here/lintel" image -o x.iso --limine none
expect 2 'leave them away' ./lintel image -o "$scratch/x.iso" --limine none --size 64M
found=0
for file in "$scratch"/x.i* "$scratch"/*.img.*; do
	[ ! -e "$file" ] || found=1
done
point $found 'no half image is left'

finish
