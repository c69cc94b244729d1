"""The sizes, variables and files in `docs/deploy.md` are correct."""

import csv
import re

import pytest

from benchmarks.image_size import MAX_LAYERS_MB
from benchmarks.serving_memory import COMMUNITY_CLOUD_MB
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")


def figures(name):
    """Returns a benchmark's results, by what was measured."""
    with (ROOT / "benchmarks" / f"{name}.csv").open() as file:
        return {row["what"]: float(row["value"]) for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", ["serve", "teach"])
def test_the_images_weigh_what_was_measured(name):
    """Checks the stored table: `python -m benchmarks.image_size` takes minutes to install all packages."""
    size_mb = figures("image_size")[f"{name}: all layers"]
    assert size_mb < MAX_LAYERS_MB
    assert f"| {size_mb:,.0f} MB |" in PAGE


def test_the_memory_is_what_was_measured_and_fits_the_smallest_host():
    memory_mb = figures("serving_memory")["all networks have answered, too"]
    assert memory_mb < COMMUNITY_CLOUD_MB
    assert PAGE.count(f"{memory_mb:,.0f} MB") == 2


def test_every_variable_is_one_that_something_reads():
    readers = [*(ROOT / "core").rglob("*.py"), *(ROOT / "api").rglob("*.py"), ROOT / "compose.yaml"]
    known = set(re.findall(r"INKLING_[A-Z_]*[A-Z]", "".join(path.read_text() for path in readers)))
    assert set(re.findall(r"INKLING_[A-Z_]*[A-Z]", PAGE)) <= known


def test_every_setting_of_the_server_is_one_of_streamlits():
    from streamlit import config

    known = {option.env_var for option in config._config_options_template.values()}
    assert set(re.findall(r"STREAMLIT_[A-Z_]*[A-Z]", PAGE)) <= known


def test_a_space_begins_as_hugging_face_reads_it():
    front = re.search(r"    ---\n(.*?)    ---", PAGE, re.DOTALL)[1]
    settings = dict(line.strip().split(": ") for line in front.splitlines())
    assert settings["sdk"] == "docker"
    assert f"EXPOSE {settings['app_port']}" in (ROOT / "Dockerfile").read_text()
