"""A loaded bundle -> calibrated predictions, and how far they can be believed.

Knows networks in memory, temperatures, thresholds ("not sure" is decided in `rejection`) and the kinds of
thing that classes are. Does not know data sets, sentences or charts.
"""

from core.inference.batch import Batch
from core.inference.calibration import expected_calibration_error, fit_temperature
from core.inference.classifier import Classifier, Prediction

__all__ = ["Batch", "Classifier", "Prediction", "expected_calibration_error", "fit_temperature"]
