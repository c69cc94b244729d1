"""What the training benchmark prepares, and the script that it runs in a separate process."""

import ast
import importlib
import json
from collections import Counter

import pytest

from benchmarks import photos, training


@pytest.mark.parametrize("script", [training.PEER, photos._MEMORY], ids=["peer", "memory"])
def test_scripts_for_other_processes_import_what_there_is(script):
    for node in ast.walk(ast.parse(script)):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("core"):
            module = importlib.import_module(node.module)
            for alias in node.names:
                assert hasattr(module, alias.name), f"{node.module}.{alias.name}"


@pytest.mark.data
def test_thirty_drawings_of_each_digit_are_by_different_hands_as_far_as_possible(tmp_path):
    lines = training.drawings(tmp_path).read_text().splitlines()
    words = Counter(json.loads(line)["word"] for line in lines)
    assert words == {f"a {label}": 30 for label in training.DRAWN_CLASSES}
    assert len(set(lines)) == len(lines)


def test_a_fifth_of_each_class_is_the_test_part_and_another_one_with_another_seed(tmp_path):
    for label, count in (("ant", 10), ("bee", 25)):
        (tmp_path / "source" / label).mkdir(parents=True)
        for number in range(count):
            (tmp_path / "source" / label / f"{number}.jpg").write_bytes(bytes([number]))
    folders = [training.parted(tmp_path / "source", tmp_path / str(seed), seed) for seed in (1, 2)]
    tested = [{path.relative_to(folder) for path in folder.glob("test/*/*")} for folder in folders]
    for folder, files in zip(folders, tested, strict=True):
        assert Counter(path.parts[1] for path in files) == {"ant": 2, "bee": 5}
        contents = Counter((path.parent.name, path.read_bytes()) for path in folder.glob("*/*/*"))
        assert len(contents) == sum(contents.values()) == 35
    assert tested[0] != tested[1]


@pytest.mark.data
def test_there_are_twenty_classes_of_thirty_photos(tmp_path):
    folder = training.many_classes(tmp_path)
    assert [len(list(label.iterdir())) for label in folder.iterdir()] == [30] * 20
