"""Architectures, conversion and fine-tuning; only this and `core/workers` import Keras and TensorFlow.

Knows how networks are built by name, how they are converted to `.tflite`, and how their own layers are
trained. The app never imports it; it runs in workers and recipes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "applications": ["build_on", "convert"],
        "architectures": ["DIGITS_RESIDUAL_WIDTHS", "ENSEMBLE_SHIFTS"],
        "calibration": ["calibration_pictures"],
        "finetuning": ["train_from_scratch", "tune_last_blocks"],
        "layers": ["LOGITS_LAYER"],
        "receptive_field": ["feature_grid"],
        "registry": ["build"],
        "residual": ["residual_network"],
        "tflite": ["to_runnable_tflite", "to_tflite", "versions"],
        "tflite_weights": ["set_bundle_weights"],
        "weights": ["arrays_of", "set_weights"],
    },
)
