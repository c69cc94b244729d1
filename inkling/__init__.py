"""Inkling in Python: load a network and ask it, read pictures with their classes, teach, and measure.

Knows how answers, data sets and trainings of the engine in `core/` are given to a program and shown in a
notebook. Does not know how they are made, nor the pages or the terminal. It has only five public names.
"""

import logging
from typing import TYPE_CHECKING

import lazy_loader

from core.errors import InklingError

# Without a handler, Python would print tracebacks of errors that `InklingError` describes in one sentence.
logging.getLogger("core").addHandler(logging.NullHandler())

if TYPE_CHECKING:
    from inkling.data_sets import read_data_set as read_data_set
    from inkling.evaluations import evaluate as evaluate
    from inkling.networks import load_network as load_network
    from inkling.trainings import train as train

__getattr__, __dir__, _lazy = lazy_loader.attach(
    __name__,
    submod_attrs={
        "data_sets": ["read_data_set"],
        "evaluations": ["evaluate"],
        "networks": ["load_network"],
        "trainings": ["train"],
    },
)
__all__ = ["InklingError", "evaluate", "load_network", "read_data_set", "train"]
