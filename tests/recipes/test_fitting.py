"""A killed training resumes as if it had never stopped."""

import dataclasses

import numpy as np
import pytest
from safetensors.numpy import load_file

from core.errors import DiskFull
from recipes import fitting
from recipes.fitting import Plan, fit, load_weights, read_history
from tests.core.full_disk import full_disk
from tests.recipes.striped_epochs import make_epoch, stripes_and_noise

PLAN = Plan("dense", 4, epochs=3, batch_size=16, average=0.9)


def validation():
    return make_epoch(99, 0)


class Killed(Exception):
    pass


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The weights of a training with the plan, beside its history."""
    return fit(PLAN, make_epoch, validation, tmp_path_factory.mktemp("trained"))


def test_a_killed_training_ends_as_an_uninterrupted_one(trained, tmp_path, monkeypatch):
    whole, history = load_file(trained), read_history(trained.with_name("history.csv"))
    assert [row["epoch"] for row in history] == [1, 2, 3]
    assert history[-1]["val_accuracy"] > 0.9

    real = fitting._Checkpoint.on_epoch_end

    def stop_after_the_first(self, epoch, logs=None):
        real(self, epoch, logs)
        if epoch == 0:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(fitting._Checkpoint, "on_epoch_end", stop_after_the_first)
        with pytest.raises(Killed):
            fit(PLAN, make_epoch, validation, tmp_path / "cut")
    assert len(read_history(tmp_path / "cut" / "history.csv")) == 1
    resumed = load_file(fit(PLAN, make_epoch, validation, tmp_path / "cut"))
    assert [row["epoch"] for row in read_history(tmp_path / "cut" / "history.csv")] == [1, 2, 3]
    for path, value in whole.items():
        # Dropout draws different numbers after a restart; without a checkpoint, weights would be far apart.
        assert np.abs(resumed[path] - value).mean() < 0.01, path

    with pytest.raises(SystemExit, match="another plan"):
        fit(dataclasses.replace(PLAN, seed=2), make_epoch, validation, tmp_path / "cut")


def test_a_training_whose_plan_could_not_be_written_can_start_later(tmp_path):
    with full_disk(), pytest.raises(DiskFull):
        fit(PLAN, make_epoch, validation, tmp_path)
    weights = tmp_path / "weights.safetensors"
    weights.touch()
    assert fit(PLAN, make_epoch, validation, tmp_path) == weights


def test_without_dropout_what_is_learned_is_what_answers(trained, tmp_path):
    def loss_while_learning(dropout):
        plan = dataclasses.replace(PLAN, epochs=1, dropout=dropout, peak_learning_rate=1e-6, average=0.0)
        folder = tmp_path / str(dropout)
        fit(dataclasses.replace(plan, seed=3), make_epoch, lambda: make_epoch(3, 0), folder, trained)
        return read_history(folder / "history.csv")[0]

    # The validation pictures are those of the first epoch, and the learning rate is too small to change much.
    without, with_dropout = loss_while_learning(False), loss_while_learning(True)
    assert without["loss"] == pytest.approx(without["val_loss"], rel=0.01)
    assert with_dropout["loss"] > 1.05 * with_dropout["val_loss"]


def test_frozen_layers_stay_as_they_were_at_the_start(trained, tmp_path):
    plan = dataclasses.replace(PLAN, epochs=1, frozen=("hidden",))
    after, before = load_file(fit(plan, make_epoch, validation, tmp_path, trained)), load_file(trained)
    for path, value in before.items():
        assert np.array_equal(after[path], value) == path.startswith("hidden"), path


def test_weights_are_set_by_path_and_a_missing_one_is_named(tmp_path):
    from safetensors.numpy import save_file

    from core.keras_models import architectures

    model = architectures.build("dense", 4)
    save_file({v.path: np.ones(v.shape, np.float32) for v in model.weights[:-1]}, tmp_path / "w")
    with pytest.raises(KeyError, match="logits/bias"):
        load_weights(model, tmp_path / "w")
    save_file({v.path: np.ones(v.shape, np.float32) for v in model.weights}, tmp_path / "w")
    load_weights(model, tmp_path / "w")
    assert all(float(np.asarray(weight.value).min()) == 1 for weight in model.weights)


def test_some_of_another_networks_classes_are_taken_over_in_order(tmp_path):
    from safetensors.numpy import save_file

    from core.keras_models import architectures

    large, small = architectures.build("dense", 6), architectures.build("dense", 3)
    save_file({v.path: np.asarray(v.value) for v in large.weights}, tmp_path / "w")
    load_weights(small, tmp_path / "w", classes=(4, 0, 2))
    picture = np.random.default_rng(0).random((1, 28, 28, 1), dtype=np.float32)
    wanted = large.predict(picture, verbose=0)[:, [4, 0, 2]]
    np.testing.assert_allclose(small.predict(picture, verbose=0), wanted, atol=1e-5)
    with pytest.raises(KeyError, match="shape"):
        load_weights(small, tmp_path / "w")


def test_a_training_with_outliers_learns_to_tell_them_apart(tmp_path):
    from core.inference.rejection import energy_score
    from core.keras_models import architectures

    plan = Plan("dense", 4, epochs=4, batch_size=16, average=0.9, outliers=True)
    model = architectures.build("dense", 4)
    load_weights(model, fit(plan, stripes_and_noise, validation, tmp_path))
    stripes = model.predict(validation()[0][..., None] / 255, verbose=0)
    noise = model.predict(np.random.default_rng(9).random((64, 28, 28, 1)), verbose=0)
    assert np.quantile(energy_score(stripes), 0.05) > np.quantile(energy_score(noise), 0.95)
