"""Spack: a folder `packages` of a repository of one's own that holds a link to this one; `spack install adc@main`."""

import os

from spack.package import *


class Adc(CMakePackage):
    """Formulas into exact derivatives in native code."""

    # The repository that this recipe stands in.
    git = "file://" + os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))

    license("MIT")
    version("main", branch="main")

    variant("check", default=True, description="High precision for `adc check`, through MPFR")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.22:", type="build")
    depends_on("ninja", type="build")
    depends_on("boost@1.74:")
    depends_on("fast-float")
    depends_on("fmt@9:")
    depends_on("gmp", when="+check")
    depends_on("intel-tbb")
    depends_on("liblbfgs")
    depends_on("libxsmm@1.17: +generator")
    depends_on("llvm@19.1: +lld targets=aarch64,riscv,webassembly,x86", when="target=x86_64:")
    depends_on("mpfr", when="+check")
    depends_on("nlohmann-json@3.11:")
    depends_on("utf8proc")
    depends_on("zlib-api")
    depends_on("zstd")

    requires("platform=linux", msg="adc's native code is of ELF")
    generator("ninja")

    def cmake_args(self):
        args = [self.define("ADC_TESTS", False), self.define("ADC_BENCH", False), self.define("ADC_UNITY", True)]
        if "~check" in self.spec:
            args += [self.define("ADC_MPFR", "ADC_MPFR-NOTFOUND"), self.define("ADC_GMP", "ADC_GMP-NOTFOUND")]
        return args
