"""The fused normalisation changes nothing on backends other than PyTorch."""

import keras
import pytest

from recipes.fused_norm import use_fused_norm_on_torch


@pytest.mark.skipif(keras.backend.backend() == "torch", reason="replaces the method on this backend")
def test_other_backends_keep_keras_own_normalisation():
    call = keras.layers.BatchNormalization.call
    use_fused_norm_on_torch()
    assert keras.layers.BatchNormalization.call is call
