"""Comparing several networks: on one picture that is changed step by step, and on labelled pictures.

Knows networks' answers, stored in a bundle or given by a job, and how networks differ: paired tests, mix-ups,
training curves. Does not know how any of this is shown.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "changes": ["Change", "changed_frame", "changes_of"],
        "comparing": ["Comparison", "compare", "compare_stored"],
        "confusion": ["confusion_matrices", "mix_ups", "one_right_other_wrong"],
        "earlier_training": ["TrainingComparison", "compare_with_earlier"],
        "evaluated": [
            "Evaluated",
            "evaluated_answers",
            "evaluation_stamp",
            "evaluations_of",
            "missing",
            "pictures_to_evaluate",
            "read_evaluated",
            "unknown_classes",
            "write_evaluated",
        ],
        "evaluations": [
            "Evaluation",
            "EvaluationRequest",
            "MAX_NETWORKS",
            "cancel_evaluation",
            "forget_old_evaluations",
            "read_evaluation",
            "read_evaluations",
            "resume_evaluation",
            "start_evaluation",
        ],
        "figures_table": ["NetworkFigures", "network_figures"],
        "kinds_as_classes": ["known_by_kind"],
        "labelled_pictures": ["measure"],
        "paired_test": ["PairedTest", "paired_tests"],
        "robustness": ["Reaction", "Robustness"],
        "training_curves": ["TrainingCurve", "curve_of_bundle", "curve_of_run", "runs_in_progress"],
    },
)
