"""Labelled pictures on disk: reading, importing, storing, checking and splitting them.

Knows folders, archives and stroke files from outside, and the data sets that users keep. Does not know
training, and knows networks only as far as they label pictures (pseudo-labels).
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "archive": ["as_zip"],
        "change_records": ["Change", "change_in_words", "last_change", "undo_in_words"],
        "checks": ["GOOD_CLASS_SIZE", "MIN_CLASS_SIZE", "Finding", "check_data_set", "require_trainable"],
        "class_names": ["known_class", "known_classes"],
        "copies": ["remove_near_copies"],
        "corrections": ["relabel", "remove_class", "rename_class", "rename_data_set", "set_kind"],
        "data_set": ["DataSet", "LIST", "Sample", "read_list", "write_beside"],
        "deletion": [
            "delete_data_set",
            "delete_for_good",
            "deleted_data_sets",
            "forget_old_changes",
            "restore_data_set",
            "undo_change",
        ],
        "folder_files": ["paths_below", "problem_of"],
        "import_records": ["ImportOutcome", "ImportRequest", "LeftOutGroup", "NextTraining"],
        "ingestion": ["add_drawing", "add_picture", "from_path", "ingest", "require_room", "store_pictures"],
        "kind_guess": ["KindGuess", "guess_kind"],
        "listing": ["LeftOut", "Listing", "NO_CLASS", "grouped_reasons", "title_of"],
        "listing_notes": ["classes_joined"],
        "near_duplicates": ["NEAR_BITS", "duplicate_groups", "join_similar", "look_of", "write_similar"],
        "picture_imports": [
            "DRAFT_FOLDER",
            "PictureImport",
            "UPLOAD_FOLDER",
            "answer_kind",
            "cancel_import",
            "clear_import",
            "forget_import",
            "forget_old_imports",
            "read_import",
            "read_imports",
            "resume_import",
            "start_import",
        ],
        "pseudo_labels": [
            "CORRECTED_TITLE",
            "correct",
            "import_sorted",
            "most_answering_network",
            "sort_into",
            "sorted_zip",
            "sure_photos",
        ],
        "readers": ["MAX_FOLDERS", "image_file", "is_picture", "list_source", "read_drawings"],
        "recordings": ["MAX_RECORDED", "add_recording", "join_recordings"],
        "source_file": ["SourceFile", "open_regular", "read_whole"],
        "splitting": ["Split", "divisible_groups", "split"],
        "store": [
            "add_samples",
            "begin_data_set",
            "create_data_set",
            "data_sets",
            "draft_data_set",
            "publish_data_set",
            "read_data_set",
            "read_data_sets",
        ],
        "stroke_files": ["StrokeReader", "is_stroke_file", "may_be_stroke_file"],
        "system_files": ["is_system_file"],
        "thumbnails": ["thumbnail"],
        "unlisted": ["discard_unlisted"],
        "unread_files": ["unread"],
        "uploads": ["list_upload", "pack_folder", "write_file"],
        "weighted_cache": ["WeightedCache"],
    },
)
