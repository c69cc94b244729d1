"""The bundle format, the library of bundles, and their import and export.

A bundle is a folder that holds everything about one network, as data and never as code. Knows how the
network's pictures are prepared; does not know what its logits mean to people, or how it was trained.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "additions": [
            "Addition",
            "cancel_adding",
            "forget_addition",
            "read_addition",
            "read_additions",
            "start_adding",
            "start_adding_from",
        ],
        "applications": [
            "APPLICATIONS",
            "Application",
            "PRECISIONS",
            "Precision",
            "application",
            "bundle_name",
            "can_be_added",
            "is_official",
        ],
        "bundle": ["Bundle", "bundle_files", "read_bundle", "write_bundle"],
        "bundle_export": ["REFUSED", "bundle_zip", "download_name", "keras_export", "tflite_zip"],
        "bundle_import": ["import_bundle"],
        "card": [
            "OWN_LICENCE",
            "Card",
            "CardDraft",
            "DataSource",
            "InputSpec",
            "NetworkSpec",
            "TrainingRecord",
        ],
        "card_figures": [
            "CROSS_VALIDATION",
            "OWN_TEST_PART",
            "PARTLY_CROSS_VALIDATION",
            "TEST_PART",
            "KerasAgreement",
            "PartFigures",
            "SampleFigures",
            "Speed",
        ],
        "card_file": ["read_card", "write_card"],
        "class_activation": ["FeatureGrid", "HIDDEN_BIAS", "HIDDEN_KERNEL", "Head", "KERNEL"],
        "deleted": ["read_deleted", "restore_bundle"],
        "familiarity": [
            "FAMILIARITY_MEANS",
            "Familiarity",
            "NO_STRANGERS",
            "STRANGER_MEANS",
            "learn_familiarity",
        ],
        "flatbuffer": ["check_flatbuffer", "stated_shapes"],
        "format": [
            "CARD",
            "Count",
            "FILES",
            "FORMER_NAMES",
            "MAX_LEAST_CONFIDENCE",
            "MAX_TEXT_CHARACTERS",
            "MAX_TITLE_CHARACTERS",
            "MODEL",
            "Share",
            "Text",
        ],
        "hidden": ["can_be_hidden", "hidden_names", "hide_bundle", "show_bundle", "visible"],
        "layer_values": ["first_filters", "layer_output"],
        "layers": ["Layer", "first_weighted", "read_layers"],
        "library": ["Library", "delete_bundle", "folder_to_delete", "read_library"],
        "renaming": ["describe_bundle", "rename_bundle"],
        "replace_head": ["shift_logits"],
        "runtime": ["LiteRTModel", "create_interpreter"],
        "sandbox": ["MAX_CPU_SECONDS"],
    },
)
