"""Runs many files through one network into Parquet tables, on one machine or on a Ray cluster.

Knows file systems, how a job is divided into shards and resumed, Parquet schemas and Ray. Only this package
imports Ray and fsspec, and only if a command or a setting asks for them. Does not know command-line
arguments, pages or how networks learn.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "places": ["shown_place"],
        "predicting": ["Answer", "predict_to_tables"],
        "ray_cluster": ["FILES_PER_BATCH"],
    },
)
