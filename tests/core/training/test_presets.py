"""What is suggested fits the data and what is on the machine."""

import pytest

from core.datasets.store import create_data_set
from core.errors import BadRequest
from core.training.presets import CARE, WAYS, suggest
from core.training.runs import check_request
from tests.core.drawn import drawn_data_set


def test_drawings_are_built_on_the_sketches(tmp_path):
    suggestion = suggest(drawn_data_set(tmp_path))
    assert suggestion.request.backbone == "sketches-345"
    assert suggestion.request.way == "head"
    assert "36 drawings of 3 classes" in suggestion.reason


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("care", CARE)
def test_every_suggestion_can_be_asked_for(tmp_path, way, care):
    request = suggest(drawn_data_set(tmp_path), way=way, care=care).request
    check_request(request)
    assert request.way == way
    assert (request.backbone == "") == (way == "scratch")


def test_more_care_is_more_views(tmp_path):
    views = [suggest(drawn_data_set(tmp_path), care=care).request.views for care in CARE]
    assert views == sorted(set(views))


def test_without_a_backbone_it_is_from_scratch_or_a_sentence(monkeypatch):
    monkeypatch.setattr("core.training.presets.list_backbones", lambda kind: [])
    assert suggest(create_data_set("a", "photo")).request.way == "scratch"
    with pytest.raises(BadRequest, match="add-weights"):
        suggest(create_data_set("a", "photo"), way="head")
