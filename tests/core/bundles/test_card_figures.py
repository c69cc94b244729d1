"""The measured figures on a card."""

import pytest
from pydantic import ValidationError

from core.bundles.card_figures import KerasAgreement, PartFigures, SampleFigures, Speed

LEAST = {"images": 3, "accuracy": 1.0, "calibration_error_before": 0.1, "calibration_error_after": 0}


def test_a_part_may_hold_figures_of_its_sample_and_a_sample_none():
    part = PartFigures(**LEAST, sample=SampleFigures(**LEAST))
    assert part.sample.accuracy == 1
    with pytest.raises(ValidationError, match="sample"):
        PartFigures.model_validate({**LEAST, "sample": {**LEAST, "sample": LEAST}})


@pytest.mark.parametrize("name", [name for name in SampleFigures.model_fields if name != "images"])
@pytest.mark.parametrize("value", [-0.001, 1.001, float("nan"), "0.5", True])
def test_every_figure_is_a_share(name, value):
    with pytest.raises(ValidationError, match=name):
        SampleFigures.model_validate({**LEAST, name: value})


def test_times_are_of_a_drawing_or_of_a_photo():
    machine = {"cores_used": 1, "machine": "this one"}
    assert Speed(strokes_ms=1, canvas_picture_ms=2.5, **machine).times_ms == (1, 2.5)
    assert Speed(photo_ms=7, **machine).times_ms == (7,)
    for times in ({}, {"strokes_ms": 1.0}, {"canvas_picture_ms": 1.0}, {"photo_ms": 0}, {"photo_ms": 1e9}):
        with pytest.raises(ValidationError):
            Speed.model_validate({**times, **machine})


def test_an_agreement_is_of_shares_and_distances():
    assert KerasAgreement(pictures=4, same_likeliest_class=1, largest_difference=0.01).mean_difference is None
    for wrong in ({"same_likeliest_class": 2}, {"largest_difference": -1}, {"pictures": 1.5}):
        values = {"pictures": 4, "same_likeliest_class": 1, "largest_difference": 0.01, **wrong}
        with pytest.raises(ValidationError, match=next(iter(wrong))):
            KerasAgreement.model_validate(values)
