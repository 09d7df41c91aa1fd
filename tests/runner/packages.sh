#!/bin/sh
# What ./lintel does about packages. dpkg-query, apt-get and id are stubs here, first in PATH, which
# write down that they were called; nothing is installed.
set -u
. tests/runner/lib.sh
unset LINTEL_INSTALL # whatever the caller wants of real packages

bin=$scratch/bin
mkdir "$bin"

# stub NAME: a program that reads its text from standard input.
stub() {
	cat >"$bin/$1"
	chmod +x "$bin/$1"
}

# A dpkg-query that knows every package it is asked for, except those named in $scratch/missing.
stub dpkg-query <<EOF2
#!/bin/sh
echo "\$@" >>"$scratch/asked"
shift 3
for package; do
	grep -qx "\$package" "$scratch/missing" || echo "\$package installed 99:1"
done
EOF2
stub apt-get <<EOF2
#!/bin/sh
echo "apt-get \$*" >>"$scratch/called"
case \$1 in install) cp /dev/null "$scratch/missing" ;; esac
exit \$(cat "$scratch/apt-status")
EOF2
echo 0 >"$scratch/apt-status"
stub id <<EOF2
#!/bin/sh
cat "$scratch/uid"
EOF2
echo 0 >"$scratch/uid"

lintel() {
	env PATH="$bin:$PATH" ./lintel "$@"
}

# asks_for WORD yes|no: was dpkg-query asked for the package?
asks_for() {
	echo "expected a question for $1: $2" >"$scratch/output"
	if grep -qw -e "$1" "$scratch/asked"; then found=yes; else found=no; fi
	[ "$found" = "$2" ]
	point $? "a question for $1: $2"
}

: >"$scratch/missing"
expect 0 'lintel COMMAND' lintel help
asks_for clang-19 yes
asks_for qemu-system-x86 no

: >"$scratch/asked"
expect 2 'unknown option --none' lintel run --none
asks_for qemu-system-x86 yes
asks_for qemu-system-arm no
asks_for qemu-system-misc no
asks_for ovmf no
asks_for qemu-system-gui no

: >"$scratch/asked"
expect 2 'unknown option --none' lintel run --arch=aarch64 --boot uefi --none
asks_for qemu-system-arm yes
asks_for qemu-efi-aarch64 yes
asks_for mtools yes
asks_for qemu-system-x86 no
asks_for ovmf no

: >"$scratch/asked"
expect 2 'no test' lintel test no-such-test
for package in qemu-system-x86 qemu-system-arm qemu-system-misc ovmf qemu-efi-aarch64 mtools \
	libcmocka-dev; do
	asks_for "$package" yes
done

# Forbidden to install: the list, and nothing was called.
echo qemu-system-x86 >"$scratch/missing"
: >"$scratch/called"
expect 125 'these Debian packages are missing: qemu-system-x86' \
	env LINTEL_INSTALL=no PATH="$bin:$PATH" ./lintel run --none
expect 125 'apt-get install qemu-system-x86' \
	env LINTEL_INSTALL=no PATH="$bin:$PATH" ./lintel run --none
[ ! -s "$scratch/called" ]
point $? 'LINTEL_INSTALL=no calls no apt-get'

# Missing and installed as root: then the command goes on.
expect 2 'unknown option --none' lintel run --none
grep -q '^apt-get install .*qemu-system-x86' "$scratch/called"
point $? 'a missing package is installed'

# A version that is too old counts as missing.
stub dpkg-query <<EOF2
#!/bin/sh
shift 3
for package; do echo "\$package installed 0.1"; done
EOF2
expect 125 'missing: make ' env LINTEL_INSTALL=no PATH="$bin:$PATH" ./lintel help
stub dpkg-query <<EOF2
#!/bin/sh
shift 3
for package; do grep -qx "\$package" "$scratch/missing" || echo "\$package installed 99:1"; done
EOF2

# apt fails: status 125, its messages and a word about them.
echo qemu-system-x86 >"$scratch/missing"
echo 100 >"$scratch/apt-status"
expect 125 'apt could not install them' lintel run --none
echo 0 >"$scratch/apt-status"

# Neither root nor sudo: what root would have to do.
echo qemu-system-x86 >"$scratch/missing"
echo 1000 >"$scratch/uid"
for tool in sh env readlink cut sed head tr cat grep cp dpkg; do
	ln -sf "$(command -v "$tool")" "$bin/$tool"
done
expect 125 'as root do: apt-get install qemu-system-x86' env PATH="$bin" ./lintel run --none

# Not root, but nothing is missing: nobody asks for rights.
: >"$scratch/missing"
: >"$scratch/called"
expect 0 'lintel COMMAND' lintel help
[ ! -s "$scratch/called" ]
point $? 'nothing missing: no apt-get'

finish
