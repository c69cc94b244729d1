"""Weights are read and set by Keras path."""

import keras
import numpy as np
import pytest

from core.keras_models.weights import arrays_of, set_weights


def dense(seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((4,))
    return keras.Model(inputs, keras.layers.Dense(3, name="logits")(inputs))


def test_what_is_read_from_one_model_makes_another_the_same():
    first, second = dense(1), dense(2)
    pixels = np.ones((2, 4), np.float32)
    assert not np.allclose(first(pixels), second(pixels))
    arrays = arrays_of(first.weights)
    assert set(arrays) == {"logits/kernel", "logits/bias"}
    set_weights(second, {path: array.astype(np.float16) for path, array in arrays.items()})
    assert np.asarray(second(pixels)) == pytest.approx(np.asarray(first(pixels)), abs=1e-2)


def test_what_was_read_stays_as_it_was_in_the_type_that_was_asked_for():
    model = dense(1)
    halved = arrays_of(model.weights, np.float16)
    before = np.asarray(model.get_layer("logits").kernel.value).copy()
    model.get_layer("logits").kernel.assign(np.zeros((4, 3)))
    assert halved["logits/kernel"].dtype == np.float16
    assert halved["logits/kernel"] == pytest.approx(before, abs=1e-3)


def test_a_weight_that_is_missing_is_named():
    with pytest.raises(KeyError, match="logits/kernel"):
        set_weights(dense(1), {})
    arrays = arrays_of(dense(1).weights)
    with pytest.raises(KeyError, match=r"logits/kernel of shape \(4, 3\)"):
        set_weights(dense(1), arrays | {"logits/kernel": np.ones((4, 2), np.float32)})


def test_where_one_does_not_fit_none_is_set():
    model, other = dense(1), dense(2)
    before = arrays_of(model.weights)
    with pytest.raises(KeyError, match="logits/bias"):
        set_weights(model, {"logits/kernel": arrays_of(other.weights)["logits/kernel"]})
    after = arrays_of(model.weights)
    assert all((after[path] == before[path]).all() for path in before)
