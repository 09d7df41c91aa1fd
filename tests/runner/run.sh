#!/bin/sh
# How a run ends is its exit status: the guest's own, 124, 125; what the kernel said is where it was
# asked to be.
set -u
. tests/runner/lib.sh

hello='Hello World! This is Lintel'

expect 0 "$hello" ./lintel run --timeout 100
expect 0 'power: off status=0' ./lintel run --timeout 100
expect 1 'power: off status=1' ./lintel run --timeout 100 --cmdline selftest=no-test-has-this-name
expect 125 'the kernel panicked' ./lintel run --timeout 100 --cmdline provoke=panic
expect 125 'panic: asked for on the command line' \
	./lintel run --timeout 100 --cmdline provoke=panic --log "$scratch/log"
expect 124 'the machine was stopped after 3 seconds' \
	./lintel run --timeout 3 --cmdline end=stay
expect 125 'before the kernel powered off' ./lintel run --timeout 100 --qemu -no-such-option
expect 0 "$hello" ./lintel run --timeout 100 --log -

# With --log FILE a good run is silent.
./lintel run --timeout 100 --log "$scratch/log" >"$scratch/output" 2>&1 </dev/null
[ ! -s "$scratch/output" ]
point $? 'a good run with --log FILE prints nothing'
grep -qF "$hello" "$scratch/log"
point $? 'the log has it'

# Nobody reads any more: the machine ends, too, as every program in a pipe does (SIGPIPE, 141).
{
	timeout 100 ./lintel run --cmdline end=stay </dev/null 2>"$scratch/output"
	echo $? >"$scratch/status"
} | head -n 1 >/dev/null
cat "$scratch/status" >>"$scratch/output"
[ "$(cat "$scratch/status")" = 141 ]
point $? 'the machine ends when nobody reads its output'

# A picture of the screen.
expect 0 "$hello" ./lintel run --timeout 200 --boot bios --screenshot "$scratch/s.png"
head -c 8 "$scratch/s.png" 2>/dev/null | od -An -tx1 >"$scratch/output"
grep -q '89 50 4e 47 0d 0a 1a 0a' "$scratch/output"
point $? '--screenshot writes a PNG'

# A second run with nothing changed compiles, links and writes nothing.
mkdir "$scratch/bin"
for tool in clang-19 ld.lld-19 lld-link-19 llvm-objcopy-19; do
	printf '#!/bin/sh\necho %s >>"%s"\nexit 1\n' "$tool" "$scratch/called" >"$scratch/bin/$tool"
	chmod +x "$scratch/bin/$tool"
done
: >"$scratch/called"
expect 0 'qemu-system-x86_64' env PATH="$scratch/bin:$PATH" ./lintel run --print
cp "$scratch/called" "$scratch/output"
[ ! -s "$scratch/called" ]
point $? 'nothing changed: no compiler and no linker is called'

finish
