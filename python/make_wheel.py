"""Makes a wheel of the built package and the libraries that it loads: a zip with metadata (PEP 427).

The libraries stand beside the extension module, under the names that they are loaded by (their sonames), so that the
wheel needs no adc on the system; but NumPy, and Debian's libraries of `Requires-External`.
"""

import argparse
import base64
import hashlib
import pathlib
import subprocess
import sysconfig
import zipfile

METADATA = """Metadata-Version: 2.1
Name: adc
Version: {version}
Summary: Formulas into exact derivatives in native code
License: MIT
Requires-Python: >=3.9
Requires-Dist: numpy
Requires-External: libtbb12
Requires-External: libzstd1
Requires-External: zlib1g
"""

WHEEL = """Wheel-Version: 1.0
Generator: adc make_wheel
Root-Is-Purelib: false
Tag: {tag}
"""


def tag():
    """Of this Python on this machine: "cp311-cp311-linux_x86_64"."""
    python = "cp" + sysconfig.get_config_var("py_version_nodot")
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"{python}-{python}-{platform}"


def soname(library):
    """The name that the library is loaded by."""
    described = subprocess.run(["objdump", "-p", library], check=True, capture_output=True, text=True).stdout
    for line in described.splitlines():
        if line.split()[:1] == ["SONAME"]:
            return line.split()[1]
    return library.name


def record(name, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


def make(version, package, licence, into, libraries):
    """Writes the wheel, and gives its path. The same input gives the same bytes."""
    contents = {}
    for path in sorted(package.iterdir()):
        if path.is_file():
            contents[f"adc/{path.name}"] = path.read_bytes()
    for library in libraries:
        contents[f"adc/{soname(library)}"] = library.read_bytes()
    info = f"adc-{version}.dist-info"
    contents[f"{info}/METADATA"] = METADATA.format(version=version).encode()
    contents[f"{info}/WHEEL"] = WHEEL.format(tag=tag()).encode()
    contents[f"{info}/LICENSE"] = licence.read_bytes()
    records = "".join(record(name, content) for name, content in contents.items())
    contents[f"{info}/RECORD"] = f"{records}{info}/RECORD,,\n".encode()

    into.mkdir(parents=True, exist_ok=True)
    wheel = into / f"adc-{version}-{tag()}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if ".so" in name else 0o100644) << 16
            archive.writestr(entry, content)
    return wheel


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", required=True)
    parser.add_argument("--package", type=pathlib.Path, required=True)
    parser.add_argument("--licence", type=pathlib.Path, required=True)
    parser.add_argument("--into", type=pathlib.Path, required=True)
    parser.add_argument("libraries", type=pathlib.Path, nargs="*")
    print(make(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
