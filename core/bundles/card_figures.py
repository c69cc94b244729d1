"""The measurements on a card: figures on test pictures, agreement with Keras, and speed."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.bundles.format import CardPart, Count, Difference, Milliseconds, Share, Text

# Names of the figures of a network that was taught here. In cross-validation, they were measured with other
# networks, each on pictures that it had not seen; partly, if the user's own test part lacks some classes.
TEST_PART, OWN_TEST_PART, CROSS_VALIDATION = "test part", "your own test part", "cross-validation"
PARTLY_CROSS_VALIDATION = f"{OWN_TEST_PART} and {CROSS_VALIDATION}"


class SampleFigures(CardPart):
    """Figures measured on pictures that the network had never seen; all but `images` are shares.

    Attributes:
        images: Number of pictures.
        accuracy: Share of correct answers.
        accuracy_low: Lower end of the 95 % confidence interval of the accuracy.
        accuracy_high: Upper end of the 95 % confidence interval of the accuracy.
        balanced_accuracy: Mean of the accuracies of all classes.
        top5_accuracy: Share of pictures whose class is among the five most likely.
        balanced_top5_accuracy: The same, with each class counting equally.
        calibration_error_before: Expected calibration error of the raw logits.
        calibration_error_after: Expected calibration error of the logits divided by the temperature.
        accepted: Share whose energy score is at or above the reject threshold.
        lowest_class_accuracy: Share of correct answers for the worst class.
    """

    images: Annotated[int, Field(ge=1, le=10**12)]
    accuracy: Share
    accuracy_low: Share | None = None
    accuracy_high: Share | None = None
    balanced_accuracy: Share | None = None
    top5_accuracy: Share | None = None
    balanced_top5_accuracy: Share | None = None
    calibration_error_before: Share
    calibration_error_after: Share
    accepted: Share | None = None
    lowest_class_accuracy: Share | None = None


class PartFigures(SampleFigures):
    """Figures of a test part, and of the sample of it whose logits are in the bundle, if any."""

    sample: SampleFigures | None = None


class KerasAgreement(CardPart):
    """How closely a network of Keras Applications agrees with Keras.

    Attributes:
        pictures: Number of pictures on which they were compared.
        same_likeliest_class: Share of pictures with the same most likely class.
        largest_difference: Largest difference between the logits.
        mean_difference: Mean difference between the logits.
    """

    pictures: Count
    same_likeliest_class: Share
    largest_difference: Difference
    mean_difference: Difference | None = None


class Speed(CardPart):
    """Median times for one picture with heat map: a drawing (as strokes or a canvas picture) or a photo."""

    strokes_ms: Milliseconds | None = None
    canvas_picture_ms: Milliseconds | None = None
    photo_ms: Milliseconds | None = None
    cores_used: Annotated[int, Field(ge=1, le=4096)]
    machine: Text

    @model_validator(mode="after")
    def _has_times(self) -> Self:
        if self.photo_ms is None and (self.strokes_ms is None or self.canvas_picture_ms is None):
            raise ValueError("should have photo_ms, or strokes_ms and canvas_picture_ms")
        return self

    @property
    def times_ms(self) -> tuple[float, ...]:
        """All times that were measured."""
        times = (self.strokes_ms, self.canvas_picture_ms, self.photo_ms)
        return tuple(time for time in times if time is not None)
