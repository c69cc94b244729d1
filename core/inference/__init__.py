"""Calibrated predictions of loaded bundles, and how far they can be trusted.

Knows networks in memory, temperatures, thresholds ("not sure" is decided in `rejection`) and the kinds of
thing that classes belong to. Does not know data sets, sentences or charts.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "batch": ["Batch", "MAX_PHOTOS", "Row", "Verdict", "rows_of"],
        "calibration": [
            "Bin",
            "expected_calibration_error",
            "fit_temperature",
            "negative_log_likelihood",
            "reliability",
            "softmax",
        ],
        "classifier": ["ClassProbability", "Classifier", "Prediction"],
        "digit_reading": ["MAX_DIGITS", "NumberReading", "read_number"],
        "drawn_numbers": ["DrawnNumber", "read_drawn_number"],
        "hierarchy": [
            "Group",
            "answer_in_a_name",
            "groups",
            "informative_kind",
            "most_specific_confident_kind",
            "same_thing",
            "singular",
        ],
        "imagenet": [
            "GROUPS_FILE",
            "NAMES_FILE",
            "imagenet_names",
            "imagenet_numbers",
            "kinds_of",
            "kinds_of_several",
            "members_of_kinds",
            "other_names",
        ],
        "label_names": ["label_indices"],
        "least_confidence": [
            "forget_least_confidence",
            "is_own_least_confidence",
            "keep_least_confidence",
            "kept_least_confidence",
            "least_confidence_of",
            "own_least_confidence",
        ],
        "loaded": ["is_loaded", "loaded_classifier"],
        "rejection": [
            "MIN_SURE_PROBABILITY",
            "Reason",
            "energy_score",
            "false_positive_rate",
            "is_familiar",
            "reject_threshold",
            "sureness",
            "threshold_for_sure",
        ],
        "replay": ["leading_labels"],
        "smoothing": ["AnswerSmoother"],
        "timing": ["Timing", "measure_time"],
        "whole_numbers": ["NUMBERS_TASK", "number_of"],
    },
)
