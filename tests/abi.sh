#!/bin/sh
# What programs that were built against a release rely on: the names that the libraries export, and the sizes of the
# classes in public headers. Compared with those of the last release (packaging/abi); says what has come, and fails where
# something is gone or has another size, which docs/versions.md lets only another minor version do.
#
# usage: tests/abi.sh BUILD COMPILER [bless]
#   BUILD: the build folder. COMPILER: g++, which can say how classes are laid out. bless: keep what there is now.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=$1
compiler=$2
kept=$root/packaging/abi/adc.txt
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

version() { sed -n 's/^#define ADC_VERSION_\(MAJOR\|MINOR\) \([0-9]*\)$/\2/p' "$root/include/adc/version.h" | paste -s -d .; }

# "name LIBRARY SYMBOL" and "class NAME SIZE ALIGNMENT", a line each.
list() {
  for library in libadc libadc-explain libadc-plot libadc-session libadc-train; do
    nm -D --defined-only --format=just-symbols "$build/$library.so" | sed "s/^/name $library /"
  done
  printf '#include <adc/adc.hpp>\n#include <adc/derivation.hpp>\n#include <adc/explain.hpp>\n#include <adc/plot.hpp>\n#include <adc/series.hpp>\n#include <adc/session.hpp>\n#include <adc/sparse.hpp>\n#include <adc/taylor.hpp>\n#include <adc/train.hpp>\n' >"$work/all.cpp"
  "$compiler" -std=c++20 "-I$root/include" -fsyntax-only "-fdump-lang-class=$work/classes" "$work/all.cpp"
  awk '/^Class adc::/ { name = $2; for (i = 3; i <= NF; ++i) name = name " " $i }
       /^   size=/ && name { sub("size=", "", $1); sub("align=", "", $2); print "class " name, $1, $2; name = "" }' "$work/classes"
}

echo "version $(version)" >"$work/now"
list | LC_ALL=C sort -u >>"$work/now"
if [ "${3-}" = bless ]; then
  cp "$work/now" "$kept"
  exit 0
fi
LC_ALL=C sort "$kept" >"$work/old.sorted"
LC_ALL=C sort "$work/now" >"$work/now.sorted"
LC_ALL=C comm -13 "$work/old.sorted" "$work/now.sorted" | c++filt | sed 's/^/new: /'
gone=$(LC_ALL=C comm -23 "$work/old.sorted" "$work/now.sorted" | c++filt)
[ -n "$gone" ] || exit 0
echo "$gone" | sed 's/^/gone or changed: /'
if [ "$(sed -n 's/^version //p' "$kept")" != "$(version)" ]; then
  echo "this is another minor version, which may do so; when it is released: tests/abi.sh BUILD COMPILER bless"
  exit 0
fi
echo "programs built against $(version) would break. Until its release that is said in CHANGELOG.md and kept by:"
echo "tests/abi.sh $build $compiler bless"
exit 1
