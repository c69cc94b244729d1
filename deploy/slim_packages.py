"""Removes unused files from the virtual environment that runs this script, to keep an image small.

These are TensorFlow's headers, the tests of all packages, a compiler library that nothing imports, and the
symbols in TensorFlow's libraries that only debuggers read (if the `strip` program is available).
"""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

_HEADERS = ("tensorflow/include", "pyarrow/include")
_NEVER_IMPORTED = ("clang",)
_LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")


def slim(packages: Path) -> None:
    """Removes the unused files.

    Args:
        packages: The folder in which packages are installed.
    """
    for name in (*_HEADERS, *_NEVER_IMPORTED):
        shutil.rmtree(packages / name, ignore_errors=True)
    for folder in sorted(packages.rglob("tests"), reverse=True):
        if folder.is_dir():
            shutil.rmtree(folder)
    strip = shutil.which("strip")
    for name in _LIBRARIES:
        if strip and (packages / name).is_file():
            subprocess.run([strip, "--strip-unneeded", str(packages / name)], check=True)


if __name__ == "__main__":
    # Other programs need the packages of a machine's own Python whole.
    if sys.prefix == sys.base_prefix:
        sys.exit("Run this with the Python of a virtual environment that is to become an image.")
    slim(Path(sysconfig.get_path("purelib")))
