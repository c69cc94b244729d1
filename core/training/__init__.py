"""A data set and a request -> a bundle in the library, without Keras.

Knows runs on disk, backbones, features, the new last layer, and how trained networks are measured and
published. Does not know how Keras trains: the worker does that with `core/keras_models`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "backbones": ["backbone", "list_backbones"],
        "cross_validation": ["cross_validate", "fold_indices"],
        "evaluation": ["Figures", "card_figures", "figures", "per_class"],
        "features": ["features_of", "forget_old_features"],
        "head_training": ["on_backbone", "train_last_layer"],
        "linear_head": ["Features", "STRENGTHS", "train_heads"],
        "outcome": ["Outcome"],
        "prepared_data": ["HISTORY_FILE", "PreparedData", "TrainedModel", "prepare", "write_history"],
        "presets": [
            "EFFORTS",
            "STRATEGIES",
            "Suggestion",
            "chosen_backbone",
            "settings_without_effect",
            "strategy_in_words",
            "suggest",
        ],
        "request": ["SETTINGS", "Strategy", "TrainingRequest"],
        "results": ["answers_of", "count_label_issues", "label_issues_of", "mistakes", "pictures_of"],
        "runs": [
            "Run",
            "cancel_run",
            "delete_run",
            "list_runs",
            "read_run",
            "read_runs",
            "resume_run",
            "start_run",
            "unknown_run",
        ],
        "similarity": ["regroup_by_features"],
    },
)
