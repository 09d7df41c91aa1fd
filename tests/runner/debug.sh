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

timeout 250 ./lintel debug --batch --cpus 2 >"$scratch/session" 2>&1 </dev/null
status=$?
cp "$scratch/session" "$scratch/output"
point $status 'the session ends with status 0'
shows '^cpu 0  pc 0xffffffff8.*greeting_show' 'lintel cpus names the function'
shows '^cpu 1  pc' 'lintel cpus shows the second processor'
shows '^loader [^ ]+ [^ ]+' 'lintel map names the loader'
shows '^0x[0-9a-f]{16} - 0x[0-9a-f]{16} +[0-9]+ KiB  usable' 'lintel map shows usable memory'
shows '^0x[0-9a-f]{16} - 0x[0-9a-f]{16} +[0-9]+ KiB  kernel' 'lintel map shows the kernel'
shows '^0xffffffff8.*root cr3' 'lintel pt finds the root'
shows '^  physical 0x[0-9a-f]+, page of 4 KiB' 'lintel pt ends at a page of the kernel'
shows 'in kernel_main \(\) at ' 'the backtrace has names and lines'

./lintel debug --print >"$scratch/output" 2>&1 </dev/null
grep -q "&& qemu-system-x86_64 .* -S " "$scratch/output"
point $? '--print shows QEMU, stopped'
grep -q "&& gdb-multiarch .*lintel.py" "$scratch/output"
point $? '--print shows gdb'

finish
