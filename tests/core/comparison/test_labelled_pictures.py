"""A network is measured on labelled pictures, and pictures that cannot be used are named."""

from dataclasses import replace

from core.comparison.labelled_pictures import measure
from core.errors import BadData
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.image_source import ImageSource


def drawing(number, label):
    return ImageSource(f"drawing {number}", lambda: example_drawing("digits", number)[1], label)


def test_answers_are_compared_with_labels(classifiers):
    names = list(EXAMPLES["digits"])
    # All drawings are read right, but two have the label of another digit.
    labels = [*names[:8], names[0], names[0]]
    measured = measure(classifiers["digits-deep"], [drawing(n, label) for n, label in enumerate(labels)])
    assert measured.figures.images == 10
    assert measured.figures.accuracy == 0.8
    counts = measured.figures.confusion
    assert counts.sum() == 10
    index = classifiers["digits-deep"].bundle.labels.index
    assert counts[index(names[0]), index(names[8])] == 1
    assert (measured.unlabelled, measured.unknown_labels, measured.unreadable) == ((), {}, ())


def test_names_of_classes_are_compared_as_folders_write_them(classifiers):
    def house(label):
        return ImageSource("a smiley", lambda: example_drawing("sketches", 1)[1], label)

    sources = [house("smiley face"), house("smiley_face"), house(" smiley face ")]
    assert measure(classifiers["sketches-50"], sources).figures.images == 3


def test_what_cannot_be_used_is_named(classifiers):
    def gone():
        raise BadData("It is gone.")

    sources = [drawing(1, None), drawing(2, "teapot"), drawing(3, "teapot"), ImageSource("lost", gone, "1")]
    measured = measure(classifiers["digits-simple"], sources)
    assert measured.figures is None
    assert measured.unlabelled == ("drawing 1",)
    assert measured.unknown_labels == {"teapot": 2}
    assert [(name, str(error)) for name, error in measured.unreadable] == [("lost", "It is gone.")]


def test_of_two_classes_five_likeliest_say_nothing(classifiers):
    right = drawing(1, list(EXAMPLES["digits"])[1])
    assert measure(classifiers["digits-deep"], [right]).top5_accuracy == 1
    few = measure(classifiers["animals-deep"], [drawing(1, "cat")])
    assert len(few.figures.confusion) == 6
    assert few.top5_accuracy is not None


def test_a_class_also_stands_for_its_plural_and_its_kinds_as_on_the_compare_page(classifiers):
    cat, tripod = (
        replace(next(photo for photo in read_example_photos() if photo.name == name), label=label)
        for name, label in (("cat.jpg", "cats"), ("tripod.jpg", "tripods"))
    )
    measured = measure(classifiers["things-1000"], [cat, tripod])
    # There are five kinds of domestic cats, and one tripod.
    assert (measured.known_by_kind, measured.unknown_labels) == (("cats",), {})
    assert (measured.figures.images, measured.figures.accuracy) == (2, 1.0)
    row = measured.labels.index("cats")
    assert measured.figures.confusion[row, row] == 1
    assert not {"tabby", "Egyptian cat"} & set(measured.labels)
