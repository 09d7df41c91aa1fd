#!/bin/sh
# lintel debug, without a dialogue: gdb sees symbols, processors, the memory map and page tables.
set -u
. tests/runner/lib.sh

# shows PATTERN NAME: the session's output has a line like that.
shows() {
	grep -qE -e "$1" "$scratch/session"
	status=$?
	cp "$scratch/session" "$scratch/output"
	point $status "$2"
}

# session ARCH ROOT: gdb's commands once, with two processors; ROOT is the register that page tables
# hang from.
session() {
	timeout 250 ./lintel debug --arch "$1" --batch --cpus 2 >"$scratch/session" 2>&1 </dev/null
	status=$?
	cp "$scratch/session" "$scratch/output"
	point $status "$1: the session ends with status 0"
	shows '^cpu [01]  pc 0xffffffff8.*greeting_show' "$1: lintel cpus names the function"
	shows '^cpu 1  pc' "$1: lintel cpus shows the second processor"
	shows '^loader [^ ]+ [^ ]+' "$1: lintel map names the loader"
	range='^0x[0-9a-f]{16} - 0x[0-9a-f]{16} +[0-9]+ KiB '
	shows "$range usable" "$1: lintel map shows memory"
	shows "$range kernel" "$1: lintel map shows the kernel"
	shows "^0xffffffff8.*root $2 0x[0-9a-f]+, 4 levels" "$1: lintel pt finds the root"
	shows '^  physical 0x[0-9a-f]+, page of 4 KiB' "$1: lintel pt ends at a page of the kernel"
	shows '^  level . .* not present' "$1: lintel pt ends where nothing is mapped"
	shows 'in kernel_main \(\) at ' "$1: the backtrace has names and lines"
}

session x86_64 cr3
session aarch64 TTBR1_EL1
session riscv64 satp

./lintel debug --print >"$scratch/output" 2>&1 </dev/null
grep -q "&& qemu-system-x86_64 .* -S " "$scratch/output"
point $? '--print shows QEMU, stopped'
grep -q "&& gdb-multiarch .*lintel.py" "$scratch/output"
point $? '--print shows gdb'

finish
