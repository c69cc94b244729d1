"""Writes JSON Schemas of what Inkling keeps, from the types that read it: `python -m docs.make_schema`."""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core.bundles.card import Card
from core.datasets.data_set import list_format
from core.jobs.process import State
from core.training.request import TrainingRequest

FOLDER = Path(__file__).resolve().parent


def schemas() -> dict[str, dict[str, Any]]:
    """Returns the schema of each file as it is written, by the schema's own name.

    Reading tolerates more: unknown names are ignored, and the names of version 0.1 are known.
    """
    return {
        "card": {**Card.model_json_schema(), "title": "card.json of an Inkling bundle, format 1"},
        "dataset": {**list_format().json_schema(), "title": "dataset.json of an Inkling data set"},
        "request": {**TypeAdapter(TrainingRequest).json_schema(), "title": "request.json of a training"},
        "state": {**TypeAdapter(State).json_schema(), "title": "state.json of a job"},
    }


def path_of(name: str) -> Path:
    """Returns where a schema is written."""
    return FOLDER / f"{name}.schema.json"


def text_of(schema: dict[str, Any]) -> str:
    """Returns a schema as it is written."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps({**dialect, **schema}, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Rewrites all schemas."""
    for name, schema in schemas().items():
        path_of(name).write_text(text_of(schema), encoding="utf-8")


if __name__ == "__main__":
    main()
