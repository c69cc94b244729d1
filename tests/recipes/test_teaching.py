"""A teacher's answers, kept on disk and mixed with the true labels."""

import keras
import numpy as np
from safetensors.numpy import save_file

from core import networks
from core.confidence import softmax
from recipes import teaching
from recipes.work import work_folder


def test_targets_are_mostly_the_teachers_answer(tmp_path, monkeypatch):
    monkeypatch.setenv("INKLING_WORK", str(tmp_path))
    keras.utils.set_random_seed(0)
    teacher = networks.digits_vote(10, shifts=((0, 0),))
    folder = work_folder("digits-vote")
    folder.mkdir()
    save_file({v.path: np.asarray(v.value) for v in teacher.weights}, folder / "weights.safetensors")
    images = np.random.default_rng(0).integers(0, 255, (20, 28, 28)).astype(np.uint8)
    labels = np.arange(20) % 11
    calls = []

    def epoch(seed, number):
        calls.append(number)
        return images.copy(), labels

    monkeypatch.setattr(teaching, "_SOFTENED", 0)
    monkeypatch.setattr(teaching.epochs, "digits_and_others", epoch)
    seen, targets = teaching.digits_taught_by_vote(1, 0)
    np.testing.assert_allclose(targets.sum(axis=1), 1, atol=1e-5)
    logits = teacher.predict(images[..., None].astype(np.float32) / 255, verbose=0)
    answers = softmax(np.concatenate([logits, np.zeros((20, 1))], axis=1))
    right = (answers.argmax(axis=1) == labels)[:, None]
    assert 0 < right.sum() < 20
    wanted = np.where(right, 0.8 * answers + 0.2 * np.eye(11)[labels], np.eye(11)[labels])
    by_picture = {image.tobytes(): target for image, target in zip(images, wanted, strict=True)}
    for image, target in zip(seen, targets, strict=True):
        np.testing.assert_allclose(target, by_picture[image.tobytes()], atol=1e-4)

    # The same pictures come again later, in another order, without asking the teacher again.
    later, _ = teaching.digits_taught_by_vote(1, teaching.TAUGHT_EPOCHS)
    assert calls == [0]
    assert sorted(image.tobytes() for image in later) == sorted(image.tobytes() for image in images)
    assert not np.array_equal(later, seen)
