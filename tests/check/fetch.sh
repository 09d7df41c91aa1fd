#!/bin/sh
# tools/fetch/fetch against an archive of its own, in a folder with a blank in its name and without
# a network: packages made here, behind a folder that stands for /etc/apt.
set -u
. tests/check/tap.sh

top="$scratch/a project"
archive=$scratch/archive
HOST_APT=$scratch/etc
export HOST_APT
mkdir -p "$top/tools/fetch" "$top/config" "$archive" "$HOST_APT/sources.list.d"
cp tools/fetch/fetch "$top/tools/fetch/"
cat >"$HOST_APT/sources.list.d/here.sources" <<END
Types: deb
URIs: file:$archive
Suites: ./
Trusted: yes
END

sum() {
	sha256sum <"$1" | cut -d ' ' -f 1
}

size() {
	wc -c <"$1" | tr -d ' '
}

# deb VERSION: a binary package with one file, and the archive's index of it.
deb() {
	rm -rf "$scratch/deb" "$archive"/*.deb
	mkdir -p "$scratch/deb/DEBIAN" "$scratch/deb/usr/share/lamp"
	echo "light $1" >"$scratch/deb/usr/share/lamp/light.txt"
	printf '%s\n' 'Package: lamp' "Version: $1" 'Architecture: all' \
		'Maintainer: Nobody <nobody@localhost>' 'Description: a lamp' \
		>"$scratch/deb/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$scratch/deb" "$archive/lamp_all.deb" >/dev/null
	{
		cat "$scratch/deb/DEBIAN/control"
		printf '%s\n' 'Filename: ./lamp_all.deb' "Size: $(size "$archive/lamp_all.deb")" \
			"SHA256: $(sum "$archive/lamp_all.deb")"
	} >"$archive/Packages"
}

# A native source package, its description and the archive's index of it.
source_package() {
	mkdir -p "$scratch/oil-1/src/debian/source"
	echo 'int oil;' >"$scratch/oil-1/src/oil.c"
	echo '3.0 (native)' >"$scratch/oil-1/src/debian/source/format"
	echo 'oil (1) unstable; urgency=low' >"$scratch/oil-1/src/debian/changelog"
	tar -C "$scratch/oil-1" -czf "$archive/oil_1.tar.gz" src
	{
		printf '%s\n' 'Format: 3.0 (native)' 'Source: oil' 'Binary: oil' \
			'Architecture: all' 'Version: 1' 'Maintainer: Nobody <nobody@localhost>' \
			'Checksums-Sha256:'
		echo " $(sum "$archive/oil_1.tar.gz") $(size "$archive/oil_1.tar.gz") oil_1.tar.gz"
		printf '%s\n' 'Files:'
		echo " $(md5sum <"$archive/oil_1.tar.gz" | cut -d ' ' -f 1)" \
			"$(size "$archive/oil_1.tar.gz") oil_1.tar.gz"
	} >"$archive/oil_1.dsc"
	{
		printf '%s\n' 'Package: oil' 'Binary: oil' 'Version: 1' \
			'Maintainer: Nobody <nobody@localhost>' 'Architecture: all' \
			'Format: 3.0 (native)' 'Directory: .' 'Checksums-Sha256:'
		for file in oil_1.dsc oil_1.tar.gz; do
			echo " $(sum "$archive/$file") $(size "$archive/$file") $file"
		done
	} >"$archive/Sources"
}

# pin LINE: the only line of config/sources.txt.
pin() {
	echo "$1" >"$top/config/sources.txt"
}

pin_deb() {
	pin "deb lamp $1 $(sum "$archive/lamp_all.deb") usr/share/lamp/light.txt"
}

fetch() {
	"$top/tools/fetch/fetch" "$@"
}

# fetches DIR KIND NAME: it succeeds and prints exactly DIR.
fetches() {
	want=$1
	shift
	found=$(fetch "$@") && echo "$found" && [ "$found" = "$want" ]
}

has() {
	grep -qx "$2" "$top/build/fetch/$1"
}

# What failed leaves nothing that could be taken for a package.
leaves_nothing() {
	[ -z "$(ls -A "$top/build/fetch")" ]
}

forget() {
	rm -rf "$top/build"
}

deb 1.5-2
pin_deb 1.5-2
passes 'a binary package' fetches build/fetch/lamp-1.5-2 deb lamp
passes 'it is unpacked' has lamp-1.5-2/usr/share/lamp/light.txt 'light 1.5-2'
mv "$archive" "$archive.away"
passes 'a second time needs no archive' fetches build/fetch/lamp-1.5-2 deb lamp
mv "$archive.away" "$archive"

forget
deb 2:1.6
pin_deb 2:1.6
passes 'a version with an epoch makes no colon' fetches build/fetch/lamp-2_1.6 deb lamp
deb 1.7
pin_deb 1.7
passes 'a new pin finds the new version' fetches build/fetch/lamp-1.7 deb lamp

forget
pin_deb 1.6
fails 'a version that is gone' \
	'lamp: expected version 1.6 (config/sources.txt), but apt offers: 1.7' fetch deb lamp
passes 'it leaves nothing' leaves_nothing
pin "deb lamp 1.7 $(echo x | sha256sum | cut -d ' ' -f 1) usr/share/lamp/light.txt"
fails 'a wrong sum' 'lamp 1.7: expected SHA-256' fetch deb lamp
passes 'it leaves nothing either' leaves_nothing
pin "deb lamp 1.7 $(sum "$archive/lamp_all.deb") usr/share/lamp/dark.txt"
fails 'a file that is missing' 'expected the file usr/share/lamp/dark.txt in it' fetch deb lamp
pin "deb torch 1 0 light.txt"
fails 'a package that nobody has' 'apt knows no such package' fetch deb torch
fails 'a package without a pin' "expected a line 'deb candle VERSION" fetch deb candle

forget
{
	echo "deb lamp 1.9 0 usr/share/lamp/light.txt"
	echo "deb lamp 1.7 $(sum "$archive/lamp_all.deb") usr/share/lamp/light.txt"
	echo "deb lamp 1.8 0 usr/share/lamp/light.txt"
} >"$top/config/sources.txt"
passes 'of several pins the one that is offered' fetches build/fetch/lamp-1.7 deb lamp
passes 'of several pins the one that is unpacked' fetches build/fetch/lamp-1.7 deb lamp

forget
pin_deb 1.7
mv "$archive" "$archive.away"
fails 'no archive' 'is there a network?' fetch deb lamp
mv "$archive.away" "$archive"

if command -v dpkg-source >/dev/null; then
	source_package
	pin "source oil 1 $(sum "$archive/oil_1.dsc") oil.c"
	passes 'a source package' fetches build/fetch/oil-1 source oil
	passes 'its files are there' has oil-1/oil.c 'int oil;'
	forget
	pin "source oil 1 $(sum "$archive/oil_1.tar.gz") oil.c"
	fails 'a source package with a wrong sum' 'oil 1: expected SHA-256' fetch source oil
else
	tap_skip 'source packages' 'dpkg-source is missing (package dpkg-dev)'
fi

wrong_use() {
	fetch "$@"
	[ $? = 2 ]
}
passes 'an unknown kind' wrong_use rpm lamp
passes 'no name' wrong_use deb
tap_done
