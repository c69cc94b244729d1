"""A server as the image runs it: by the Dockerfile's steps, its command and its environment, in a folder."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.browser.app_server import free_port, stop, wait_until_up
from tests.conftest import ROOT
from tests.deploy.dockerfile import copied_files, stages

TRAINING_ONLY = ("tensorflow", "keras", "sklearn", "cleanlab")
# Put before everything else: what the image does not have cannot be imported here, either.
BLOCKING = f"""
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {TRAINING_ONLY}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
"""


@pytest.fixture(scope="package")
def container(tmp_path_factory):
    """The image's folder, made by its steps, and its server, started by its command in its environment.

    The packages are those of this environment, but for what the list of the image does not have.
    """
    folder = tmp_path_factory.mktemp("container")
    stage = stages(ROOT / "Dockerfile")["serve"]
    copies = [rest.split() for rest in stage.of("COPY")]
    for *sources, target in copies:
        files = copied_files(ROOT) if sources == ["."] else [ROOT / source for source in sources]
        for path in files:
            copy = folder / "app" / target / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    (folder / "sitecustomize").mkdir()
    (folder / "sitecustomize" / "sitecustomize.py").write_text(BLOCKING)
    (folder / "data").mkdir()
    port = free_port()
    environment = {
        "PATH": f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}",
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
