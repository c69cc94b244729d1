"""Every shipped bundle is as good as its card says."""

from functools import cache
from itertools import product

import numpy as np
import pytest
from safetensors.numpy import load_file

from core.inference.calibration import expected_calibration_error, softmax
from core.inference.imagenet import imagenet_numbers
from core.inference.rejection import energy_score
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.ink_frames import ink_frame
from core.preprocessing.rasterize import rasterize
from core.storage.paths import SHIPPED
from core.training.evaluation import figures
from recipes.ood_test_sets import scribbles

NAMES = sorted(path.name for path in SHIPPED.iterdir() if path.is_dir())
ASKED = {
    "digits-dense",
    "digits-simple",
    "digits-deep",
    "animals-simple",
    "animals-deep",
    "sketches-345",
    "sketches-50",
    "things-1000",
}
# The bundles that read drawings.
DRAWN = [name for name in NAMES if name != "things-1000"]


@cache
def first_test_part(label_set, size_px):
    """Pictures and labels of the first test part on which a network's figures are measured."""
    from recipes import training_sets

    _, part = next(training_sets.test_parts(label_set, size_px))
    return part


def first_pictures(label_set, size_px, rows):
    """Some pictures of that part and all its labels; drawing tens of thousands of sketches takes long."""
    if label_set not in ("fifty", "sketches"):
        images, labels = first_test_part(label_set, size_px)
        return images[rows].astype(np.float32) / 255, labels
    drawings, frame = held_back(label_set), ink_frame("quickdraw", size_px)
    classes = list(dict.fromkeys(label for label, _ in drawings))
    numbers = {label: number for number, label in enumerate(classes)}
    images = np.stack([frame.of_strokes(drawings[row][1]) for row in rows])
    return np.round(images * 255) / 255, np.array([numbers[label] for label, _ in drawings])


@cache
def held_back(label_set):
    """Labelled drawings as strokes, held back from training."""
    from recipes.data import held_back_strokes

    return held_back_strokes(label_set)


def main_part(bundle):
    """The name and figures of the card's first test part."""
    return bundle.card.main_figures


def test_all_are_there_and_sound(shipped):
    assert shipped.refused == []
    assert set(shipped.bundles) == ASKED


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_logits_give_the_cards_figures(name, shipped):
    bundle = shipped.get(name)
    logits, labels = bundle.evaluation()
    sample = main_part(bundle)[1].sample
    found = figures(logits, labels, bundle.temperature)
    assert found.images == sample.images
    assert found.accuracy == pytest.approx(sample.accuracy, abs=1e-5)
    assert found.balanced_accuracy == pytest.approx(sample.balanced_accuracy, abs=1e-5)
    assert found.balanced_top5_accuracy == pytest.approx(sample.balanced_top5_accuracy, abs=1e-5)
    assert found.expected_calibration_error == pytest.approx(sample.calibration_error_after, abs=1e-4)
    before = expected_calibration_error(softmax(logits), labels)
    assert before == pytest.approx(sample.calibration_error_before, abs=1e-4)
    accepted = (energy_score(logits) >= bundle.reject_threshold_of(logits)).mean()
    assert accepted == pytest.approx(sample.accepted, abs=2e-3)


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_speaks_for_the_whole_test_part(name, shipped):
    part = main_part(shipped.get(name))[1]
    sample = part.sample
    assert sample.images >= min(part.images, 1_500, 100_000 // len(shipped.get(name).labels))
    # Four standard errors of a share.
    spread = 4 * np.sqrt(max(part.accuracy * (1 - part.accuracy), 1e-3) / sample.images)
    assert sample.accuracy == pytest.approx(part.accuracy, abs=spread)


@pytest.mark.data
@pytest.mark.parametrize("name", DRAWN)
def test_the_network_gives_the_stored_logits(name, shipped, classifiers):
    from recipes.descriptions import DESCRIPTIONS

    bundle = shipped.get(name)
    stored = load_file(bundle.folder / "evaluation.safetensors")
    images, labels = first_pictures(
        DESCRIPTIONS[name].label_set, bundle.preprocessor.size_px, stored["indices"][:60]
    )
    np.testing.assert_array_equal(labels[stored["indices"]], stored["labels"])
    close = 0
    for row, image in enumerate(images):
        logits = classifiers[name].classify_frame(image).logits
        close += np.abs(logits - stored["logits"][row].astype(np.float32)).max() < 0.1
    # Another processor may round an int8 layer's input differently.
    assert close >= 57


@pytest.mark.data
def test_the_photo_network_gives_the_stored_logits(shipped, classifiers):
    from recipes.data import data_folder

    bundle = shipped.get("things-1000")
    stored = load_file(bundle.folder / "evaluation.safetensors")
    paths = sorted((data_folder() / "photos" / "imagenet_samples").glob("*.jpg"))
    for row in range(10):
        path, label = paths[stored["indices"][row]], stored["labels"][row]
        answer = classifiers["things-1000"].classify_picture(decode_image(path.read_bytes()))
        assert imagenet_numbers()[label] == path.name.split("_")[0]
        # Another processor may round some integer sums differently.
        assert np.abs(answer.logits - stored["logits"][row].astype(np.float32)).mean() < 0.15


def test_the_photo_network_is_right_on_the_examples_and_not_sure_of_strangers(classifiers):
    answers = {
        photo.label: classifiers["things-1000"].classify_picture(photo.content())
        for photo in read_example_photos()
    }
    right = {"Cat": "Egyptian cat", "Espresso": "espresso", "Palace": "palace", "Tripod": "tripod"}
    assert {name: answers[name].top(1)[0].label for name in right} == right
    assert all(answers[name].sure for name in right)
    assert not answers["Portrait"].sure
    assert not answers["Written words"].sure


def stranger(name):
    """A picture of something that the network does not know."""
    if name == "scribble":
        ink = rasterize(scribbles(np.random.default_rng(5)), 280, 280, 6)
        pixels = np.dstack([255 - ink] * 3)
    elif name == "drawing":
        ink = rasterize(example_drawing("animals", 1)[1], 280, 280, 8)
        pixels = np.dstack([255 - ink] * 3)
    else:
        shade = np.linspace(150, 200, 300)[:, None, None] * np.array([1.0, 0.97, 0.9])
        pixels = np.broadcast_to(shade, (300, 400, 3)).astype(np.uint8)
    return Picture(pixels, pixels.shape[1], pixels.shape[0])


@pytest.mark.parametrize("name", ["scribble", "drawing", "wall"])
def test_the_photo_network_is_not_sure_of_what_is_no_photo_of_a_thing(name, classifiers):
    assert classifiers["things-1000"].classify_picture(stranger(name)).reason == "unfamiliar"


@pytest.mark.data
@pytest.mark.parametrize("name", DRAWN)
def test_freshly_drawn_strokes_are_read_as_the_card_says(name, shipped, classifiers):
    from recipes.descriptions import DESCRIPTIONS

    everything = held_back(DESCRIPTIONS[name].label_set)
    drawings = everything[:: max(1, len(everything) // 400)]
    right = [classifiers[name].classify_strokes(s).top(1)[0].label == label for label, s in drawings]
    parts = shipped.get(name).card.figures
    of_strokes = ("pen, from strokes", "held-back drawings, strokes only", "held-back drawings")
    part = next(parts[part] for part in of_strokes if part in parts)
    spread = 3 * np.sqrt(max(part.accuracy * (1 - part.accuracy), 2e-3) / len(drawings))
    assert np.mean(right) == pytest.approx(part.accuracy, abs=spread)


@pytest.mark.parametrize("name", ["digits-deep", "digits-simple", "digits-dense"])
def test_a_one_of_a_single_straight_stroke_is_a_sure_one_and_a_lying_line_is_none(name, classifiers):
    down, network = np.linspace(-0.5, 0.5, 25), classifiers[name]
    answers = []
    for slant, height in product((-8, -3, 0, 3, 8, 15, 22), (70, 120, 180, 240)):
        across = np.tan(np.radians(slant)) * -down
        answers.append(network.classify_strokes([140 + height * np.float32(np.stack([across, down], 1))]))
    assert all(answer.top(1)[0].label == "1" for answer in answers)
    assert sum(answer.sure for answer in answers) >= 27
    lying = [np.stack([np.linspace(40, 240, 25), np.full(25, 140.0)], 1).astype("f4")]
    assert not network.classify_strokes(lying).sure


@pytest.mark.parametrize("name", NAMES)
def test_one_picture_takes_a_few_milliseconds_as_the_card_states(name, shipped):
    speed = shipped.get(name).card.speed
    assert len(speed.times_ms) == (2 if name in DRAWN else 1)
    assert all(0 < milliseconds <= (10 if name in DRAWN else 40) for milliseconds in speed.times_ms)
    assert speed.cores_used == 1
    assert "cores" in speed.machine


def test_the_networks_have_the_sizes_asked_for(shipped):
    size = {name: bundle.card.size_bytes["model.tflite"] for name, bundle in shipped.bundles.items()}
    assert shipped.get("digits-simple").card.network.parameters == 34_826
    assert size["digits-deep"] < 2_000_000
    assert size["sketches-345"] < 6_000_000
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) <= 35_000_000


def test_the_networks_that_go_on_from_others_say_so(shipped):
    for name, start in (("sketches-50", "strokes-backbone"), ("animals-deep", "animals-deep-start")):
        assert shipped.get(name).card.training.starts_from == start
    fifty, all_of_them = shipped.get("sketches-50").labels, shipped.get("sketches-345").labels
    assert len(fifty) == 50
    assert set(fifty) < set(all_of_them)


def test_the_network_for_photos_knows_six_kinds_of_strangers(shipped):
    bundle = shipped.get("things-1000")
    assert bundle.strangers().shape == (6, bundle.network().shapes.features[3])
    assert bundle.familiarity() is None
