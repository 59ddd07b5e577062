#!/bin/sh
# The Debian packages, tried for real: made by ./dev package, installed alone in a bare Debian 12, where the program, its
# native code and Python run without a compiler; then programs in C and C++ are built against them, by pkg-config and by
# find_package. The archive runs where it is unpacked.
#
# usage: tests/packages.sh [FOLDER]
#   FOLDER: where to put the Debian (by default a fresh temporary folder); it is removed at the end.
# ADC_PACKAGES=FOLDER says where packages are that have been made already.
# Needs root and debootstrap; without them it says so and exits with 77, which CTest counts as skipped.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/tests/bare_debian.sh"
needs dpkg-deb

# expect WHAT TEXT: fails unless the text is in what was printed.
expect() {
  case $2 in *"$1"*) ;; *) echo "expected $1, got:"; echo "$2"; exit 1 ;; esac
}

packages=${ADC_PACKAGES-}
if [ -z "$packages" ]; then
  echo "== the packages"
  "$root/dev" package
  packages=$root/build/packages
fi

make_bare "${1:-${TMPDIR:-/tmp}/adc-packages}"
mkdir "$bare/packages"
cp "$packages"/*.deb "$packages"/*.tar.gz "$bare/packages"
cp -r "$root/examples" "$bare/examples"

echo "== only the packages"
inside 'apt-get -qq update && apt-get -qq -y install --no-install-recommends /packages/*.deb' >"$bare/log" 2>&1 ||
  { tail -n 20 "$bare/log"; exit 1; }
for tool in g++ gcc cc clang ld cmake; do
  ! inside "command -v $tool" || { echo "$tool came with the packages"; exit 1; }
done
right='0.5424849757140324'
slope='-3.33414641414497'
expect "$slope" "$(inside "adc eval 'cos(sin(x²)+3x²)' x=0.5 --grad")"
expect "$slope" "$(inside "adc eval 'cos(sin(x²)+3x²)' x=0.5 --grad --tier native")"
expect 'exact  ' "$(inside "adc check 'cos(sin(x²)+3x²)' x=0.5")"
expect "$right" "$(inside "python3 -c 'import adc; f = adc.compile(\"cos(sin(x²)+3x²)\"); print(f(0.5), f.grad(0.5))'")"
for page in adc adc-eval adc-repl; do
  inside "test -s /usr/share/man/man1/$page.1.gz || test -s /usr/share/man/man1/$page.1" || { echo "there is no page $page"; exit 1; }
done
for file in bash-completion/completions/adc zsh/vendor-completions/_adc fish/vendor_completions.d/adc.fish \
  doc/adc/tutorial.md doc/adc/copyright doc/libadc0/copyright doc/libadc-dev/copyright doc/python3-adc/copyright; do
  inside "test -s /usr/share/$file" || { echo "there is no /usr/share/$file"; exit 1; }
done

echo "== the archive, elsewhere"
inside 'dpkg --purge adc libadc-dev python3-adc libadc0-check libadc0 >/dev/null && mkdir /else && tar -C /else -xzf /packages/*.tar.gz'
expect "$slope" "$(inside "/else/*/bin/adc eval 'cos(sin(x²)+3x²)' x=0.5 --grad --tier native")"

echo "== programs built against the packages"
inside 'apt-get -qq -y install --no-install-recommends g++ cmake ninja-build pkg-config /packages/libadc*.deb' >"$bare/log" 2>&1 ||
  { tail -n 20 "$bare/log"; exit 1; }
expect 'f = 24.2000' "$(inside 'cc -std=c99 /examples/c/main.c -o /c $(pkg-config --cflags --libs adc) && /c')"
for example in c gradient; do
  inside "cmake -G Ninja -S /examples/$example -B /build-$example && cmake --build /build-$example" >"$bare/log" 2>&1 ||
    { tail -n 20 "$bare/log"; exit 1; }
done
expect 'f = 24.2000' "$(inside /build-c/formulas)"
expect 'f = 0.000000 at x = 1.000000 y = 1.000000' "$(inside /build-gradient/gradient)"
