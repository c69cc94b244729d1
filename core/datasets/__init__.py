"""Labelled pictures on disk: read, taken in, kept, checked and split.

Knows folders, zips and stroke files from outside, and the data sets that people keep. Does not know training;
networks only as far as they label pictures (pseudo-labels).
"""

from core.datasets.checks import check_data_set
from core.datasets.data_set import DataSet, Sample
from core.datasets.ingestion import ingest
from core.datasets.splitting import split
from core.datasets.store import create_data_set, data_sets, read_data_set, refused_data_sets

__all__ = [
    "DataSet",
    "Sample",
    "check_data_set",
    "create_data_set",
    "data_sets",
    "ingest",
    "read_data_set",
    "refused_data_sets",
    "split",
]
