"""Pictures whose class may be wrong are shown, and corrected with a click or two."""

import pytest

from core.datasets.store import read_data_set
from tests.widgets.app_helpers import click, labels, rerun, run_app, texts


def page(name):
    from core.datasets.store import data_sets
    from core.training.runs import read_run
    from widgets.train.choices import data_set_of
    from widgets.train.label_issues import show_label_issues

    run = read_run(name)
    show_label_issues(run, data_set_of(run, data_sets()))


def test_all_suggestions_are_accepted_with_two_clicks(done, drawings):
    suggested = drawings.samples[:2]
    rows = [f"{sample.number},{sample.label},my ladder,0.1" for sample in suggested]
    (done.folder / "suspects.csv").write_text("\n".join(["number,label,suggestion,self_confidence", *rows]))
    app = run_app(page, name=done.name)
    click(app, "Accept all")
    labels_now = {sample.number: sample.label for sample in read_data_set(drawings.name).samples}
    assert {labels_now[sample.number] for sample in suggested} == {"my ladder"}
    assert "All pictures that were listed here have been corrected or removed, or their" in texts(rerun(app))
    (done.folder / "suspects.csv").write_text("number,label,suggestion,self_confidence\n")
    assert "No picture was mistaken for another class with high confidence" in texts(rerun(app))


@pytest.mark.parametrize(
    ("count", "who", "what"),
    [
        (1, "this picture gave it another class", "it looks like"),
        (2, "these pictures gave them another class", "they look like"),
    ],
)
def test_words_about_suspicious_labels_agree_with_how_many_they_are(done, drawings, count, who, what):
    rows = [f"{sample.number},{sample.label},my ladder,0.1" for sample in drawings.samples[:count]]
    (done.folder / "suspects.csv").write_text("\n".join(["number,label,suggestion,self_confidence", *rows]))
    said = texts(run_app(page, name=done.name))
    assert who in said
    assert what in said


def test_in_a_public_demo_they_are_shown_but_not_changed(done, drawings, monkeypatch):
    sample = drawings.samples[0]
    rows = f"number,label,suggestion,self_confidence\n{sample.number},{sample.label},my ladder,0.1\n"
    (done.folder / "suspects.csv").write_text(rows)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    app = run_app(page, name=done.name)
    assert list(app.image[0].captions) == [sample.label]
    assert (labels(app), list(app.checkbox)) == ([], [])
