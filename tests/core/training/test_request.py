"""Training requests: only sensible ones are accepted, including the form that version 0.1 wrote."""

import json
import os
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import BadRequest
from core.training.request import REQUEST_FILE, TrainingRequest, read_request, write_request

REQUEST = TrainingRequest("flowers", "My flowers", "my-flowers", "head", "mobilenet-v2", seed=7)


def test_what_is_written_is_read(tmp_path):
    write_request(tmp_path, REQUEST)
    assert read_request(tmp_path) == REQUEST
    assert json.loads((tmp_path / REQUEST_FILE).read_text())["strategy"] == "head"


def test_the_names_of_version_0_1_are_read(tmp_path):
    content = asdict(REQUEST)
    content |= {"way": content.pop("strategy"), "views": content.pop("augmentations"), "future": 1}
    (tmp_path / REQUEST_FILE).write_text(json.dumps(content))
    assert read_request(tmp_path) == REQUEST


def test_without_a_file_there_is_no_request(tmp_path):
    assert read_request(tmp_path) is None


@pytest.mark.parametrize(
    "lay",
    [
        Path.mkdir,
        os.mkfifo,
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.write_bytes(b" " * 2**20 + json.dumps(asdict(REQUEST)).encode()),
    ],
)
def test_what_is_no_file_or_too_large_is_one_sentence(tmp_path, lay):
    lay(tmp_path / REQUEST_FILE)
    with pytest.raises(BadRequest, match=f"The training {tmp_path.name} cannot be read.*Received: "):
        read_request(tmp_path)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("epochs", 1, 1_000),
        ("augmentations", 1, 64),
        ("learning_rate", 1e-6, 1.0),
        ("batch_size", 1, 1_024),
        ("test_share", 0.05, 0.5),
        ("validation_share", 0.05, 0.4),
        ("seed", 0, 2**31),
    ],
)
def test_numbers_are_within_their_range(name, low, high):
    step = 1 if isinstance(low, int) else 1e-7
    for value in (low, high):
        assert getattr(replace(REQUEST, **{name: value}), name) == value
    for value in (low - step, high + step, float("nan"), "many", None):
        with pytest.raises(BadRequest, match=f"{name} .*Received: "):
            replace(REQUEST, **{name: value})


@pytest.mark.parametrize("change", [{"title": ""}, {"title": "x" * 201}, {"bundle": "x" * 201}])
def test_a_name_that_no_card_can_hold_is_refused_before_training(change):
    with pytest.raises(BadRequest, match="Received: "):
        replace(REQUEST, **change)
    assert replace(REQUEST, title="x" * 200, bundle="").title == "x" * 200


def test_only_the_three_strategies_are_known():
    with pytest.raises(BadRequest, match=r"'head', 'tune' or 'scratch'\. Received: 'magic'"):
        replace(REQUEST, strategy="magic")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.binary(max_size=30)
    | st.dictionaries(
        st.sampled_from([*asdict(REQUEST), "way", "views"]),
        st.none() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.integers(), max_size=2),
    )
)
def test_a_damaged_file_is_one_sentence(tmp_path, change):
    folder = tmp_path / "a-run"
    folder.mkdir(exist_ok=True)
    data = change if isinstance(change, bytes) else json.dumps(asdict(REQUEST) | change).encode()
    (folder / REQUEST_FILE).write_bytes(data)
    try:
        assert isinstance(read_request(folder), TrainingRequest)
    except BadRequest as error:
        assert "The training a-run cannot be read" in str(error)
        assert "Received: " in str(error)
        assert "\n" not in str(error)


def test_numbers_may_be_those_of_numpy_and_whole_ones_may_have_a_point():
    asked = replace(
        REQUEST,
        epochs=np.int64(3),
        seed=np.longdouble(4),
        batch_size=np.float32(8),
        learning_rate=np.longdouble(0.5),
    )
    assert (asked.epochs, asked.seed, asked.batch_size, asked.learning_rate) == (3, 4, 8, 0.5)
    assert replace(REQUEST, seed=4.0).seed == 4
    assert all(type(value) is int for value in (asked.epochs, asked.seed, asked.batch_size))
