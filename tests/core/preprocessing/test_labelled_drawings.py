"""One drawing for each class that Inkling ships drawings of."""

from core.preprocessing.drawings_by_others import drawings_by_others
from core.preprocessing.labelled_drawings import labelled_drawing


def test_every_shipped_class_of_drawings_has_one_and_the_best_networks_recognise_the_digits(classifiers):
    for name in ("digits-deep", "animals-deep", "sketches-345"):
        assert all(labelled_drawing(label) for label in classifiers[name].bundle.labels), name
    digits = classifiers["digits-deep"]
    assert [
        digits.classify_strokes(labelled_drawing(label)).top(1)[0].label for label in "0123456789"
    ] == list("0123456789")


def test_one_by_others_stands_in_where_there_is_no_example():
    assert labelled_drawing("zebra") is drawings_by_others()["zebra"]
    assert labelled_drawing("no such thing") is None
