#!/bin/sh
# The README's promise, tried for real: in a bare Debian 12 a clean clone of the last commit, both commands of the first
# screen with no step between, the first printing what the README says.
#
# usage: tests/clean_machine.sh [FOLDER]
#   FOLDER: where to put the Debian (by default a fresh temporary folder); it is removed at the end.
# Needs root, debootstrap and git; without them it says so and exits with 77, which CTest counts as skipped.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

skip() { echo "SKIPPED: $*"; exit 77; }
[ "$(id -u)" = 0 ] || skip "making a bare Debian needs root"
for tool in debootstrap git chroot; do
  command -v "$tool" >/dev/null || skip "there is no $tool"
done

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

bare=$(mktemp -d "${1:-${TMPDIR:-/tmp}/adc-clean-machine}-XXXXXX")
chmod 755 "$bare"
leave() {
  umount "$bare/proc" 2>/dev/null || true
  rm -rf --one-file-system "$bare"
}
trap leave EXIT
trap 'exit 1' INT TERM

# The mirror that this machine uses for Debian 12, and how it reaches it; else Debian's own.
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(ORIGIN)' 'Created-By: Packages' 2>/dev/null |
  sed -n 's/^\([^ ]*\) bookworm Debian$/\1/p' | head -n 1)
echo "== a bare Debian 12"
debootstrap --variant=minbase bookworm "$bare" "${mirror:-http://deb.debian.org/debian}" >"$bare.log" 2>&1 ||
  { tail -n 20 "$bare.log"; rm -f "$bare.log"; exit 1; }
rm -f "$bare.log"
apt-config dump Acquire | grep -E '^Acquire::(Check-|https?::|Retries)' >"$bare/etc/apt/apt.conf.d/99machine" || true
for file in /etc/resolv.conf /etc/hosts; do
  [ ! -e "$file" ] || cat "$file" >"$bare$file"
done
mount -t proc proc "$bare/proc"

echo "== a clean clone of $(git -C "$root" log -1 --format='%h %s')"
git -c advice.detachedHead=false clone --quiet --no-hardlinks "file://$root" "$bare/adc"

# Not even the environment of this machine goes in.
inside() {
  chroot "$bare" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c "cd /adc && $1"
}

echo "== $first"
start=$(date +%s)
printed=$(inside "$first")
echo "$printed"
if [ "$printed" != "$expected" ]; then
  echo "the README says that it prints:"
  echo "$expected"
  exit 1
fi
echo "   ($(($(date +%s) - start)) s)"

echo "== $second"
start=$(date +%s)
inside "$second"
echo "   ($(($(date +%s) - start)) s)"
