#!/bin/sh
# build/host/symbols on small kernels of all four machines: two links, then --check; and what it
# refuses.
set -u
. tests/check/tap.sh

clang=${CLANG:-clang-19}
lld=${LLD:-ld.lld-19}
symbols=build/host/symbols

cat >"$scratch/kernel.c" <<'END'
int global(int x);
static __attribute__((noinline)) int hidden(int x)
{
	return x * 3;
}
int global(int x)
{
	return hidden(x) + 1;
}
__asm__(".globl label\nlabel:\n.4byte 0\n");
int data = 4;
END

cat >"$scratch/kernel.ld" <<'END'
ENTRY(global)
PHDRS { text PT_LOAD FLAGS(5); rodata PT_LOAD FLAGS(4); data PT_LOAD FLAGS(6); }
SECTIONS {
	. = 0xffffffff80000000;
	kernel_text_start = .;
	.text : { *(.text .text.*) } :text
	. = ALIGN(4096);
	.rodata : { *(.rodata .rodata.*) *(.symbols) } :rodata
	. = ALIGN(4096);
	.data : { *(.data .data.*) } :data
	/DISCARD/ : { *(.eh_frame .comment .note.*) }
}
END
sed 's/kernel_text_start/another_name/' "$scratch/kernel.ld" >"$scratch/nameless.ld"

# compile MACHINE SOURCE OBJECT
compile() {
	"$clang" "--target=$1-unknown-none-elf" -ffreestanding -O1 -fno-pic -c "$2" -o "$3"
}

# link TABLE.S SCRIPT OUT: kernel.o of the current machine with that table
link() {
	compile "$machine" "$1" "$scratch/table.o" &&
		"$lld" -static -T "$2" "$scratch/kernel.o" "$scratch/table.o" -o "$3"
}

# Both links of a kernel, and the first one's table with names.
two_links() {
	compile "$machine" "$scratch/kernel.c" "$scratch/kernel.o" &&
		"$symbols" --empty "$scratch/empty.S" &&
		link "$scratch/empty.S" "$scratch/kernel.ld" "$scratch/first.elf" &&
		"$symbols" "$scratch/first.elf" "$scratch/table.S" &&
		link "$scratch/table.S" "$scratch/kernel.ld" "$scratch/final.elf"
}

table_has() {
	grep -qF "\"$1\"" "$scratch/table.S"
}

table_lacks() {
	! table_has "$1"
}

second_table_is_equal() {
	"$symbols" "$scratch/final.elf" "$scratch/again.S" &&
		cmp "$scratch/table.S" "$scratch/again.S"
}

truncated() {
	head -c "$1" "$scratch/final.elf" >"$scratch/short.elf"
	"$symbols" "$scratch/short.elf" "$scratch/out.S"
}

# The final kernel with one name of its table changed in place.
renamed_in_table() {
	sed 's/"hidden"/"hidder"/' "$scratch/table.S" >"$scratch/renamed.S"
	link "$scratch/renamed.S" "$scratch/kernel.ld" "$scratch/renamed.elf" &&
		"$symbols" --check "$scratch/renamed.elf"
}

checked_under_empty_table() {
	"$symbols" --check "$scratch/first.elf"
}

checked_without_base() {
	link "$scratch/table.S" "$scratch/nameless.ld" "$scratch/nameless.elf"
	"$symbols" --check "$scratch/nameless.elf"
}

for machine in x86_64 aarch64 riscv64 loongarch64; do
	passes "$machine: two links" two_links
	passes "$machine: check accepts the result" "$symbols" --check "$scratch/final.elf"
	passes "$machine: the table of the second link is the same" second_table_is_equal
	passes "$machine: a function is in the table" table_has global
	passes "$machine: a static function is in the table" table_has hidden
	passes "$machine: a label of assembly is in the table" table_has label
	passes "$machine: data is not in the table" table_lacks data
	passes "$machine: the base is not in the table" table_lacks kernel_text_start
	fails "$machine: check refuses an empty table" 'expected a table of' \
		checked_under_empty_table
	fails "$machine: check refuses a wrong name" 'should be hidden' renamed_in_table
	fails "$machine: a kernel without the base symbol is refused" \
		'expected the symbol kernel_text_start' checked_without_base
done

for len in 0 1 63 64 500; do
	fails "a file cut to $len bytes is refused" 'expected a linked kernel' truncated "$len"
done
fails 'text is no kernel' 'expected a linked kernel' "$symbols" "$scratch/kernel.c" "$scratch/out.S"
fails 'a missing file is named' "$scratch/missing" "$symbols" --check "$scratch/missing"
tap_done
