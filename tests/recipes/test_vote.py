"""Networks joined into one answer with the mean of their logits."""

import keras
import numpy as np
from safetensors.numpy import save_file

from core import networks
from core.conversion import feature_grid
from recipes.fitting import load_weights, read_history
from recipes.tables import write_table
from recipes.vote import join

PICTURES = np.random.default_rng(0).random((3, 28, 28, 1), dtype=np.float32)


def test_the_joined_network_answers_with_the_mean_of_its_members(tmp_path):
    answers, folders = [], []
    for seed in range(3):
        keras.utils.set_random_seed(seed)
        member = networks.build("digits-deep", 10)
        answers.append(member.predict(PICTURES, verbose=0))
        folder = tmp_path / f"member-{seed}"
        write_table(folder / "history.csv", [{"epoch": 1, "val_accuracy": 0.9 + seed / 100}])
        save_file({v.path: np.asarray(v.value) for v in member.weights}, folder / "weights.safetensors")
        folders.append(folder)
    joined = networks.build("digits-vote", 10)
    load_weights(joined, join(folders, tmp_path / "joined"))
    np.testing.assert_allclose(joined.predict(PICTURES, verbose=0), np.mean(answers, axis=0), atol=1e-5)
    assert np.abs(answers[0] - answers[1]).max() > 0.01
    assert read_history(tmp_path / "joined" / "history.csv") == [{"epoch": 1.0, "val_accuracy": 0.91}]
    # Its heat map lies where its members' lie.
    assert feature_grid(joined) == feature_grid(member)
