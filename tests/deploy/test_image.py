"""The Dockerfile: clean, small, unprivileged; its steps, carried out in an empty folder, lead to a server."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.preprocessing.example_drawings import example_drawing
from deploy.slim_packages import slim
from tests.browser.app_server import free_port
from tests.conftest import ROOT
from tests.deploy.conftest import TRAINING_ONLY
from tests.deploy.dockerfile import copied_files, stages
from widgets.server.sharing import MAX_UPLOAD_MB

STAGES = stages(ROOT / "Dockerfile")


def test_hadolint_has_nothing_to_say():
    hadolint = shutil.which("hadolint", path=os.path.dirname(sys.executable)) or shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("there is no hadolint for this machine")
    done = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.parametrize("name", ["serve", "teach"])
def test_an_image_is_slim_pinned_and_runs_without_rights(name):
    stage = STAGES[name]
    assert re.fullmatch(r"python:3\.1[123]-slim-\w+", stage.base)
    assert stage.of("USER") == ["1000"]
    assert "--uid 1000" in stage.of("RUN")[0]
    assert stage.steps[-1][0] == "USER"
    assert stage.of("VOLUME") == [stage.environment()["INKLING_HOME"]]
    assert stage.of("EXPOSE") == [stage.environment()["STREAMLIT_SERVER_PORT"]]
    assert "deploy/check_health.py" in stage.of("HEALTHCHECK")[0]


def test_each_image_installs_the_packages_that_it_is_for_and_keeps_no_cache():
    for name, packages in (("serve", "requirements-serve.txt"), ("packages", "requirements.txt")):
        (install,) = (step for step in STAGES[name].of("RUN") if "pip install" in step)
        assert install.split()[-1] == packages
        assert "--no-cache-dir" in install
    assert "--from=packages /venv /venv" in STAGES["teach"].of("COPY")


def test_only_a_virtual_environment_is_made_slim(tmp_path):
    """The packages of a machine's own Python are also used by other programs."""
    script = (ROOT / "deploy" / "slim_packages.py").read_text()
    # If the script failed to refuse, it would find only an empty folder and do no harm.
    harmless = script.replace('sysconfig.get_path("purelib")', repr(str(tmp_path)))
    assert harmless != script
    own_python = Path(sys.base_prefix) / "bin" / "python3"
    done = subprocess.run([own_python, "-c", harmless], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "virtual environment" in done.stderr


def test_what_no_program_needs_is_removed(tmp_path):
    kept = {"numpy/core.py", "tensorflow/core.py"}
    removed = {
        "tensorflow/include/a.h",
        "numpy/tests/test_a.py",
        "numpy/lib/tests/b/test_b.py",
        "clang/native/libclang.so",
    }
    for name in kept | removed:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    slim(tmp_path)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == kept


def test_what_is_built_by_default_is_public_and_does_not_train():
    assert list(STAGES)[-1] == "serve"
    assert STAGES["serve"].environment()["INKLING_PUBLIC"] == "1"
    assert int(STAGES["serve"].environment()["STREAMLIT_SERVER_MAX_UPLOAD_SIZE"]) == MAX_UPLOAD_MB
    assert "INKLING_PUBLIC" not in STAGES["teach"].environment()


def requirements(name):
    """Returns the pinned packages of a requirements file and the files it includes, with their versions."""
    pins = {}
    for line in (ROOT / name).read_text().splitlines():
        line = line.partition("#")[0].partition(";")[0].strip()
        if line.startswith("-r "):
            pins |= requirements(line[3:])
        elif line:
            package, _, version = line.partition("==")
            assert re.fullmatch(r"\d[\w.]*", version), line
            pins[package.lower()] = version
    return pins


def test_what_serves_is_pinned_and_brings_nothing_that_trains():
    serving, teaching = requirements("requirements-serve.txt"), requirements("requirements.txt")
    assert serving.items() <= teaching.items()
    names = {"tensorflow-cpu", "tensorflow", "keras", "scikit-learn", "cleanlab"}
    assert names <= teaching.keys()
    assert not names & serving.keys()


def test_for_a_gpu_only_the_build_of_tensorflow_differs():
    with_gpu, teaching = requirements("requirements-gpu.txt"), requirements("requirements.txt")
    tensorflow = with_gpu.pop("tensorflow[and-cuda]")
    assert tensorflow == teaching.pop("tensorflow") == teaching.pop("tensorflow-cpu")
    assert with_gpu == teaching


def test_only_what_a_server_needs_is_copied():
    copied = {path.relative_to(ROOT).as_posix() for path in copied_files(ROOT)}
    assert {"server.py", "streamlit_app.py", ".streamlit/config.toml", "pages/draw.py"} <= copied
    assert "models/digits-deep/model.tflite" in copied
    tops = {name.split("/")[0] for name in copied}
    assert not tops & {"tests", "recipes", "benchmarks", "docs", ".git", ".venv", "shared", "work"}
    assert not [name for name in copied if "__pycache__" in name]
    assert sum(path.stat().st_size for path in copied_files(ROOT)) < 60e6


def check_health(container, **changes):
    """Runs the HEALTHCHECK command; returns its exit status."""
    folder, environment = container
    command = re.search(r"CMD (\[.*\])", STAGES["serve"].of("HEALTHCHECK")[0])[1]
    _, script = json.loads(command)
    return subprocess.run(
        [sys.executable, script], cwd=folder, env=environment | changes, check=False
    ).returncode


def test_the_server_starts_and_is_healthy(container):
    assert check_health(container) == 0
    assert check_health(container, STREAMLIT_SERVER_PORT=str(free_port())) == 1
    # The server answers only to allowed names, so asking by another one would fail.
    assert check_health(container, STREAMLIT_SERVER_ALLOWED_HOSTS="other.example") == 1


def test_every_page_runs_and_predicts_without_what_trains(container):
    folder, environment = container
    code = f"""
import sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
from core.bundles.library import read_library
from core.inference.classifier import Classifier
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.example_photos import read_example_photos
for page in ("draw", "photo", "train", "networks"):
    app = AppTest.from_file(f"pages/{{page}}.py", default_timeout=60).run()
    assert not app.exception, app.exception
library = read_library()
assert sorted(library.bundles) == sorted(path.name for path in Path("models").iterdir())
assert not library.refused
for bundle in library.bundles.values():
    classifier = Classifier(bundle)
    if bundle.kind == "ink":
        prediction = classifier.classify_strokes(example_drawing("digits", 7)[1])
    else:
        (_, prediction), *_ = classifier.predict_many(read_example_photos()[:1])
    print(bundle.name, prediction.top(1)[0].label)
assert not [name for name in sys.modules if name.split(".")[0] in {TRAINING_ONLY}]
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers = dict(line.rsplit(" ", 1) for line in done.stdout.splitlines())
    digits = {label for name, label in answers.items() if name.startswith("digits")}
    assert digits == {example_drawing("digits", 7)[0]}
