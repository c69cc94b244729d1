"""Labelled pictures on disk: read, taken in, kept, checked and split.

Knows folders, zips and stroke files from outside, and the data sets that people keep. Does not know training;
networks only as far as they label pictures (pseudo-labels).
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "archive": ["as_zip"],
        "checks": ["Finding", "check_data_set", "require_trainable"],
        "data_set": ["DataSet", "LIST", "Sample"],
        "ingestion": [
            "add_drawing",
            "add_picture",
            "from_path",
            "from_stream",
            "from_uploads",
            "guess_kind",
            "ingest",
        ],
        "listing": ["LeftOut", "Listing", "NO_CLASS", "grouped_reasons", "title_of"],
        "near_duplicates": ["NEAR_BITS", "duplicate_groups", "join_similar", "write_similar"],
        "pseudo_labels": ["CORRECTED_TITLE", "as_data_set", "correct", "sort_into", "sorted_zip"],
        "readers": ["image_file", "is_picture", "list_source", "read_drawings"],
        "splitting": ["Split", "divisible_groups", "split"],
        "store": [
            "create_data_set",
            "data_sets",
            "delete_data_set",
            "read_data_set",
            "read_data_sets",
            "relabel",
            "remove_class",
            "rename_class",
            "set_kind",
        ],
        "stroke_files": ["is_stroke_file"],
        "thumbnails": ["thumbnail"],
    },
)
