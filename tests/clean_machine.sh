#!/bin/sh
# The README's promise, tried for real: in a bare Debian 12 a clean clone of the last commit, both commands of the first
# screen with no step between, the first printing what the README says.
#
# usage: tests/clean_machine.sh [FOLDER]
#   FOLDER: where to put the Debian (by default a fresh temporary folder); it is removed at the end.
# Needs root, debootstrap and git; without them it says so and exits with 77, which CTest counts as skipped.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

. "$root/tests/bare_debian.sh"
needs git

# block N LANGUAGE: the lines of the README's Nth fenced block of that language.
block() {
  awk -v n="$1" -v fence="\`\`\`$2" '
    inside && /^```/ { exit }
    inside { print }
    !inside && !other && $0 == fence && ++count == n { inside = 1; next }
    !inside && /^```/ { other = !other }' "$root/README.md"
}
commands=$(block 1 sh)
expected=$(block 1 '')
first=$(echo "$commands" | sed -n 1p)
second=$(echo "$commands" | sed -n 2p)
[ "$(echo "$commands" | wc -l)" = 2 ] || { echo "the README's first screen has not two commands:"; echo "$commands"; exit 1; }

make_bare "${1:-${TMPDIR:-/tmp}/adc-clean-machine}"

echo "== a clean clone of $(git -C "$root" log -1 --format='%h %s')"
git -c advice.detachedHead=false clone --quiet --no-hardlinks "file://$root" "$bare/adc"

echo "== $first"
start=$(date +%s)
printed=$(inside "cd /adc && $first")
echo "$printed"
if [ "$printed" != "$expected" ]; then
  echo "the README says that it prints:"
  echo "$expected"
  exit 1
fi
echo "   ($(($(date +%s) - start)) s)"

echo "== $second"
start=$(date +%s)
inside "cd /adc && $second"
echo "   ($(($(date +%s) - start)) s)"
