"""What a finished training was measured to be: a type whose figures fit each other."""

from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from core.bundles.format import Count, Share
from core.preprocessing.preprocessor import Kind


@dataclass(frozen=True, config=ConfigDict(allow_inf_nan=False))
class Outcome:
    """Figures of a finished training, measured on its test part.

    Attributes:
        images: Number of test pictures.
        accuracy: Share of them whose class was right.
        accuracy_low: Lower end of the accuracy's 95 % interval.
        accuracy_high: Upper end of the accuracy's 95 % interval.
        balanced_accuracy: Accuracy with every class counting the same.
        top5_accuracy: Share whose class was among the five most likely.
        calibration_error_before: Expected calibration error at temperature 1.
        calibration_error_after: Expected calibration error at the fitted temperature.
        bundle: Name of the bundle.
        kind: "ink" for drawings, "photo" for photos.
        bundle_folder: Path of the bundle.
        best_epoch: The epoch whose network was kept, from 1.
        epochs: Number of epochs that were trained.
        labels: Names of the classes.
        per_class: Each class's share of right answers; None where the test part had none of it.
        per_class_images: Each class's number of test pictures.
        confusion: A row for each true class, a column for each answer.
        trained_on: Number of training pictures.
        seconds: How long it took, without what an interrupted worker had done before.
    """

    images: Annotated[Count, Field(ge=1)]
    accuracy: Share
    accuracy_low: Share
    accuracy_high: Share
    balanced_accuracy: Share
    top5_accuracy: Share
    calibration_error_before: Share
    calibration_error_after: Share
    bundle: str
    kind: Kind
    bundle_folder: str
    best_epoch: Count
    epochs: Count
    labels: tuple[str, ...]
    per_class: tuple[Share | None, ...]
    per_class_images: tuple[Count, ...]
    confusion: tuple[tuple[Count, ...], ...]
    trained_on: Count
    seconds: Annotated[float, Field(ge=0, le=1e9)] = 0.0

    @model_validator(mode="after")
    def _fits_the_labels(self) -> Self:
        count = len(self.labels)
        sizes = {len(self.per_class), len(self.per_class_images), len(self.confusion)}
        if sizes | {len(row) for row in self.confusion} != {count}:
            raise ValueError(f"should have figures for each of its {count} labels")
        return self


_READER = TypeAdapter(Outcome)


def parse_outcome(values: dict[str, Any]) -> Outcome:
    """Reads the outcome in a run's state; raises `pydantic.ValidationError` if its figures make no sense."""
    return _READER.validate_python(values)
