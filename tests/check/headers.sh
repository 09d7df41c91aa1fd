#!/bin/sh
# tools/check/headers on headers that compile alone and headers that do not.
set -u
. tests/check/tap.sh

headers=$(pwd)/tools/check/headers

# write PATH LINE...
write() {
	mkdir -p "$scratch/tree/$(dirname "$1")"
	path=$1
	shift
	printf '%s\n' "$@" >"$scratch/tree/$path"
}

look() {
	(cd "$scratch/tree" && find . -name '*.h' | sed 's,^\./,,' | sort | "$headers")
}

write lib/a.h '#include <stdint.h>' 'static inline uint32_t a(void) { return 1; }'
write kernel/b.h '#include <lib/a.h>' 'uint32_t b(void);'
write kernel/arch/aarch64/c.h '#ifndef __aarch64__' '#error machine' '#endif'
write boot/arch/riscv64/d.h '#ifndef __riscv' '#error machine' '#endif'
write kernel/arch/loongarch64/d.h '#ifndef __loongarch__' '#error machine' '#endif'
write kernel/arch/x86_64/d.h '#ifndef __x86_64__' '#error machine' '#endif'
write tools/e.h '#include <stdio.h>' 'void e(FILE *file);'
passes 'headers of every kind' look

write kernel/f.h 'uint32_t f(void);'
fails 'a header that needs another first' "unknown type name 'uint32_t'" look
fails 'it is counted' 'headers: 1 of 8 do not compile alone' look
write kernel/f.h '#include <stdio.h>'
fails 'a freestanding header that needs libc' "'stdio.h' file not found" look
write kernel/f.h '#ifndef __aarch64__' '#error machine' '#endif'
fails 'a header of another machine' 'error: machine' look
write kernel/f.h 'void f();'
fails 'a warning' 'a function declaration without a prototype' look

nothing() {
	"$headers" </dev/null
	[ $? = 2 ]
}
passes 'an empty list of headers is an error' nothing
tap_done
