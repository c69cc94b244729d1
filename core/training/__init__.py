"""A data set and a request -> a bundle in the library, without Keras.

Knows runs on disk, backbones, features, the new last layer, and how what was learned is measured and
published. Does not know how Keras trains: that is done in `core/keras_models`, by the worker.
"""

from core.training.backbones import list_backbones
from core.training.presets import suggest
from core.training.request import TrainingRequest
from core.training.runs import Run, list_runs, read_run, start_run

__all__ = ["Run", "TrainingRequest", "list_backbones", "list_runs", "read_run", "start_run", "suggest"]
