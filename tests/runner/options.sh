#!/bin/sh
# Wrong use is answered with status 2 and the nearest right use; help comes from the same tables.
set -u
. tests/runner/lib.sh

expect 0 'boots Lintel in QEMU' ./lintel
expect 0 'boots Lintel in QEMU' ./lintel help
expect 0 'boots Lintel in QEMU' ./lintel --help
expect 0 '--screenshot FILE.png' ./lintel help run
expect 0 '--screenshot FILE.png' ./lintel run --help
expect 0 '--limine DIR' ./lintel image -h

expect 2 'unknown command rnu: did you mean lintel run?' ./lintel rnu
expect 2 'unknown command frobnicate: lintel help lists the commands' ./lintel frobnicate
expect 2 'unknown command bundel' ./lintel help bundel
expect 2 'unknown option --mem: did you mean --memory?' ./lintel run --mem 3
expect 2 'unknown option --memroy: did you mean --memory?' ./lintel run --memroy=3
expect 2 'unknown option --zzz: lintel help run lists the options' ./lintel run --zzz
expect 2 'unknown option -x' ./lintel clean -x
expect 2 'unknown option --memory' ./lintel image --memory 1G
expect 2 "run takes options only, found 'now'" ./lintel run now
expect 2 "test takes no more words, found 'b'" ./lintel test a b
expect 2 '--timeout needs a value: --timeout S' ./lintel run --timeout
expect 2 "--print takes no value, found 'yes'" ./lintel run --print=yes

names='x86_64, aarch64, riscv64, loongarch64'
expect 2 "--arch takes one of $names, found 'x86': did you mean x86_64?" ./lintel run --arch x86
expect 2 "--boot takes one of direct, bios, uefi, found 'grub'" ./lintel run --boot grub
expect 2 "--cpus takes a number from 1 to 255, found '0'" ./lintel run --cpus 0
expect 2 "--cpus takes a number from 1 to 255, found '256'" ./lintel run --cpus 256
expect 2 "--cpus takes a number from 1 to 255, found '-1'" ./lintel run --cpus -1
expect 2 "--cpus takes a number from 1 to 255, found '99999999999999999999'" \
	./lintel run --cpus 99999999999999999999
expect 2 "found '12Q'" ./lintel run --memory=12Q
expect 2 "found '15M'" ./lintel run --memory=15M
expect 2 "found '99999999999T'" ./lintel run --memory=99999999999T
expect 2 "--memory takes a multiple of 1M, found '20000001'" ./lintel run --memory=20000001
expect 2 '--screenshot takes the name of a file' ./lintel run --screenshot ''

expect 2 '--boot bios exists on x86_64 only' ./lintel run --arch riscv64 --boot bios
expect 2 '--boot uefi is there for x86_64 and aarch64' ./lintel run --arch riscv64 --boot uefi
expect 2 '--machine chooses a PC, found --arch aarch64' ./lintel run --arch aarch64 --machine pc
expect 2 'microvm has no BIOS or UEFI' ./lintel run --machine microvm --boot uefi
expect 2 'microvm has no screen' ./lintel run --machine microvm --screenshot "$scratch/s.png"
expect 2 '--icount works with one processor' ./lintel run --icount --cpus 2
expect 2 'image needs a file to write' ./lintel image
expect 2 'an image is for x86_64 or aarch64' ./lintel image --arch riscv64 -o "$scratch/d.img"
expect 2 "no test's name matches 'no-such-test'" ./lintel test no-such-test
expect 0 'boot/x86_64-direct' ./lintel test --list

finish
