"""Architectures, conversion and fine-tuning: with `core/workers`, all that imports Keras and TensorFlow.

Knows how networks are built by name, how they become `.tflite`, and how their own layers learn. The app never
imports it: it runs in workers and recipes.
"""

from core.keras_models.registry import build

__all__ = ["build"]
