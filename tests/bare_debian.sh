# Sourced by what tries adc in a bare Debian 12: `make_bare FOLDER` makes one, which goes when the script ends, in $bare;
# `inside COMMAND` runs a command there, with nothing of this machine's environment.
skip() { echo "SKIPPED: $*"; exit 77; }

# needs TOOL…: skips, which CTest counts as such, without root or one of these tools.
needs() {
  [ "$(id -u)" = 0 ] || skip "making a bare Debian needs root"
  for tool in debootstrap chroot "$@"; do
    command -v "$tool" >/dev/null || skip "there is no $tool"
  done
}

leave() {
  umount "$bare/proc" 2>/dev/null || true
  rm -rf --one-file-system "$bare"
}

make_bare() {
  bare=$(mktemp -d "$1-XXXXXX")
  chmod 755 "$bare"
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
}

inside() {
  chroot "$bare" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c "$1"
}
