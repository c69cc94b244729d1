"""The digit networks in JAX give the same answers as those in Keras with the same weights."""

import numpy as np
import pytest

from core.keras_models.registry import build
from core.keras_models.weights import arrays_of, set_weights

jax = pytest.importorskip("jax")
from recipes import digit_forward  # noqa: E402

GENERATOR = np.random.default_rng(8)
PICTURES = GENERATOR.random((6, 28, 28, 1), dtype=np.float32)


@pytest.fixture(autouse=True)
def exact(monkeypatch):
    monkeypatch.setattr(digit_forward, "DTYPE", np.float32)


def test_the_deep_network_answers_as_in_keras():
    weights, running = digit_forward.new_deep(GENERATOR)
    for name in running:
        running[name] = GENERATOR.uniform(0.5, 1.5, running[name].shape).astype(np.float32)
    model = build("digits-residual", 10)
    set_weights(model, weights | running)
    assert {variable.path for variable in model.weights} == set(weights) | set(running)
    logits, after = digit_forward.deep(weights, running, PICTURES, training=False)
    np.testing.assert_allclose(logits, model(PICTURES, training=False), rtol=1e-3, atol=1e-3)
    assert after == {}


def test_training_normalises_with_the_batchs_own_means():
    weights, running = digit_forward.new_deep(GENERATOR)
    _, after = digit_forward.deep(weights, running, PICTURES, training=True)
    assert set(after) == set(running)
    kernel = weights["stem_conv/kernel"]
    padded = np.pad(PICTURES[..., 0], ((0, 0), (1, 1), (1, 1)))
    channel = sum(
        padded[:, row : row + 28, column : column + 28] * kernel[row, column, 0, 5]
        for row in range(3)
        for column in range(3)
    )
    assert after["stem_norm/moving_mean"][5] == pytest.approx(0.03 * channel.mean(), abs=1e-5)
    assert after["stem_norm/moving_variance"][5] == pytest.approx(0.97 + 0.03 * channel.var(), abs=1e-4)


@pytest.mark.parametrize(("network", "name"), [("simple", "simple-convnet"), ("dense", "dense")])
def test_the_others_answer_as_in_keras(network, name):
    weights, running = getattr(digit_forward, f"new_{network}")(GENERATOR)
    assert running == {}
    model = build(name, 10)
    weights = {path: array + np.float32(0.01) for path, array in weights.items()}
    set_weights(model, weights)
    assert set(arrays_of(model.weights)) == set(weights)
    logits = getattr(digit_forward, network)(weights, PICTURES)
    np.testing.assert_allclose(logits, model(PICTURES, training=False), rtol=1e-3, atol=1e-3)


def test_no_digit_has_the_logit_zero():
    with_no_digit = digit_forward.with_no_digit(np.ones((2, 10), np.float32))
    np.testing.assert_array_equal(with_no_digit, np.pad(np.ones((2, 10)), ((0, 0), (0, 1))))
