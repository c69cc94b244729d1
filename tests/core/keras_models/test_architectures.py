"""The network for photos that is taught from scratch."""

import keras
import numpy as np

from core.keras_models import architectures
from core.keras_models.layers import FEATURE_LAYER, LOGITS_LAYER


def test_its_answer_is_the_mean_of_its_feature_map_through_the_last_layer():
    model = architectures.build("photos-small", 3)
    assert model.count_params() < 2_000_000
    inside = keras.Model(model.input, [model.get_layer(FEATURE_LAYER).output, model.output])
    pictures = np.random.default_rng(1).random((2, 32, 32, 3), dtype=np.float32)
    features, logits = inside.predict(pictures, verbose=0)
    assert features.shape == (2, 7, 7, 256)
    kernel, bias = model.get_layer(LOGITS_LAYER).get_weights()
    np.testing.assert_allclose(logits, features.mean(axis=(1, 2)) @ kernel + bias, atol=1e-5)
