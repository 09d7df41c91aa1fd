#!/bin/sh
# What the linker made of each kernel: addresses, permissions, the boot protocol's markers, symbols,
# and that no instruction touches SIMD or floating-point registers or the memory below the stack
# pointer. Prints TAP. Run from the project's top folder; `make ARCH=... kernel` must have been
# possible.
set -u
. tests/check/tap.sh

readelf=${READELF:-llvm-readelf-19}
objdump=${OBJDUMP:-llvm-objdump-19}

# The names of registers that the kernel must not touch, as a pattern for one whole operand.
forbidden() {
	case $1 in
	x86_64) echo '%([xyz]mm[0-9]+|mm[0-7]|st(\([0-7]\))?)' ;;
	aarch64) echo '([vqdsh][0-9]+(\.[0-9]*[bhsdq])?|z[0-9]+)' ;;
	riscv64) echo 'f([ast][0-9]+|[0-9]+)' ;;
	loongarch64) echo '\$(f[ast]?[0-9]+|vr[0-9]+|xr[0-9]+|fcc[0-7])' ;;
	esac
}

# Operands of all instructions, one a line, with symbol names and comments cut off.
operands() {
	"$objdump" -d --no-show-raw-insn "$1" |
		awk -F '\t' 'NF >= 3 { sub(/[<#\/].*/, "", $3); n = split($3, part, /[ ,{}\[\]]+/)
			for (i = 1; i <= n; i++) if (part[i] != "") print part[i] }'
}

no_simd() {
	operands "$2" >"$scratch/operands"
	test "$(wc -l <"$scratch/operands")" -gt 1000 || {
		echo "expected the operands of a kernel, found almost none"
		return 1
	}
	! grep -nxE "$(forbidden "$1")" "$scratch/operands"
}

# A function that writes below its stack pointer uses a red zone.
no_red_zone() {
	! "$objdump" -d --no-show-raw-insn "$1" | grep -E '\-0x[0-9a-f]+\(%rsp[,)]'
}

segments() {
	"$readelf" -lW "$1" |
		awk '$1 == "LOAD" { flags = $7 ($8 ~ /^0x/ ? "" : $8); print $3, $6, flags }'
}

three_segments() {
	segments "$1" | awk '{ print $3 }' | tr '\n' ' ' >"$scratch/flags"
	echo "expected: RE R RW; found: $(cat "$scratch/flags")"
	test "$(cat "$scratch/flags")" = "RE R RW "
}

# Each segment begins on a page of its own, in ascending order, in the top 2 GiB.
addresses() {
	segments "$1"
	segments "$1" | awk '
		function hex(text,   i, n) { # the low eight digits: the rest is checked
			text = substr(text, length(text) - 7)
			for (i = 1; i <= 8; i++)
				n = n * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
			return n
		}
		$1 !~ /^0xffffffff[89a-f]/ { exit 1 }
		NR == 1 && $1 != "0xffffffff80000000" { exit 1 }
		hex($1) % 4096 != 0 { exit 1 }
		hex($1) < end { exit 1 }
		{ end = hex($1) + hex("00000000" substr($2, 3)); nr++ }
		END { if (nr != 3) exit 1 }'
}

# The start marker, the base revision tag asking for 6, and the end marker, in this order; little
# endian as they stand in the file [LIMINE requests delimiters, base revisions].
markers() {
	od -An -v -tx1 "$1" | tr -d ' \n' >"$scratch/hex"
	start=aed1e79db3f4b8f6cfb9fc40691ab9fa
	tag=c8a6955c2d2b56f9dc6b534449387b6a0600000000000000
	end=030db11b53e0c0ad624c76319f707295
	grep -qE "$start.*$tag.*$end" "$scratch/hex"
}

for arch in x86_64 aarch64 riscv64 loongarch64; do
	elf=build/$arch/lintel-$arch.elf
	passes "$arch: builds" make -s ARCH=$arch kernel
	passes "$arch: three segments, code, constants and data" three_segments $elf
	passes "$arch: every segment on pages of its own, from 0xffffffff80000000 on" addresses $elf
	passes "$arch: boot requests between their markers" markers $elf
	passes "$arch: no SIMD or floating-point register" no_simd $arch $elf
	passes "$arch: names for backtraces" build/host/symbols --check $elf
done
passes "x86_64: no red zone" no_red_zone build/x86_64/lintel-x86_64.elf
tap_done
