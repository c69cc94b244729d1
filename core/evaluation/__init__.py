"""Statistics of answers to labelled pictures: how good a network is, and how certain that figure is.

Knows bundles, the test answers stored in them, labels and logits. Does not know charts, sentences, or how
networks are trained. Heavy statistics libraries are imported in the functions that need them.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "confusion": ["MistakenPair", "confusion_matrix", "mistaken_pairs"],
        "intervals": ["accuracy_interval", "wilson_interval"],
        "risk_coverage": ["RiskCoverage", "Selection", "select"],
        "stored_answers": ["StoredAnswers", "read_stored_answers"],
        "sureness": ["stored_familiarity", "sureness_of"],
        "training_history": ["best_epoch", "read_epochs", "read_history"],
    },
)
