"""A home that cannot be read or written is reported in a sentence, and every page still works."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

NOBODY = 65534
FOLDERS = ("models", "networks", "datasets", "runs", "adding")
SHOW_PAGES = """
import json, os, sys
import streamlit.config
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
streamlit.config.set_option("client.showErrorDetails", "full")
# Once, as in `conftest.packages_read_once`.
found = manifest_scanner.scan_component_manifests()
manifest_scanner.scan_component_manifests = lambda: found
told = {}
for home in sys.argv[1:]:
    os.environ["INKLING_HOME"] = home
    for page in ("draw", "photo", "train", "networks"):
        app = AppTest.from_file(f"pages/{page}.py", default_timeout=120).run()
        told[f"{os.path.basename(home)} {page}"] = {
            "raised": [error.message for error in app.exception],
            "said": " ".join(str(warning.value) for warning in app.warning),
        }
    # Root may read and write everything, so after a first home, with which all is imported, the pages are
    # run by somebody else.
    if os.geteuid() == 0:
        os.setgroups([])
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
print(json.dumps(told))
""".replace("NOBODY", str(NOBODY))


@pytest.fixture
def homes():
    """A normal home, a read-only one, one whose folders are unreadable, and one that is itself unreadable."""
    # pytest's own temporary folder is closed to other users.
    with tempfile.TemporaryDirectory() as folder:
        parent = Path(folder)
        homes = [parent / name for name in ("sound", "read-only", "unreadable-folders", "unreadable")]
        for home in homes:
            shutil.copytree(ROOT / "tests" / "home_of_version_0_1", home)
            for name in FOLDERS:
                (home / name).mkdir(exist_ok=True)
        for path in (parent, *parent.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
            if os.geteuid() == 0:
                os.chown(path, NOBODY, NOBODY)
        for path in (homes[1], *homes[1].rglob("*")):
            path.chmod(path.stat().st_mode & ~0o222)
        closed = [*(homes[2] / name for name in FOLDERS), homes[3]]
        for path in closed:
            path.chmod(0)
        yield homes
        for path in (*closed, homes[1], *homes[1].rglob("*")):
            path.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_no_page_raises_and_what_is_missing_is_said(homes):
    command = [sys.executable, "-c", SHOW_PAGES, *map(str, homes)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert {page: page_told["raised"] for page, page_told in told.items()} == {page: [] for page in told}
    assert len(told) == 16
    for home in ("unreadable-folders", "unreadable"):
        places = {"models": "networks", "datasets": "train", "runs": "train", "adding": "photo"}
        for folder, page in places.items():
            words = told[f"{home} {page}"]["said"].replace("\\", "")
            assert f"{home}/{folder}; check that it is a file or folder as it should be" in words
