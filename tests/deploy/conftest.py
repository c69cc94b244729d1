"""A server as the image runs it: set up in a folder by the Dockerfile's steps, command and environment."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.browser.app_server import free_port, stop, wait_until_up
from tests.conftest import ROOT
from tests.deploy.dockerfile import copied_files, stages

TRAINING_ONLY = ("tensorflow", "keras", "sklearn", "cleanlab")
PATH = f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"
# Imported before everything else: packages that the image lacks cannot be imported here either.
BLOCKING = f"""
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {TRAINING_ONLY}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
"""


def copy(rest, folder):
    """Carries out a `COPY` from the repository."""
    *sources, target = rest.split()
    for path in copied_files(ROOT) if sources == ["."] else [ROOT / source for source in sources]:
        copied = folder / target / path.relative_to(ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copied)


def install(command, folder):
    """Carries out a `RUN pip install` without an index: this environment already has all pinned packages."""
    environment = os.environ | {"PATH": PATH, "PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1"}
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Successfully installed" not in done.stdout


@pytest.fixture(scope="package")
def container(tmp_path_factory):
    """The folder made by the image's steps, and the environment in which the image's command runs its server.

    The packages are those of this environment, except those that the image does not have.
    """
    folder = tmp_path_factory.mktemp("container")
    stage = stages(ROOT / "Dockerfile")["serve"]
    for instruction, rest in stage.steps:
        if instruction == "COPY":
            copy(rest, folder / "app")
        elif "pip install" in rest:
            install(rest, folder / "app")
    (folder / "sitecustomize").mkdir()
    (folder / "sitecustomize" / "sitecustomize.py").write_text(BLOCKING)
    (folder / "data").mkdir()
    port = free_port()
    environment = {
        "PATH": PATH,
        "HOME": str(folder),
        **stage.environment(),
        "INKLING_HOME": str(folder / "data"),
        "PYTHONPATH": str(folder / "sitecustomize"),
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
        "STREAMLIT_SERVER_ALLOWED_HOSTS": "class.example localhost 127.0.0.1",
    }
    server = subprocess.Popen(
        stage.command(), cwd=folder / "app", env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        wait_until_up(port, server)
        yield folder / "app", environment
    finally:
        stop(server)
