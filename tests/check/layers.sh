#!/bin/sh
# build/host/layers on small trees: one that keeps the law, and one for each way to break it.
set -u
. tests/check/tap.sh

layers=$(pwd)/build/host/layers

# A house in which everything is allowed. write PATH LINE...: a file of a head and these lines.
write() {
	path=$scratch/house/$1
	shift
	mkdir -p "$(dirname "$path")"
	echo '/* A file. */' >"$path"
	for line in "$@"; do
		printf '%s\n' "$line" >>"$path"
	done
}

new_house() {
	rm -rf "$scratch/house"
	write abi/disk/thing.h '#include <stdint.h>'
	write lib/base/fmt.h '#include <stddef.h>'
	write lib/base/fmt.c '#include <lib/base/fmt.h>'
	write lib/base/fmt_test.c '#include <lib/base/fmt.h>' '#include <stdio.h>'
	write kernel/main.c '#include <kernel/core/log.h>' '#include <kernel/drivers/uart/uart.h>'
	write kernel/arch/cpu.h '#include <stdint.h>'
	write kernel/arch/user.h '#include <stdint.h>'
	write kernel/arch/shared/walk.h '#include <kernel/core/log.h>'
	write kernel/arch/x86_64/cpu.c '#include <kernel/arch/cpu.h>' \
		'#include <kernel/arch/shared/walk.h>' '#include "gate_priv.h"' \
		'void stop(void) { __asm__("hlt"); }'
	write kernel/arch/x86_64/gate_priv.h '#include <stdint.h>'
	write kernel/arch/x86_64/entry.S '#include <abi/disk/thing.h>'
	write kernel/arch/aarch64/walk.h '#include <stdint.h>'
	write kernel/core/log.h '#include <kernel/arch/cpu.h>' 'extern int level;'
	write kernel/core/log.c '#include <kernel/core/log.h>' '#include <lib/base/fmt.h>' \
		'/* extern asm in prose */ const char *text = "extern asm";'
	write kernel/vm/usercopy.c '#include <kernel/arch/user.h>'
	write kernel/drivers/uart/uart.h '#include <kernel/core/log.h>'
	write kernel/drivers/virtio/ring.h '#include <kernel/core/log.h>'
	write kernel/drivers/virtio_blk/blk.c '#include <kernel/drivers/virtio/ring.h>'
	write boot/core/load.h '#include <lib/base/fmt.h>'
	write boot/pvh/main.c '#include <boot/core/load.h>' 'void stop(void) { asm("hlt"); }'
	write boot/uefi/main.c '#include <boot/core/load.h>'
	write runner/run.c '#include <lib/base/fmt.h>' '#include <stdio.h>'
	write abi/linux/wire/stat.h '#include <stdint.h>'
	write kernel/linux/stat.c '#include <abi/linux/wire/stat.h>'
	{
		echo "LIST := lib/base/fmt.c lib/base/fmt_test.c kernel/main.c kernel/core/log.c \\"
		echo '	$(addprefix kernel/arch/x86_64/,cpu.c entry.S) kernel/vm/usercopy.c'
		echo 'OBJ := $(addprefix $(OUT)/,$(addsuffix .o,$(LIST) $(MORE)))'
		echo 'LIST += kernel/$(ROOM)/stat.c boot/pvh/main.c+boot/uefi/main.c'
		echo 'LIST += kernel/drivers/virtio_blk/blk.c runner/run.c'
	} >"$scratch/house/Makefile"
}

# Runs the checker on the house.
look() {
	(cd "$scratch/house" && find . -type f | sed 's,^\./,,' | sort | "$layers")
}

# breaks NAME TEXT PATH LINE...: the house with this file is refused, with TEXT.
breaks() {
	name=$1
	text=$2
	shift 2
	new_house
	write "$@"
	fails "$name" "$text" look
}

new_house
passes 'a house that keeps the law' look

breaks 'a lower room may not include a higher one' \
	'log.c:2: layer: room kernel/core (rank 3) may not include room kernel/vm (rank 7)' \
	kernel/core/log.c '#include <kernel/vm/space.h>'
breaks 'drivers are strangers' 'rooms of equal rank are strangers' \
	kernel/drivers/virtio_blk/blk.c '#include <kernel/drivers/uart/uart.h>'
breaks 'machines are strangers' 'rooms of equal rank are strangers' \
	kernel/arch/x86_64/cpu.c '#include <kernel/arch/aarch64/walk.h>'
breaks 'portable code does not see a machine' 'a room includes rooms of lower rank only' \
	kernel/core/log.c '#include <kernel/core/log.h>' '#include <kernel/arch/shared/walk.h>'
breaks 'the contract does not see core' 'a room includes rooms of lower rank only' \
	kernel/arch/cpu.h '#include <kernel/core/log.h>'
breaks 'lib does not see the kernel' 'of other houses a room sees only abi and lib' \
	lib/base/fmt.c '#include <lib/base/fmt.h>' '#include <kernel/core/log.h>'
breaks 'abi does not see lib' 'a room includes rooms of lower rank only' \
	abi/disk/thing.h '#include <lib/base/fmt.h>'
breaks 'the loader does not see the kernel' 'of other houses a room sees only abi and lib' \
	boot/uefi/main.c '#include <kernel/core/log.h>'
breaks 'the runner does not see the loader' 'of other houses a room sees only abi and lib' \
	runner/run.c '#include <boot/core/load.h>'
breaks 'the loader core does not see front ends' 'a room includes rooms of lower rank only' \
	boot/core/load.h '#include <boot/pvh/pvh.h>'
breaks 'front ends are strangers' 'rooms of equal rank are strangers' \
	boot/uefi/main.c '#include <boot/pvh/pvh.h>'
breaks 'arch/user.h is sealed' 'it is sealed: for vm/usercopy.c alone' \
	kernel/linux/stat.c '#include <kernel/arch/user.h>'
breaks 'abi/linux/wire is sealed' 'it is sealed: for kernel/linux' \
	kernel/core/log.c '#include <kernel/core/log.h>' '#include <abi/linux/wire/stat.h>'
breaks 'lwIP is sealed' 'it is sealed: for kernel/net' \
	kernel/linux/stat.c '#include <lwip/tcp.h>'
breaks 'a _priv.h stays in its folder' 'a _priv.h stays in its folder' \
	kernel/main.c '#include <kernel/arch/x86_64/gate_priv.h>'
breaks 'a quoted include stays in its folder' 'a quoted include stays in its folder' \
	kernel/main.c '#include "core/log.h"'
breaks 'libfdt is sealed' 'it is sealed: for lib/format/fdt_tree.c' \
	kernel/main.c '#include <libfdt.h>'
breaks 'the kernel has no libc' 'may not include <stdio.h>: freestanding code has no libc' \
	kernel/main.c '#include <stdio.h>'
breaks 'the own header comes first' "expected the file's own header lib/base/fmt.h" \
	lib/base/fmt.c '#include <stddef.h>' '#include <lib/base/fmt.h>'
breaks 'no asm statement in portable code' 'kernel/main.c:2: assembly: an asm statement' \
	kernel/main.c 'void stop(void) { __asm__("hlt"); }'
breaks 'no asm statement in a macro either' 'kernel/core/log.h:3: assembly: an asm statement' \
	kernel/core/log.h '#define STOP() \' '	asm("hlt")'
breaks 'no file of assembly in portable code' 'a file of assembly, which belongs under arch' \
	kernel/core/fast.S '.globl fast'
breaks 'no extern in a .c file' 'kernel/main.c:2: extern: extern in a .c file' \
	kernel/main.c 'extern int level;'
breaks 'no code in abi' 'code in abi' abi/disk/thing.c 'int x;'
breaks 'every source is listed' 'kernel/core/new.c:1: listed: no list of a Makefile names' \
	kernel/core/new.c 'int x;'
breaks 'a variable in a list is not a folder more' 'listed: no list of a Makefile names' \
	kernel/linux/more/stat.c 'int x;'
new_house
write boot/uefi/uefi.h '#include <boot/core/load.h>'
write boot/uefi/arch/x86_64.c '#include <boot/uefi/uefi.h>' 'void f(void) { asm("hlt"); }'
write boot/uefi/main.c '#include <boot/uefi/arch/arch.h>'
echo 'LIST += boot/uefi/arch/x86_64.c' >>"$scratch/house/Makefile"
passes 'the machines of a front end are in its room' look
new_house
write boot/direct/direct_priv.h '#include <boot/core/load.h>'
write boot/direct/riscv64/start.S '#include <boot/direct/direct_priv.h>'
echo 'LIST += boot/direct/riscv64/start.S' >>"$scratch/house/Makefile"
passes 'a _priv.h serves the folders below, too' look
new_house
write tests/boot/probe/probe.h '#include <lib/base/fmt.h>'
write tests/boot/probe/x86_64/entry.S '#include <tests/boot/probe/probe.h>'
echo 'LIST += tests/boot/probe/x86_64/entry.S' >>"$scratch/house/Makefile"
passes 'the probe kernel has machines of its own' look
new_house
write docs/tour/show.c '#include <kernel/core/log.h>' 'extern int x; void f(void) { asm("hlt"); }'
passes 'an example may look everywhere' look
breaks 'every file has a room' 'the file belongs to no room' kernel/attic/old.c 'int x;'
breaks 'an include of no room' 'kernel/attic/old.h belongs to no room' \
	kernel/main.c '#include <kernel/attic/old.h>'

nothing() {
	"$layers" </dev/null
	[ $? = 2 ]
}
passes 'an empty list of files is an error' nothing
tap_done
