"""usage: wheel.py MAKE_WHEEL ARGUMENT…: is the wheel that it makes with these arguments whole, and does it work by itself?

All but `--into FOLDER` are passed on.
"""

import base64
import csv
import hashlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PROGRAM = """
import adc
f = adc.compile("cos(sin(x²)+3x²)", tier="native")
assert f.grad(0.5) == -3.334146414144972
f.prepare("value")
assert f.is_native()
for line in open("/proc/self/maps"):
    if "libadc" in line:
        print(line.split()[-1])
"""


def check_record(archive):
    """Each file of the archive stands in RECORD with its size and hash (PEP 376), and nothing else."""
    (record,) = [name for name in archive.namelist() if name.endswith(".dist-info/RECORD")]
    rows = list(csv.reader(io.StringIO(archive.read(record).decode())))
    assert sorted(row[0] for row in rows) == sorted(archive.namelist())
    for name, digest, size in rows:
        if name == record:
            continue
        content = archive.read(name)
        expected = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        assert (digest, size) == (f"sha256={expected}", str(len(content))), name


def main():
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-B", *sys.argv[1:], "--into", f"{folder}/made"]
        wheel = pathlib.Path(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())
        first = wheel.read_bytes()
        subprocess.run(command, check=True, capture_output=True)
        assert wheel.read_bytes() == first, "the same input gives another wheel"
        with zipfile.ZipFile(wheel) as archive:
            check_record(archive)
            archive.extractall(f"{folder}/site")
        environment = {**os.environ, "PYTHONPATH": f"{folder}/site", "ADC_CACHE": "off"}
        environment.pop("LD_LIBRARY_PATH", None)
        ran = subprocess.run([sys.executable, "-B", "-c", PROGRAM], env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        loaded = set(ran.stdout.split())
        assert {pathlib.Path(path).name for path in loaded} >= {"libadc.so.0", "libadc-jit.so"}, loaded
        assert all(path.startswith(f"{folder}/site/adc/") for path in loaded), loaded
        print("the wheel works by itself:", wheel.name)


if __name__ == "__main__":
    main()
