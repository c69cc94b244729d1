"""The list of a data set: read as it was written, or refused in one sentence when damaged."""

import json
import os
import shutil
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.datasets import data_set as data_set_module
from core.datasets import data_set as module
from core.datasets.archive import as_zip
from core.datasets.checks import check_data_set
from core.datasets.data_set import (
    LIST,
    DataSet,
    Sample,
    list_format,
    read_list,
    write_beside,
    write_list,
)
from core.datasets.ingestion import add_drawing
from core.datasets.store import data_sets, read_data_set, read_data_sets
from core.datasets.thumbnails import thumbnail
from core.errors import BadData, InklingError, UnknownDataSet
from core.storage.paths import home
from tests.conftest import ROOT
from tests.core.drawn import drawn_data_set

HOME_OF_VERSION_0_1 = ROOT / "tests" / "home_of_version_0_1"
SAMPLE = {
    "number": 3,
    "label": "cat",
    "name": "cats/猫.jpg",
    "sha256": "ab" * 32,
    "suffix": ".jpg",
    "width_px": 640,
    "height_px": 480,
    "perceptual_hash": "0123456789abcdef",
    "part": "",
    "recording": "",
    "colors": "",
}
CONTENT = {
    "title": "Pets",
    "kind": "photo",
    "classes": ["cat", "dog"],
    "samples": [
        SAMPLE,
        {**SAMPLE, "number": 5, "label": "dog", "part": "test", "recording": "0a1b", "colors": "7f" * 50},
    ],
    "refused": [["x.txt", "no picture"]],
    "next_number": 7,
    "created": 1_795_638_911.9,
}


def listed(folder, content):
    """A new folder that contains a list with this content."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LIST).write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


def test_every_field_is_read(tmp_path):
    data_set = read_list(listed(tmp_path / "pets", CONTENT))
    assert (data_set.name, data_set.folder) == ("pets", tmp_path / "pets")
    assert (data_set.title, data_set.kind, data_set.classes) == ("Pets", "photo", ("cat", "dog"))
    assert data_set.samples[0] == Sample(**SAMPLE)
    assert data_set.refused == (("x.txt", "no picture"),)
    assert (data_set.next_number, data_set.created) == (7, 1_795_638_911.9)
    assert data_set.counts() == {"cat": 1, "dog": 1}
    assert data_set.path(data_set.samples[0]) == tmp_path / "pets" / "pictures" / "ab" / f"{'ab' * 32}.jpg"


def test_what_is_written_is_json_with_every_field_and_is_read_again(tmp_path):
    data_set = read_list(listed(tmp_path / "pets", CONTENT))
    write_list(data_set)
    assert json.loads((tmp_path / "pets" / LIST).read_text(encoding="utf-8")) == CONTENT
    assert read_list(tmp_path / "pets") == data_set


def test_missing_optional_fields_are_made_up_and_unknown_ones_left_alone(tmp_path):
    data_set = read_list(
        listed(
            tmp_path / "pets",
            {
                "title": "Pets",
                "kind": "photo",
                "samples": [{**SAMPLE, "colour": "grey"}],
                "format": 9,
                "folder": "/etc",
            },
        )
    )
    assert (data_set.classes, data_set.next_number, data_set.refused) == (("cat",), 4, ())
    assert data_set.folder == tmp_path / "pets"
    empty = read_list(listed(tmp_path / "empty", {"title": "Empty", "kind": "ink"}))
    assert (empty.samples, empty.next_number) == ((), 1)


def with_sample(**changes):
    return {**CONTENT, "samples": [{**SAMPLE, **changes}]}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        "{}",
        {**CONTENT, "kind": "video"},
        {**CONTENT, "title": "x" * 201},
        {**CONTENT, "title": ""},
        {**CONTENT, "created": -1},
        json.dumps(CONTENT).replace("1795638911.9", "NaN"),
        {**CONTENT, "classes": ["cat"]},
        {**CONTENT, "classes": "cat"},
        {**CONTENT, "next_number": 5},
        {**CONTENT, "samples": [SAMPLE, SAMPLE]},
        {**CONTENT, "refused": [["a"]]},
        {**CONTENT, "refused": [["a", "b"]] * 10_001},
        with_sample(sha256="AB" * 32),
        with_sample(sha256="ab" * 31),
        with_sample(sha256="../" * 21 + "a"),
        with_sample(suffix=".jpg/../../x"),
        with_sample(suffix=".jpg\\x"),
        with_sample(suffix="jpg"),
        with_sample(suffix=""),
        with_sample(width_px=-1),
        with_sample(width_px=1.5),
        with_sample(width_px="640"),
        with_sample(number=0),
        with_sample(label=""),
        with_sample(name=None),
        with_sample(perceptual_hash="xyz"),
    ],
    ids=lambda content: str(content)[-50:],
)
def test_a_damaged_list_is_refused_in_one_sentence_that_names_the_data_set(tmp_path, content):
    with pytest.raises(BadData) as caught:
        read_list(listed(tmp_path / "pets", content))
    sentence = str(caught.value)
    assert sentence.startswith('The data set "pets" is left out because its list is damaged: ')
    assert "Received: " in sentence
    assert "\n" not in sentence
    assert len(sentence) < 600


def test_what_is_wrong_is_said_in_our_own_words(tmp_path):
    with pytest.raises(BadData, match=r'title should have at least 1 character\. Received: ""$'):
        read_list(listed(tmp_path / "pets", {**CONTENT, "title": ""}))


def test_a_list_that_is_missing_or_too_large(tmp_path, monkeypatch):
    with pytest.raises(UnknownDataSet, match="Received: nowhere"):
        read_list(tmp_path / "nowhere")
    with pytest.raises(UnknownDataSet):
        read_list(tmp_path / "no\0where")
    monkeypatch.setattr(module, "MAX_LIST_BYTES", 100)
    with pytest.raises(BadData, match="bytes"):
        read_list(listed(tmp_path / "pets", CONTENT))


def test_it_is_parsed_again_only_when_the_file_has_changed(tmp_path):
    folder = listed(tmp_path / "pets", CONTENT)
    data_set = read_list(folder)
    assert read_list(folder) is data_set
    # The same size with a later time, as if another process had written it.
    listed(tmp_path / "new", {**CONTENT, "title": "Cats"})
    os.utime(tmp_path / "new" / LIST, ns=(0, (folder / LIST).stat().st_mtime_ns + 1))
    os.replace(tmp_path / "new" / LIST, folder / LIST)
    assert read_list(folder).title == "Cats"
    write_list(data_set)
    assert read_list(folder).title == "Pets"


def counting_parses(monkeypatch):
    """Records the name of each folder whose list is parsed from now on."""
    parsed, parse = [], module._parse

    def counted(folder, data):
        parsed.append(folder.name)
        return parse(folder, data)

    monkeypatch.setattr(module, "_parse", counted)
    return parsed


def test_many_data_sets_are_parsed_once_and_damaged_ones_remembered(monkeypatch):
    for number in range(40):
        listed(home() / "datasets" / f"pets-{number}", CONTENT)
    listed(home() / "datasets" / "damaged", "{")
    parsed = counting_parses(monkeypatch)
    first = read_data_sets()
    assert len(first[0]) == 40
    assert len(first[1]) == 1
    for _ in range(3):
        assert read_data_sets() == first
    assert len(parsed) == len(set(parsed)) == 41
    # A damaged list is read once it is repaired.
    listed(home() / "datasets" / "damaged", CONTENT)
    assert len(read_data_sets()[0]) == 41


def test_what_the_reader_would_refuse_is_never_written(tmp_path):
    folder = listed(tmp_path / "pets", CONTENT)
    before, data_set = (folder / LIST).read_bytes(), read_list(folder)
    for changes in (
        {"next_number": 2**31 + 1},
        {"next_number": 5},
        {"title": ""},
        {"classes": ("cat",)},
        {"samples": (Sample(**{**SAMPLE, "name": "caf\udce9.jpg"}),)},
        {"samples": (Sample(**{**SAMPLE, "sha256": ".."}),)},
        {"samples": (Sample(**SAMPLE), Sample(**SAMPLE))},
    ):
        with pytest.raises(BadData, match='The data set "pets" was not changed') as caught:
            write_list(replace(data_set, **changes))
        assert "\n" not in str(caught.value)
        assert str(caught.value).encode()
        assert (folder / LIST).read_bytes() == before
    assert read_list(folder) == data_set


def test_a_list_that_would_be_too_large_is_not_written(tmp_path, monkeypatch):
    data_set = read_list(listed(tmp_path / "pets", CONTENT))
    monkeypatch.setattr(module, "MAX_LIST_BYTES", 1_000)
    with pytest.raises(BadData, match="it is too large"):
        write_list(replace(data_set, refused=(("x", "y" * 1_000),)))
    assert read_list(tmp_path / "pets").refused == data_set.refused


def test_the_last_number_is_given_and_the_next_picture_refused_before_anything_is_written(tmp_path):
    strokes = drawn_data_set(tmp_path, each=1)
    drawing = strokes.read(strokes.samples[0])
    folder = listed(home() / "datasets" / "full", {"title": "Full", "kind": "ink", "next_number": 2**31})
    with pytest.raises(BadData, match="next_number"):
        add_drawing(read_list(folder), drawing, "house")
    assert read_data_set("full").samples == ()
    listed(folder, {"title": "Full", "kind": "ink", "next_number": 2**31 - 1})
    assert [sample.number for sample in add_drawing(read_list(folder), drawing, "a").samples] == [2**31 - 1]
    assert len(read_data_set("full").samples) == 1


def test_a_large_list_is_in_memory_once_however_often_it_is_read_and_written(tmp_path):
    samples = [{**SAMPLE, "number": number} for number in range(1, 5_001)]
    content = {**CONTENT, "samples": samples, "next_number": 5_001}
    folder = listed(tmp_path / "large", content)
    tracemalloc.start()
    try:
        read_list(folder)
        once = tracemalloc.get_traced_memory()[0]
        for number in range(3):
            listed(folder, {**content, "title": f"Pets {number}"})
            os.utime(folder / LIST, ns=(0, number))
            assert read_list(folder) is read_list(folder)
        assert tracemalloc.get_traced_memory()[0] < 1.3 * once
    finally:
        tracemalloc.stop()


def no_file(path, sort):
    """Puts something that is not a regular file where a file is expected."""
    path.unlink(missing_ok=True)
    if sort == "pipe":
        os.mkfifo(path)
    elif sort == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")


SORTS = pytest.mark.parametrize("sort", ["pipe", "folder", "endless"])


@SORTS
def test_what_is_no_file_in_place_of_a_list_is_refused_at_once(sort):
    folder = listed(home() / "datasets" / "pets", CONTENT)
    listed(home() / "datasets" / "other", CONTENT)
    no_file(folder / LIST, sort)
    data_sets_read, refused = read_data_sets()
    assert [data_set.name for data_set in data_sets_read] == ["other"]
    assert len(refused) == 1
    assert '"pets"' in refused[0]
    with pytest.raises(BadData, match="not a regular file"):
        read_list(folder)


@SORTS
def test_what_is_no_file_in_place_of_a_picture_is_refused_at_once(tmp_path, sort):
    data_set = drawn_data_set(tmp_path, each=1)
    sample = data_set.samples[0]
    strokes = data_set.read(sample)
    no_file(data_set.path(sample), sort)
    with pytest.raises(BadData, match="no longer there"):
        data_set.read(sample)
    with pytest.raises(BadData, match="no longer there"):
        as_zip(data_set)
    # Adding the picture again restores the file, unless that would mean deleting a folder.
    if sort == "folder":
        with pytest.raises(BadData, match="a folder has its name"):
            add_drawing(data_set, strokes, sample.label)
    else:
        add_drawing(data_set, strokes, sample.label)
        assert len(data_set.read(sample)) == len(strokes)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name must be text")
@pytest.mark.parametrize("content", [CONTENT, "{"], ids=["sound", "damaged"])
def test_a_folder_whose_name_is_no_text_is_one_sentence(content):
    listed(home() / "datasets" / "pets", CONTENT)
    listed(home() / "datasets" / os.fsdecode(b"caf\xe9"), content)
    readable, refused = read_data_sets()
    assert [data_set.name for data_set in readable] == ["pets"]
    (sentence,) = refused
    assert r"caf\udce9" in sentence
    assert sentence.encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mutated_lists(draw):
    """The text of a valid list with one value replaced or removed, and perhaps a piece cut out."""
    content = json.loads(json.dumps(CONTENT))
    target = draw(st.sampled_from([content, content["samples"][0], content["samples"][1]]))
    key = draw(st.sampled_from(sorted(target)))
    if draw(st.booleans()):
        target[key] = draw(JSON)
    else:
        del target[key]
    text = json.dumps(content)
    start = draw(st.integers(0, len(text)))
    return text if draw(st.booleans()) else text[:start] + text[start + draw(st.integers(0, 40)) :]


@given(mutated_lists())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_list_is_read_or_refused_in_one_sentence_and_stops_nothing(text):
    folder = home() / "datasets"
    listed(folder / "pets", text)
    listed(folder / "other", {**CONTENT, "title": "Other"})
    try:
        data_set = read_data_set("pets")
    except InklingError as error:
        assert '"pets"' in str(error)
        assert "\n" not in str(error)
        assert read_data_sets()[1] == [str(error)]
        assert [other.name for other in data_sets()] == ["other"]
    else:
        assert isinstance(data_set, DataSet)
        assert sum(data_set.counts().values()) == len(data_set.samples)
        assert all((folder / "pets") in data_set.path(sample).parents for sample in data_set.samples)
        assert read_data_sets()[1] == []
        assert {other.name for other in data_sets()} == {"other", "pets"}


@pytest.fixture
def old_data_set():
    """A data set written by version 0.1, in this test's own home."""
    shutil.copytree(HOME_OF_VERSION_0_1 / "datasets", home() / "datasets")
    return read_data_set("my-drawings")


def test_a_data_set_of_version_0_1_is_read(old_data_set):
    raw = json.loads((HOME_OF_VERSION_0_1 / "datasets" / "my-drawings" / LIST).read_text())
    assert data_sets() == [old_data_set]
    assert [sample.perceptual_hash for sample in old_data_set.samples] == [
        sample["hash"] for sample in raw["samples"]
    ]
    assert sum(old_data_set.counts().values()) == len(raw["samples"]) == 18
    assert check_data_set(old_data_set)  # at least one finding: six pictures per class are few
    for sample in old_data_set.samples:
        assert old_data_set.read(sample)
    assert thumbnail(old_data_set, old_data_set.samples[0], 20).size == (20, 20)


def test_a_data_set_of_version_0_1_is_added_to_and_written_with_the_new_names(old_data_set):
    strokes = old_data_set.read(old_data_set.samples[0])
    now = add_drawing(old_data_set, strokes, "my copy")
    assert len(now.samples) == 19
    # The same drawing has the same bytes, and the same hash that version 0.1 computed.
    assert now.samples[-1].sha256 == now.samples[0].sha256
    assert now.samples[-1].perceptual_hash == now.samples[0].perceptual_hash
    raw = json.loads((now.folder / LIST).read_text())
    assert all("perceptual_hash" in sample and "hash" not in sample for sample in raw["samples"])
    assert raw["next_number"] == 20
    assert read_data_set("my-drawings") == now


def test_a_data_set_of_version_0_1_is_archived(old_data_set, tmp_path):
    (tmp_path / "old.zip").write_bytes(as_zip(old_data_set).read())
    assert (tmp_path / "old.zip").stat().st_size > 0


def test_pictures_are_read_late_and_missing_ones_refused(tmp_path):
    data_set = drawn_data_set(tmp_path, each=1)
    sample = data_set.samples[0]
    source = data_set.source(sample)
    assert (source.name, source.label) == (sample.name, sample.label)
    assert isinstance(data_set.path(sample), Path)
    data_set.path(sample).unlink()
    with pytest.raises(BadData, match="no longer there"):
        source.content()
    with pytest.raises(BadData, match="no longer there"):
        data_set.read(sample)


def test_its_json_schema_names_every_field_as_it_is_written():
    schema = list_format().json_schema()
    assert set(schema["properties"]) == set(CONTENT)
    sample = schema["$defs"]["Sample"]
    assert set(sample["properties"]) == set(SAMPLE)
    # Lists of earlier versions lack parts, recordings and colours.
    assert set(sample["required"]) == set(SAMPLE) - {"part", "recording", "colors"}
    assert sample["properties"]["sha256"]["pattern"] == "^[0-9a-f]{64}$"


def test_what_is_written_beside_a_list_never_brings_a_deleted_data_set_back(tmp_path, monkeypatch):
    folder = listed(tmp_path / "pets", CONTENT)
    write_beside(folder, folder / "a" / "b" / "c.json", "1")
    assert (folder / "a" / "b" / "c.json").read_text() == "1"
    write = data_set_module.write_whole

    def late(*args, **options):
        shutil.rmtree(folder)
        write(*args, **options)

    monkeypatch.setattr(data_set_module, "write_whole", late)
    with pytest.raises(UnknownDataSet):
        write_beside(folder, folder / "a" / "b" / "d.json", "1")
    with pytest.raises(UnknownDataSet):
        write_beside(folder, folder / "e.json", "1")
    assert not folder.exists()
