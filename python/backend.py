"""The build backend of pyproject.toml (PEP 517): configures and builds with CMake, then makes the wheel.

`ADC_BUILD` names a build folder to use; else there is one for each Python in build/.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig

ROOT = pathlib.Path(__file__).resolve().parent.parent


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    default = ROOT / "build" / f"python-{sysconfig.get_config_var('py_version_nodot')}"
    build = pathlib.Path(os.environ.get("ADC_BUILD", default))
    if not (build / "build.ninja").exists():
        subprocess.run(
            ["cmake", "-G", "Ninja", "-S", ROOT, "-B", build, "-DCMAKE_BUILD_TYPE=Release", "-DADC_TESTS=OFF",
             "-DADC_BENCH=OFF", f"-DPython_EXECUTABLE={sys.executable}"],
            check=True,
        )  # fmt: skip
    subprocess.run(["ninja", "-C", build, "wheel"], check=True)
    (wheel,) = (build / "wheel").glob("adc-*.whl")
    shutil.copy(wheel, wheel_directory)
    return wheel.name


def get_requires_for_build_wheel(config_settings=None):
    return []  # pybind11's headers, CMake and the rest are the distribution's (packages.txt)
