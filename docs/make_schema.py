"""Writes JSON Schemas of Inkling's files from the types that read them: `python -m docs.make_schema`."""

import json
import re
from inspect import getdoc
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core.bundles import card, card_figures
from core.bundles.card import Card
from core.datasets import data_set
from core.jobs.process import State
from core.training.request import TrainingRequest

FOLDER = Path(__file__).resolve().parent
# Types that are parts of other types, by name. Schemas use the names that the types have in these modules.
_PARTS = {
    name: part
    for module in (card, card_figures, data_set)
    for name, part in vars(module).items()
    if isinstance(part, type)
}
# An entry of a docstring's section "Attributes", with its more deeply indented continuation lines.
_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.+(?:\n {5,}.+)*)", re.MULTILINE)


def schemas() -> dict[str, dict[str, Any]]:
    """Returns the schema of each file as Inkling writes it, by the schema's name.

    Reading tolerates more: unknown names are ignored, and the names of version 0.1 are understood.
    """
    titles = {
        "card": (Card, "card.json of an Inkling bundle, format 1"),
        "dataset": (data_set.DataSetList, "dataset.json of an Inkling data set"),
        "request": (TrainingRequest, "request.json of a training"),
        "state": (State, "state.json of a job"),
    }
    return {name: {**_schema(kind), "title": title} for name, (kind, title) in titles.items()}


def first_sentence(kind: type) -> str:
    """Returns the first sentence of a type's docstring."""
    return re.split(r"(?<=\.)\s", getdoc(kind) or "", maxsplit=1)[0]


def attributes(kind: type) -> dict[str, str]:
    """Returns the description of each attribute from the docstrings of a type and its base classes."""
    texts: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        _, _, section = (getdoc(base) or "").partition("\nAttributes:\n")
        for name, text in _ATTRIBUTE.findall(section.partition("\n\n")[0]):
            # Python's None is null in JSON.
            texts[name] = re.sub(r"\bNone\b", "null", " ".join(text.split()))
    return texts


def _schema(kind: type) -> dict[str, Any]:
    schema = TypeAdapter(kind).json_schema()
    parts = [(part, _PARTS[name]) for name, part in schema.get("$defs", {}).items()]
    for part, described in [(schema, kind), *parts]:
        part["description"] = first_sentence(described)
        for name, text in attributes(described).items():
            if name in part["properties"]:
                part["properties"][name]["description"] = text
    return schema


def path_of(name: str) -> Path:
    """Returns the path of a schema's file."""
    return FOLDER / f"{name}.schema.json"


def text_of(schema: dict[str, Any]) -> str:
    """Returns the text of a schema's file."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps({**dialect, **schema}, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Rewrites all schemas."""
    for name, schema in schemas().items():
        path_of(name).write_text(text_of(schema), encoding="utf-8")


if __name__ == "__main__":
    main()
