"""The fields of a card, as types with ranges; `core.bundles.card_file` reads and writes cards."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, ValidationInfo, field_validator, model_validator

from core.bundles.applications import PRECISIONS
from core.bundles.card_figures import KerasAgreement, PartFigures, Speed
from core.bundles.class_activation import HEADS, FeatureGrid
from core.bundles.format import (
    FILES_SCHEMA,
    MAX_CLASSES,
    MAX_LEAST_CONFIDENCE,
    AsTuple,
    AtMostSome,
    CardPart,
    Command,
    Correlation,
    Count,
    Day,
    Energy,
    FileSize,
    ForEachFile,
    LongText,
    Name,
    OneOf,
    Sha256,
    Share,
    Side,
    Temperature,
    Text,
)
from core.preprocessing.ink_frames import INK_FRAMES
from core.preprocessing.photo_crop import INTERPOLATIONS, PHOTO_FRAME, SCALINGS
from core.preprocessing.preprocessor import Kind

# The licence of a data set that a user collected: its name is the user's choice, not the name of a work.
OWN_LICENCE = "your own pictures"


class InputSpec(CardPart):
    """The input of a network.

    Attributes:
        kind: "ink" for drawings, "photo" for photos.
        size: Height, width and channels.
        scaling: How colours are scaled to numbers; for photos, a key of `SCALINGS`.
        frame: How pictures are placed in the input: a key of `INK_FRAMES`, or "photo".
        crop: For photos, the share of the shorter side that is kept.
        interpolation: For photos, how they are resized: a key of `INTERPOLATIONS`.
    """

    kind: Kind
    size: Annotated[tuple[Side, Side, Side], AsTuple]
    scaling: Text
    frame: Annotated[str, OneOf((*INK_FRAMES, PHOTO_FRAME))]
    crop: Annotated[float, Field(ge=0.5, le=1)] = 1.0
    interpolation: Annotated[str, OneOf(INTERPOLATIONS)] = "bilinear"

    @field_validator("frame")
    @classmethod
    def _fits_the_kind(cls, frame: str, info: ValidationInfo) -> str:
        frames = {"ink": tuple(INK_FRAMES), "photo": (PHOTO_FRAME,)}
        # An invalid kind is reported by its own field.
        return _require_one_of(frame, frames[info.data["kind"]]) if "kind" in info.data else frame

    @field_validator("scaling")
    @classmethod
    def _is_known_for_photos(cls, scaling: str, info: ValidationInfo) -> str:
        return _require_one_of(scaling, SCALINGS) if info.data.get("kind") == "photo" else scaling


class NetworkSpec(CardPart):
    """The architecture of a network.

    Attributes:
        name: Name of the architecture in `core.keras_models.architectures` or Keras Applications.
        parameters: Number of weights.
        head: How the logits are computed from the feature map: a key of `HEADS`.
        feature_grid: Where the feature map's cells lie; None without a feature map.
        precision: Precision in which the weights are stored: one of `PRECISIONS`.
    """

    name: Text
    parameters: Count = 0
    head: Annotated[str, OneOf(HEADS)]
    feature_grid: FeatureGrid | None
    precision: Annotated[str, OneOf(PRECISIONS)] = "float32"


class DataSource(CardPart):
    """Pictures or weights that a network was trained with: their name, authors, licence and address."""

    name: Text
    by: Text | None = None
    licence: Text
    address: Text | None = Field(default=None, validation_alias=AliasChoices("address", "from"))

    @property
    def is_own(self) -> bool:
        """Whether it is a data set of a user, whose name can be any words and is quoted in sentences."""
        return self.licence == OWN_LICENCE


class TrainingRecord(CardPart):
    """How a network was trained.

    Attributes:
        data: The pictures and weights that it was trained with.
        pictures: Number of training pictures; None where recipes count differently.
        strategy: For networks that users trained: only the head, also the last blocks, or all from scratch.
        epochs: Number of passes over the pictures.
        seed: Seed of all random numbers.
        outlier_exposure: Whether it was also trained with pictures of none of its classes.
        starts_from: The network whose weights it started from.
        starts_from_sha256: Checksum of that network's `model.tflite`.
        learning_rate: Learning rate of the last layer, or of the whole network.
        batch_size: Pictures per step.
        augmentations: Number of variations of each picture that it saw, including the original.
        test_share: Share of each class that was only used for testing.
        validation_share: Share of each class that was used to validate the training.
        trained_on: The machine and the training time, if it was not a user's own computer.
        members: The networks that make up an ensemble.
        official_weights: For networks of Keras Applications, whether the weights are the official ones; None
            if there is no checksum to verify them.
    """

    data: Annotated[tuple[DataSource, ...], AsTuple, AtMostSome]
    pictures: Count | None = None
    strategy: Literal["head", "tune", "scratch"] | None = Field(
        default=None, validation_alias=AliasChoices("strategy", "way")
    )
    epochs: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    seed: Annotated[int, Field(ge=0, le=2**63)] | None = None
    outlier_exposure: bool | None = Field(
        default=None, validation_alias=AliasChoices("outlier_exposure", "something_else", "outliers")
    )
    starts_from: Text | None = None
    starts_from_sha256: Sha256 | None = None
    learning_rate: Annotated[float, Field(gt=0, le=1)] | None = None
    batch_size: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    augmentations: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    test_share: Share | None = None
    validation_share: Share | None = None
    trained_on: Text | None = None
    members: Annotated[tuple[Text, ...], AsTuple, AtMostSome] = ()
    official_weights: bool | None = None


class CardDraft(CardPart):
    """A card without the fields that follow from the bundle's files.

    Attributes:
        name: Name on the command line and of the folder, unique in a library.
        title: Name on the pages.
        description: A few sentences for users, or none.
        order: Position in lists, small numbers first; None for the end.
        task: What it recognises, such as "digits", "animals" or "sketches".
        classes: Number of labels.
        input: The input of the network.
        network: The architecture of the network.
        recipe: The command that builds it again.
        training: How it was trained.
        agreement_with_keras: For networks of Keras Applications, how closely they agree with Keras.
        date: Date on which it was made.
        temperature: Divides the logits before the softmax.
        reject_threshold: Energy score below which it says "not sure".
        class_reject_thresholds: By label, the threshold that applies instead if this class is the most likely
            one: for example a class whose pictures are hard to tell from nothing at all.
        least_confidence: Lowest probability at which a class is an answer; None for an even chance.
        familiarity_threshold: Familiarity below which it says "not sure", for networks that were taught on
            the features of another one; the energy score, by which earlier versions decide, is then ignored.
        figures: Figures by test part; the first part is the main one.
        false_positive_rate: By kind of unfamiliar picture, the share that it wrongly accepts.
        versions: Versions of the packages that made it.
        speed: How long one picture takes.
    """

    name: Name
    title: Text
    description: LongText = ""
    order: Annotated[int, Field(ge=-1_000_000, le=1_000_000)] | None = None
    task: Text
    classes: Annotated[int, Field(ge=2, le=MAX_CLASSES)]
    input: InputSpec
    network: NetworkSpec
    recipe: Command
    training: TrainingRecord
    agreement_with_keras: KerasAgreement | None = None
    date: Day
    temperature: Temperature
    reject_threshold: Energy
    class_reject_thresholds: Annotated[Mapping[Text, Energy], AtMostSome] = {}
    least_confidence: Annotated[float, Field(ge=0.5, le=MAX_LEAST_CONFIDENCE)] | None = None
    familiarity_threshold: Correlation | None = None
    figures: Annotated[Mapping[Text, PartFigures], AtMostSome] = {}
    false_positive_rate: Annotated[Mapping[Text, Share], AtMostSome] = {}
    versions: Annotated[Mapping[Text, Text], AtMostSome] = {}
    speed: Speed | None = None

    @model_validator(mode="before")
    @classmethod
    def _lift_false_positive_rate(cls, values: Any) -> Any:
        """Moves the rates out of the figures of test parts, where version 0.1 wrote them."""
        figures = values.get("figures") if isinstance(values, dict) else None
        if not isinstance(figures, dict) or "false_positive_rate" not in figures:
            return values
        parts = {part: value for part, value in figures.items() if part != "false_positive_rate"}
        return {"false_positive_rate": figures["false_positive_rate"], **values, "figures": parts}

    @property
    def main_figures(self) -> tuple[str, PartFigures] | None:
        """Name and figures of the first test part; None if there is none."""
        return next(iter(self.figures.items()), None)


class Card(CardDraft):
    """The complete card of a bundle.

    Attributes:
        format: Version of the bundle format.
        size_bytes: Size of every other file.
        sha256: Checksum of every other file, as 64 hexadecimal digits.
    """

    format: Literal[1]
    size_bytes: Annotated[Mapping[str, FileSize], ForEachFile, FILES_SCHEMA]
    sha256: Annotated[Mapping[str, Sha256], ForEachFile, FILES_SCHEMA]

    def draft(self) -> CardDraft:
        """Returns the fields that do not follow from the bundle's files."""
        of_files = {"format", "size_bytes", "sha256"}
        return CardDraft.model_validate(self.model_dump(exclude_unset=True, exclude=of_files))


def _require_one_of(value: str, options: Collection[str]) -> str:
    if value not in options:
        raise ValueError(f"should be {' or '.join(map(repr, options))}")
    return value
