"""The measured figures of a finished training, as a type that checks that they fit each other."""

from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from core.bundles.card_figures import CROSS_VALIDATION, OWN_TEST_PART, PARTLY_CROSS_VALIDATION, TEST_PART
from core.bundles.format import Count, Share
from core.plurals import listed
from core.preprocessing.preprocessor import Kind

# With more classes, nobody could read a confusion matrix, and it would make the run's state too large.
MAX_CONFUSION_CLASSES = 500
# Nobody would read more names than this in a sentence.
_NAMED_CLASSES = 3
# From this ratio on, a class with many test pictures can hide how bad a class with few is.
_UNEVEN = 2.0


@dataclass(frozen=True, config=ConfigDict(allow_inf_nan=False))
class Outcome:
    """Figures of a finished training, measured on its test part or by cross-validation.

    Attributes:
        images: Number of test pictures.
        accuracy: Share of test pictures whose most likely class was right.
        accuracy_low: Lower end of the accuracy's 95 % interval.
        accuracy_high: Upper end of the accuracy's 95 % interval.
        balanced_accuracy: Accuracy with every class counting the same.
        top5_accuracy: Share of test pictures whose class was among the five most likely.
        calibration_error_before: Expected calibration error at temperature 1.
        calibration_error_after: Expected calibration error at the fitted temperature.
        bundle: Name of the bundle.
        kind: "ink" for drawings, "photo" for photos.
        bundle_folder: Path of the bundle.
        best_epoch: The epoch whose network was kept, counted from 1.
        epochs: Number of epochs that were trained.
        labels: Names of the classes.
        per_class: Each class's share of right answers; None if it has no test pictures.
        per_class_images: Each class's number of test pictures.
        confusion: A row for each true class, a column for each answer; empty if there are more classes than
            `MAX_CONFUSION_CLASSES`.
        trained_on: Number of training pictures.
        split_by_picture: Classes with near duplicates of training pictures among their test pictures; empty
            in runs of earlier versions.
        given_test: Number of test pictures from the user's own part called test.
        folds: Number of networks that answered in cross-validation; 0 if the network was only measured on a
            test part that it had not learned from.
        seconds: Duration of the training, without what an interrupted worker had done before.
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
    split_by_picture: tuple[str, ...] = ()
    given_test: Count = 0
    folds: Count = 0
    seconds: Annotated[float, Field(ge=0, le=1e9)] = 0.0

    @property
    def measured_on(self) -> str:
        """What the figures were measured on; see `measured_on`."""
        return measured_on(self.images, self.given_test, self.folds)

    @property
    def accuracy_of_uneven_classes(self) -> float | None:
        """The balanced accuracy if some classes have far more test pictures than others; otherwise None."""
        images = [count for count in self.per_class_images if count] or [0]
        return self.balanced_accuracy if max(images) > _UNEVEN * min(images) else None

    @property
    def test_part_in_words(self) -> str:
        """One sentence about what the figures were measured on; empty for test pictures drawn at random."""
        if self.measured_on == CROSS_VALIDATION:
            return (
                "It has learned from all pictures; its accuracy was measured with networks that were taught "
                "in the same way, each without some of the pictures, and then tested on those."
            )
        if self.measured_on == PARTLY_CROSS_VALIDATION:
            return (
                f"Your own part called test has {self.given_test:,} of the pictures; classes that have none "
                "there were measured by cross-validation."
            )
        if not self.given_test:
            return ""
        if self.given_test == self.images:
            return "The test pictures are your own part called test."
        return (
            f"Your own part called test has {self.given_test:,} of the test pictures; for classes that have "
            "none there, some were chosen at random."
        )

    @property
    def caution(self) -> str:
        """Sentences about why to expect less of the network than its figures say; may be empty."""
        return " ".join(filter(None, (self._learned_nothing, self._flattering_split)))

    @property
    def _learned_nothing(self) -> str:
        if not self.confusion or self.accuracy_low > (chance := self._chance):
            return ""
        return (
            f"It may have learned nothing: guessing would be right for about {chance:.0%} of these pictures, "
            "too. Check whether the pictures are in the right classes, and add more."
        )

    @property
    def _chance(self) -> float:
        """The share that would be right if the same answers were given to the pictures at random.

        Source: Cohen 1960, "A coefficient of agreement for nominal scales".
        """
        truths = [sum(row) for row in self.confusion]
        answers = [sum(column) for column in zip(*self.confusion, strict=True)]
        expected = sum(truth * answer for truth, answer in zip(truths, answers, strict=True))
        return expected / max(1, sum(truths)) ** 2

    @property
    def _flattering_split(self) -> str:
        if not self.split_by_picture:
            return ""
        names = listed([f'"{label}"' for label in self.split_by_picture], _NAMED_CLASSES)
        return (
            f"It was measured on some pictures of {names} that are almost like those that it learned from: "
            "expect less of it on others, and add some that differ."
        )

    @model_validator(mode="after")
    def _fits_the_labels(self) -> Self:
        count = len(self.labels)
        sizes = {len(self.per_class), len(self.per_class_images)}
        if self.confusion or count <= MAX_CONFUSION_CLASSES:
            sizes |= {len(self.confusion), *map(len, self.confusion)}
        if sizes != {count}:
            raise ValueError(f"should have figures for each of its {count} labels")
        return self


def measured_on(images: int, given_test: int, folds: int) -> str:
    """Says what figures were measured on, in the words of a card.

    Args:
        images: Number of pictures.
        given_test: How many of them are from the user's own part called test.
        folds: Number of networks that answered in cross-validation.
    """
    if folds and given_test < images:
        return PARTLY_CROSS_VALIDATION if given_test else CROSS_VALIDATION
    return OWN_TEST_PART if given_test == images else TEST_PART


_READER = TypeAdapter(Outcome)


def parse_outcome(values: dict[str, Any]) -> Outcome:
    """Reads the outcome in a run's state; raises `pydantic.ValidationError` if its figures are invalid."""
    return _READER.validate_python(values)
