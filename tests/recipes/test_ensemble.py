"""Networks joined into one answer with the mean of their logits."""

import keras
import numpy as np
from safetensors.numpy import save_file

from core.bundles.runtime import LiteRTModel
from core.keras_models import architectures
from core.keras_models.receptive_field import feature_grid
from core.keras_models.tflite import to_tflite
from recipes.ensemble import join
from recipes.fitting import load_weights, read_history
from recipes.storage import write_table

# Ink stays clear of the edges, where a shifted copy would lose it.
PICTURES = np.pad(
    np.random.default_rng(0).random((3, 24, 24, 1), dtype=np.float32), ((0, 0), (2, 2), (2, 2), (0, 0))
)


def test_the_joined_network_answers_with_the_mean_of_its_members_over_shifted_copies(tmp_path):
    answers, folders = [], []
    for seed in range(2):
        keras.utils.set_random_seed(seed)
        member = architectures.build("digits-deep", 10)
        answers.append(
            [
                member.predict(np.roll(PICTURES, shift, axis=(1, 2)), verbose=0)
                for shift in architectures.ENSEMBLE_SHIFTS
            ]
        )
        folder = tmp_path / f"member-{seed}"
        write_table(folder / "history.csv", [{"epoch": 1, "val_accuracy": 0.9 + seed / 100}])
        save_file({v.path: np.asarray(v.value) for v in member.weights}, folder / "weights.safetensors")
        folders.append(folder)
    joined = architectures.build("digits-ensemble", 10)
    load_weights(joined, join(folders, tmp_path / "joined"))
    np.testing.assert_allclose(joined.predict(PICTURES, verbose=0), np.mean(answers, axis=(0, 1)), atol=1e-5)
    assert np.abs(np.subtract(*answers[:2])).max() > 0.01
    assert read_history(tmp_path / "joined" / "history.csv") == [{"epoch": 1.0, "val_accuracy": 0.905}]
    # Its heat map lies where its members' lie.
    assert feature_grid(joined) == feature_grid(member)


def test_the_joined_network_is_converted_with_its_heat_map():
    joined = architectures.build("digits-ensemble", 10)
    network = LiteRTModel(to_tflite(joined, "float32"))
    logits, features = network.run(PICTURES[0])
    np.testing.assert_allclose(logits, joined.predict(PICTURES[:1], verbose=0)[0], atol=1e-4)
    kernel, bias = (np.asarray(weight.value) for weight in joined.get_layer("logits").weights)
    # The heat map's exactness: the mean of the feature map through the last layer is the answer.
    np.testing.assert_allclose(features.mean(axis=(0, 1)) @ kernel + bias, logits, atol=1e-4)
