#!/bin/sh
# The command works from every folder, in a path with spaces, without HOME, with an empty
# environment and as a user without rights. A copy of the tree stands in the scratch folder; its
# build/ is its own, and what is expensive to build is taken from here.
set -u
. tests/runner/lib.sh

here=$(pwd)
copy="$scratch/a b'c/lintel"
mkdir -p "$copy/build"
git ls-files -z --cached --others --exclude-standard |
	tar --create --null --files-from=- --file=- | tar -x -C "$copy" -f -
cp -a build/host build/x86_64 "$copy/build/"
cp -a build/font.c build/font.psf build/fetch "$copy/build/" 2>/dev/null

hello='Hello World! This is Lintel'

# from FOLDER COMMAND...: runs it there.
from() {
	(cd "$1" && shift && "$@")
}

expect 0 'lintel COMMAND' from / "$here/lintel" help
expect 0 "$hello" from / "$copy/lintel" run --timeout 100
expect 0 "$hello" from "$copy" ./lintel run --timeout 100
expect 0 "$hello" from "$copy/build" ../lintel run --timeout 100
expect 0 "$hello" from "$copy" sh lintel run --timeout 100
expect 0 "$hello" env -i "$copy/lintel" run --timeout 100
expect 0 "$hello" env HOME= "$copy/lintel" run --timeout 100
expect 0 "$hello" env -u HOME "$copy/lintel" run --timeout 100
expect 0 "$hello" env MAKEFLAGS=-n CDPATH=/ "$copy/lintel" run --timeout 100

ln -s "$copy/lintel" "$scratch/link"
expect 0 "$hello" from / "$scratch/link" run --timeout 100

# Files are relative to the caller's folder.
mkdir "$scratch/out put"
expect 0 '' from "$scratch/out put" "$copy/lintel" run --timeout 100 --log my.log
grep -qF "$hello" "$scratch/out put/my.log"
point $? "the log stands in the caller's folder"
expect 125 'could not write the log to' from / "$copy/lintel" run --log "$scratch/none/x.log"

# What --print shows is a command for a shell, wherever it is typed.
"$copy/lintel" run --print >"$scratch/command" </dev/null
# (QEMU itself ends with 1: a byte n that the kernel writes to its exit port becomes 2n+1.)
expect 1 "$hello" from / timeout 100 sh "$scratch/command"
expect 0 "cd '$scratch/a b'\\''c/lintel' && qemu-system-x86_64" "$copy/lintel" run --print

# Without rights: the tree is readable, its build folder is the user's.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	chmod 755 "$scratch" "$scratch/a b'c"
	chown -R nobody "$copy/build"
	expect 0 "$hello" setpriv --reuid=nobody --regid=nogroup --clear-groups \
		"$copy/lintel" run --timeout 100
fi

# Nothing is left behind but what is meant to stay.
found=0
ls -d "$copy"/build/run.* >"$scratch/output" 2>&1 && found=1
point $found 'no work folder is left'

finish
