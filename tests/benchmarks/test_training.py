"""What the benchmark of training prepares, and the script that it hands to a process of its own."""

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
