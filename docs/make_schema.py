"""Writes the JSON Schema of `card.json` from the type that reads it: `python -m docs.make_schema`."""

import json
from pathlib import Path

from core.bundles.card import Card

PATH = Path(__file__).with_name("card.schema.json")


def schema_text() -> str:
    """Returns the schema of what is written; on reading, unknown names are ignored."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Card.model_json_schema(),
        "title": "card.json of an Inkling bundle, format 1",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Rewrites the schema."""
    PATH.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
