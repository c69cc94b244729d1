"""Data sets as programs see them: those that the Train page lists, and that `POST train` can learn from."""

from pydantic import BaseModel, Field

from api.server_paths import refused_in_words
from core.datasets.data_set import DataSet
from core.datasets.store import read_data_sets
from core.preprocessing.preprocessor import Kind


class DataSetClass(BaseModel):
    """A class of a data set."""

    label: str
    pictures: int


class DataSetSummary(BaseModel):
    """A summary of a data set."""

    name: str = Field(description="What it is called in requests.")
    title: str = Field(description="What it is called on the pages.")
    kind: Kind = Field(description="What it holds: `ink` for drawings, or pictures of them; or `photo`.")
    classes: list[DataSetClass]
    pictures: int


class DataSets(BaseModel):
    """All data sets on this machine, newest first."""

    datasets: list[DataSetSummary]
    refused: list[str] = Field(description="A sentence for each one that cannot be read.")


def list_data_sets() -> DataSets:
    """Reads all data sets."""
    readable, refused = read_data_sets()
    return DataSets(
        datasets=[_in_short(data_set) for data_set in readable],
        refused=refused_in_words(refused),
    )


def _in_short(data_set: DataSet) -> DataSetSummary:
    return DataSetSummary(
        name=data_set.name,
        title=data_set.title,
        kind=data_set.kind,
        classes=[DataSetClass(label=label, pictures=count) for label, count in data_set.counts().items()],
        pictures=len(data_set.samples),
    )
