"""What a card says was measured: on test pictures, beside Keras, and in time."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.bundles.format import CardPart, Count, Difference, Milliseconds, Share, Text

# The part of a card's figures that were measured with other networks, each on pictures it had not seen.
CROSS_VALIDATION = "cross-validation"


class SampleFigures(CardPart):
    """Figures measured on pictures that the network had never seen; all but `images` are shares.

    Attributes:
        images: How many pictures.
        accuracy: Share of right answers.
        accuracy_low: Lower end of the accuracy's 95 % interval.
        accuracy_high: Upper end of the accuracy's 95 % interval.
        balanced_accuracy: The mean of the classes' shares.
        top5_accuracy: Share of pictures whose class is among the five likeliest.
        balanced_top5_accuracy: The same, each class counting the same.
        calibration_error_before: Expected calibration error of the raw logits.
        calibration_error_after: Expected calibration error of the logits divided by the temperature.
        accepted: Share whose energy score is at or above the reject threshold.
        lowest_class_accuracy: Share of right answers of the worst class.
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
    """Figures of a test part, with those of the sample of it whose logits the bundle holds, if any."""

    sample: SampleFigures | None = None


class KerasAgreement(CardPart):
    """How far a network of Keras Applications answers as Keras does.

    Attributes:
        pictures: On how many they were compared.
        same_likeliest_class: Share of them with the same answer.
        largest_difference: By how much logits differ at most.
        mean_difference: By how much logits differ on average.
    """

    pictures: Count
    same_likeliest_class: Share
    largest_difference: Difference
    mean_difference: Difference | None = None


class Speed(CardPart):
    """Median times of one picture, heat map included: a drawing (as strokes, on a canvas) or a photo."""

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
