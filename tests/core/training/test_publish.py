"""The bundle and the figures of a finished training."""

from dataclasses import asdict, replace

import numpy as np
import pytest
from PIL import Image
from statsmodels.stats.proportion import proportion_confint

from core.bundles.familiarity import NO_STRANGERS
from core.bundles.library import read_library
from core.datasets.data_set import write_list
from core.datasets.store import read_data_set
from core.inference.calibration import softmax
from core.inference.classifier import Classifier
from core.jobs.process import State, update_state
from core.jobs.progress import ProgressWriter
from core.storage.paths import home
from core.training.backbones import backbone
from core.training.features import features_of
from core.training.head_training import on_backbone, train_last_layer
from core.training.prepared_data import prepare
from core.training.publish import publish
from core.training.results import answers_of
from core.training.runs import Run
from tests.core.training_helpers import small_request


@pytest.fixture
def taught(tmp_path):
    """A training on data of which the first two pictures of each class are the user's own test part."""
    return teach(tmp_path)


def teach(tmp_path, tested_classes=3):
    """Returns the results of a training that was prepared and run in this process, without a worker.

    The first two pictures of some classes, which have ten each, are the user's own test part.
    """
    request = small_request(tmp_path, bundle="my-things", description="Three things.")
    data_set = read_data_set(request.data_set)
    samples = [
        replace(sample, part="test" if index % 10 < 2 and index < 10 * tested_classes else "train")
        for index, sample in enumerate(data_set.samples)
    ]
    write_list(replace(data_set, samples=tuple(samples)))
    prepared, folder = prepare(request), home() / "runs" / "a-run"
    folder.mkdir(parents=True)
    progress = ProgressWriter(folder)
    base = backbone("sketches-345", "ink")
    classifier = Classifier(base)
    features = features_of(prepared.data_set, prepared.samples, classifier, 2, lambda *_: None)
    layer = train_last_layer(prepared, features, NO_STRANGERS, folder, progress)
    trained = on_backbone(base, layer, features)
    return prepared, trained, folder, progress


@pytest.fixture
def published(taught):
    """The prepared data, the run's folder, and the outcome of publishing it."""
    prepared, _, folder, _ = taught
    return prepared, folder, publish(*taught)


def test_the_card_and_the_outcome_say_whose_test_pictures_they_are(published):
    prepared, _, outcome = published
    assert (outcome.given_test, outcome.images, outcome.folds) == (6, 6, 0)
    assert outcome.test_part_in_words == "The test pictures are your own part called test."
    assert list(read_library([home() / "models"]).get("my-things").card.figures) == ["your own test part"]
    assert {prepared.samples[index].part for index in prepared.split.test} == {"test"}


def test_a_test_part_of_some_classes_is_not_said_to_have_measured_them_all(tmp_path):
    prepared, *rest = teach(tmp_path, tested_classes=1)
    outcome = publish(prepared, *rest)
    # The network has learned from the pictures of the other two classes.
    assert (outcome.given_test, outcome.images, outcome.trained_on) == (2, 22, 28)
    assert outcome.folds > 0
    (part,) = read_library([home() / "models"]).get("my-things").card.figures
    assert part == outcome.measured_on == "your own test part and cross-validation"


def test_a_network_without_a_description_names_its_data_set_in_quotes(taught):
    prepared, *rest = taught
    assert prepared.data_set.title == "My drawings"
    publish(replace(prepared, request=replace(prepared.request, description="")), *rest)
    card = read_library([home() / "models"]).get("my-things").card
    assert card.description == 'Taught with "My drawings".'
    assert [source.is_own for source in card.training.data] == [True]


@pytest.mark.parametrize("bursts", [1, 2])
def test_near_duplicates_count_as_one_picture_in_the_interval(taught, bursts):
    prepared, *rest = taught
    groups = prepared.groups.copy()
    # The two test pictures of some classes are near duplicates.
    for first, second in prepared.split.test.reshape(3, 2)[:bursts]:
        groups[second] = groups[first]
    outcome = publish(replace(prepared, groups=groups), *rest)
    assert outcome.images == 6
    independent = 6 - bursts
    low, high = proportion_confint(outcome.accuracy * independent, independent, method="wilson")
    assert (outcome.accuracy_low, outcome.accuracy_high) == pytest.approx((low, high), abs=1e-4)


def test_what_is_published_is_what_was_measured(published):
    prepared, folder, outcome = published
    bundle = read_library([home() / "models"]).get("my-things")
    assert bundle.labels == prepared.data_set.classes == outcome.labels
    assert outcome.bundle_folder == str(bundle.folder)

    classifier, right = Classifier(bundle), []
    confusion = np.zeros((3, 3), int)
    for index in prepared.split.test:
        content = prepared.data_set.read(prepared.samples[index])
        answer = classifier.classify_frame(classifier.preprocessor.or_blank(content)).top(1)[0].label
        label = prepared.samples[index].label
        right.append(answer == label)
        confusion[bundle.labels.index(label), bundle.labels.index(answer)] += 1
    assert outcome.images == len(right)
    assert outcome.accuracy == pytest.approx(np.mean(right), abs=1e-5)
    assert outcome.confusion == tuple(map(tuple, confusion.tolist()))
    assert outcome.per_class_images == tuple(confusion.sum(axis=1).tolist())

    logits, labels = bundle.evaluation()
    assert labels.tolist() == prepared.labels[prepared.split.test].tolist()
    run = Run(folder, State("done"), prepared.request, outcome)
    answers = answers_of(run)
    assert answers["label"].tolist() == [prepared.samples[index].label for index in prepared.split.test]
    surest = softmax(logits, bundle.temperature).max(axis=1)
    assert answers["probability"].tolist() == pytest.approx(surest.tolist(), abs=1e-3)


def test_a_picture_whose_name_would_end_its_row_leaves_all_answers_readable(taught):
    prepared, trained, folder, progress = taught
    samples = tuple(replace(sample, name=f"a\r{sample.number},b.png") for sample in prepared.samples)
    outcome = publish(replace(prepared, samples=samples), trained, folder, progress)
    answers = answers_of(Run(folder, State("done"), prepared.request, outcome))
    numbers = [samples[index].number for index in prepared.split.test]
    assert answers["number"].tolist() == numbers
    assert answers["name"].tolist() == [rf"a\r{number},b.png" for number in numbers]


def test_it_is_published_where_no_text_can_hold_the_path(taught, tmp_path, monkeypatch):
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "zo\udceb"))
    _, _, folder, _ = taught
    outcome = publish(*taught)
    assert read_library().bundles[outcome.bundle].labels == outcome.labels
    assert outcome.bundle_folder == str(tmp_path / "zo\\udceb" / "models" / outcome.bundle)
    update_state(folder, outcome=asdict(outcome))


def test_very_many_classes_have_no_confusion_matrix_but_all_other_figures(taught, monkeypatch):
    for module in ("outcome", "publish"):
        monkeypatch.setattr(f"core.training.{module}.MAX_CONFUSION_CLASSES", 2)
    outcome = publish(*taught)
    assert outcome.confusion == ()
    assert sum(outcome.per_class_images) == outcome.images == 6


def test_the_examples_are_training_pictures_in_a_row_for_each_class(published):
    prepared, _, outcome = published
    bundle = read_library([home() / "models"]).get("my-things")
    sheet = Image.open(bundle.folder / "examples.png").convert("RGB")
    assert sheet.size == (5 * 28, 3 * 28)
    for row in range(3):
        assert np.ptp(np.asarray(sheet.crop((0, 28 * row, 28, 28 * row + 28)))) > 0
    assert outcome.trained_on == len(prepared.split.train)


def test_the_examples_are_transparent_where_a_class_has_fewer_pictures(taught):
    prepared, *others = taught
    train = prepared.split.train
    missing = train[prepared.labels[train] == 0][2:]
    fewer = replace(prepared.split, train=np.setdiff1d(train, missing))
    publish(replace(prepared, split=fewer), *others)
    bundle = read_library([home() / "models"]).get("my-things")
    alpha = np.asarray(Image.open(bundle.folder / "examples.png"))[:, :, 3]
    assert (alpha[:28, : 2 * 28].min(), alpha[:28, 2 * 28 :].max()) == (255, 0)
    assert alpha[28:].min() == 255


def test_a_card_says_all_that_it_takes_to_make_the_network_anew(published):
    prepared, _, _ = published
    request, base = prepared.request, backbone("sketches-345", "ink")
    card = read_library([home() / "models"]).get("my-things").card
    record = card.training
    assert record.starts_from == "sketches-345"
    assert record.starts_from_sha256 == base.card.sha256["model.tflite"]
    assert (record.augmentations, record.seed) == (request.augmentations, request.seed)
    # A last layer is solved in one step, and no pictures were drawn for a test or validation part.
    assert (record.learning_rate, record.batch_size) == (None, None)
    assert (record.test_share, record.validation_share) == (None, None)
    assert card.recipe == (
        "python -m core train DATA --name my-things --strategy head --backbone sketches-345 "
        f"--augmentations {request.augmentations} --seed {request.seed}"
    )
