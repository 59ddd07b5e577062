"""Conan 2: `conan create packaging/conan`. It builds the sources that it stands in."""

import os

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load


class Adc(ConanFile):
    name = "adc"
    description = "Formulas into exact derivatives in native code"
    license = "MIT"
    topics = ("automatic differentiation", "derivatives", "jit")
    package_type = "shared-library"
    settings = "os", "arch", "compiler", "build_type"

    def set_version(self):
        """The version that the headers state."""
        lines = load(self, os.path.join(self._sources, "include", "adc", "version.h")).splitlines()
        numbers = [line.split()[-1] for line in lines if line.startswith("#define ADC_VERSION_") and line[-1].isdigit()]
        self.version = ".".join(numbers[:3])

    @property
    def _sources(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def export_sources(self):
        """What git knows, without what was built."""
        copy(self, "*", self._sources, self.export_sources_folder, excludes=("build/*", ".git/*", ".cache/*"))

    def requirements(self):
        self.requires("boost/1.84.0", options={"header_only": True})
        self.requires("fast_float/6.1.0")
        self.requires("fmt/9.1.0")
        self.requires("llvm-core/19.1.7")
        self.requires("mpfr/4.2.1")
        self.requires("nlohmann_json/3.11.3")
        self.requires("onetbb/2021.12.0")
        self.requires("utf8proc/2.9.0")
        # libLBFGS and libxsmm are no recipes of Conan's centre: the system's are found.

    def validate(self):
        if self.settings.os != "Linux":
            raise ConanInvalidConfiguration("adc's native code is of ELF: it builds on Linux")
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables.update({"ADC_TESTS": False, "ADC_BENCH": False, "ADC_UNITY": True})
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build(target="adc_program")

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install()

    def package_info(self):
        self.cpp_info.set_property("cmake_find_mode", "none")  # adc's own package for CMake
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "adc")]
        self.cpp_info.libs = ["adc-session", "adc-explain", "adc-train", "adc-plot", "adc"]
