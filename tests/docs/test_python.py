"""The examples of `docs/python.md` run one after the other, and mention every public name."""

import re

import pytest

import inkling
from core.preprocessing.example_drawings import EXAMPLES
from tests.conftest import ROOT
from tests.core.drawn import pattern_zip
from tests.core.pictures_for_tests import file_of, ink_of

PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("imports_here", "trains_here")
def test_every_example_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pattern_zip(tmp_path / "toys.zip", each=5)
    (tmp_path / "photos").mkdir()
    for folder in (tmp_path / "photos", *(tmp_path / "digits" / digit for digit in EXAMPLES["digits"])):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "1.png").write_bytes(file_of(255 - ink_of(folder.name if folder.name != "photos" else "7")))
    (tmp_path / "seven.png").write_bytes(file_of(255 - ink_of("7")))
    names = {}
    for example in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(compile(example, "docs/python.md", "exec"), names)
    assert names["answer"].label == "7"
    assert names["training"].accuracy > 0.8
    assert names["measured"].accuracy == 1
    assert (tmp_path / "my-toys.zip").is_file()
    assert (tmp_path / "answers.csv").is_file()


def test_the_table_names_all_that_there_is():
    rows = re.findall(r"^\| `inkling\.(\w+)", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(inkling.__all__)
