#!/bin/sh
# A fuzz target that finds something fails its test. libFuzzer ends with 77 then, which means
# "skipped" for every other test, unless it is told another status: here stands one that has found
# something at once. A copy of the tree with this one test more is asked.
set -u
. tests/runner/lib.sh

copy=$scratch/lintel
mkdir -p "$copy/build"
git ls-files -z --cached --others --exclude-standard |
	tar --create --null --files-from=- --file=- | tar -x -C "$copy" -f -
cp -a build/host build/font.c build/font.psf "$copy/build/"
cat >"$scratch/finding" <<'EOF'
#!/bin/sh
for word in "$@"; do
	case $word in -error_exitcode=*) exit "${word#*=}" ;; esac
done
exit 77
EOF
chmod 755 "$scratch/finding"
echo "fuzz/finding 60 s fuzz $scratch/finding" >>"$copy/tests/list.txt"

expect 1 '0 passed, 1 failed' "$copy/lintel" test fuzz/finding
finish
