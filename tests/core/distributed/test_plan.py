"""The plan of a job: how files are divided into shards, and which job may resume which."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.distributed import plan as plans
from core.distributed.places import open_place
from core.distributed.plan import Plan, begin_or_resume, open_shards
from core.errors import BadData
from tests.core.distributed.folders import NETWORK, write_digits


@pytest.fixture
def begin(tmp_path, shipped):
    write_digits(tmp_path / "in", 7)

    def begin(network=NETWORK, places=None, top=3, shards=None, out="out"):
        texts = tuple(places or [str(tmp_path / "in")])
        return begin_or_resume(open_place(str(tmp_path / out)), shipped.get(network), texts, top, shards)

    return begin


@given(st.integers(1, 10**9), st.integers(1, plans.MAX_SHARDS))
def test_every_file_is_in_exactly_one_shard(files, shards):
    shards = min(files, shards)
    plan = Plan(1, "n", "f", ("/",), 5, files, shards)
    for shard in {0, shards // 2, shards - 1}:
        start, stop = plan.range_of(shard)
        assert start < stop
        assert start == (plan.range_of(shard - 1)[1] if shard else 0)
    assert plan.range_of(shards - 1)[1] == files


def test_shards_are_as_many_as_asked_but_never_empty_or_too_large(begin, monkeypatch):
    assert begin(out="a").shards == 1
    assert begin(shards=3, out="b").shards == 3
    assert begin(shards=100, out="c").shards == 7
    monkeypatch.setattr(plans, "MAX_FILES_PER_SHARD", 2)
    assert begin(out="d").shards == begin(shards=2, out="e").shards == 4


def test_the_same_job_goes_on_even_where_files_have_come(begin, tmp_path):
    plan = begin(shards=3)
    write_digits(tmp_path / "in", 9)
    assert begin(shards=3) == begin() == plan
    assert plan.files == 7


@pytest.mark.parametrize(
    "change", [{"network": "digits-deep"}, {"places": ["/tmp"]}, {"top": 4}, {"shards": 2}]
)
def test_another_job_is_refused(begin, change):
    begin(shards=3)
    with pytest.raises(BadData, match="answers of another job"):
        begin(**change)


@pytest.mark.parametrize(
    "damage", [b"", b"[]", b"{", {"format": 2}, {"files": 0}, {"shards": 10**9}, {"places": 5}, {"more": 1}]
)
def test_a_damaged_plan_is_refused_in_a_sentence(begin, tmp_path, damage):
    begin()
    path = tmp_path / "out" / "plan.json"
    if isinstance(damage, dict):
        damage = json.dumps(json.loads(path.read_text()) | damage).encode()
    path.write_bytes(damage)
    with pytest.raises(BadData, match="plan of this job is damaged"):
        begin()


def test_all_classes_may_be_asked_for_in_any_number(begin):
    assert begin(top=10**12).top == 10
    assert begin(top=10) == begin(top=11)


def test_a_folder_of_something_else_is_left_alone(begin, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_text("mine")
    with pytest.raises(BadData, match=r"new or an empty folder.*thesis.doc"):
        begin()
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadData, match="no pictures or drawings"):
        begin(places=[str(tmp_path / "empty")], out="other")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.doc"]


def test_only_whole_parts_of_this_division_count_as_done(begin, tmp_path):
    plan = begin(shards=4)
    answers = tmp_path / "out" / "answers"
    answers.mkdir()
    for name in (plan.part_name(2), "part-000001-of-000005.parquet", ".part-000000-of-000004.parquet-x", "x"):
        (answers / name).write_bytes(b"")
    assert open_shards(open_place(str(tmp_path / "out")), plan) == [0, 1, 3]
