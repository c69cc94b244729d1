"""The OpenAPI document, and a page of our own that shows it without scripts or internet access."""

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api.problems import MEDIA_TYPE

_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_MEANINGS = {
    400: "The request cannot be read.",
    401: "The token is missing or wrong.",
    403: "Not allowed here.",
    404: "There is no such network, data set or training.",
    405: "The address does not support this method.",
    408: "The body arrived too slowly.",
    413: "The body is too large.",
    415: "The body has the wrong media type.",
    422: "Something in the request cannot be used.",
    429: "Too much at once: ask again after `Retry-After` seconds.",
    500: "An unexpected error on the server.",
    503: "A file, the disk or the cluster cannot be used.",
    507: "The disk is full.",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": meaning, "content": _PROBLEM} for status, meaning in _MEANINGS.items()
}
_DESCRIPTION = """Networks that recognise drawings and photos, and how to teach new ones.

Every error is a document of problem details (RFC 9457) whose `detail` is one sentence.

Fields and parameters that are not described here are refused, and so are those that are given twice."""
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code { font: 0.9rem/1.4 ui-monospace, monospace; }
div { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 0.2rem 1rem 0.2rem 0; }
section { border-top: 1px solid #8886; margin-top: 1.5rem; }
"""
ONE_FILE: dict[str, Any] = {"type": "string", "format": "binary"}
SOME_FILES: dict[str, Any] = {"type": "array", "items": ONE_FILE, "minItems": 1}
_ANSWERS = ("Status", "Meaning", "Body")
# Allows no scripts, no pictures, and nothing from other addresses.
PAGE_HEADERS = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"}


def request_body(bodies: Mapping[str, type[BaseModel]], **files: Mapping[str, Any]) -> dict[str, Any]:
    """Describes a request body that may have one of several media types.

    Args:
        bodies: The model of the body's fields, by media type.
        **files: Schemas of the form fields that hold files, such as `ONE_FILE` or `SOME_FILES`.
    """
    content = {}
    for media_type, model in bodies.items():
        schema = model.model_json_schema()
        if media_type.startswith("multipart/"):
            schema["properties"] |= files
            schema["required"] = [*schema.get("required", ()), *files]
        content[media_type] = {"schema": schema}
    return {"requestBody": {"required": True, "content": content}}


def document(app: FastAPI) -> dict[str, Any]:
    """Returns the OpenAPI document of an application, which is built once."""
    if app.openapi_schema is None:
        made = get_openapi(title="Inkling", version=app.version, description=_DESCRIPTION, routes=app.routes)
        made.setdefault("components", {})["securitySchemes"] = {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "What `INKLING_API_TOKEN` is set to on the server. Without it, the API "
                "answers only to its own computer.",
            }
        }
        made["security"] = [{}, {"token": []}]
        made["servers"] = [{"url": "/api"}]
        app.openapi_schema = made
    return app.openapi_schema


def page(app: FastAPI) -> str:
    """Renders the OpenAPI document as an HTML page."""
    described = document(app)
    sections = [
        _section(method.upper(), f"/api{path}", operation)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    ]
    schemas = "".join(
        f'<section><h3 id="{escape(name)}">{escape(name)}</h3>{_fields(schema, is_sent=False)}</section>'
        for name, schema in described["components"].get("schemas", {}).items()
    )
    introduction = "".join(
        f"<p>{_prose(part)}</p>" for part in described["info"]["description"].split("\n\n")
    )
    errors = "".join(_response(str(status), response) for status, response in PROBLEMS.items())
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Inkling: HTTP API</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f"<main><h1>Inkling: HTTP API</h1>{introduction}"
        f'<p>For programs: <a href="openapi.json">openapi.json</a>.</p>{"".join(sections)}'
        f"<section><h2>When something is wrong</h2>{_table(_ANSWERS, errors)}</section>"
        f"<section><h2>Response fields</h2>{schemas}</section></main></body></html>"
    )


def _section(method: str, path: str, operation: Mapping[str, Any]) -> str:
    parts = [
        f"<h2>{escape(operation['summary'])}</h2><p><code>{method} {escape(path)}</code></p>",
        *(f"<p>{_prose(part)}</p>" for part in operation.get("description", "").split("\n\n")),
    ]
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        about = f"{_kind(schema)}: {_prose(parameter['description'])}{_limits(schema)}"
        parts.append(f"<p><code>{escape(parameter['name'])}</code>, {about}</p>")
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        parts.append(
            f"<h3>Send <code>{escape(media_type)}</code></h3>{_fields(content['schema'], is_sent=True)}"
        )
    answers = [_response(*one) for one in operation["responses"].items() if int(one[0]) < 400]
    parts.append(f"<h3>Answers</h3>{_table(_ANSWERS, ''.join(answers))}")
    return f"<section>{''.join(parts)}</section>"


def _response(status: str, response: Mapping[str, Any]) -> str:
    bodies = []
    for media_type, content in response.get("content", {}).items():
        name = _name_of(content.get("schema", {}))
        link = f' <a href="#{escape(name)}">{escape(name)}</a>' if name else ""
        bodies.append(f"<code>{escape(media_type)}</code>{link}")
    return f"<tr><td>{escape(status)}<td>{_prose(response['description'])}<td>{', '.join(bodies)}</tr>"


def _fields(schema: Mapping[str, Any], is_sent: bool) -> str:
    """Describes the fields of a body: of a request if `is_sent`, otherwise of a response."""
    rows = []
    for name, field in schema.get("properties", {}).items():
        examples = "".join(f"<br><code>{escape(json.dumps(one))}</code>" for one in field.get("examples", ()))
        about = f"{_prose(field.get('description', ''))}{_limits(field) if is_sent else ''}{examples}"
        needed = f"<td>{'yes' if name in schema.get('required', ()) else ''}" if is_sent else ""
        rows.append(f"<tr><td><code>{escape(name)}</code><td>{_kind(field)}{needed}<td>{about}</tr>")
    columns = ("Field", "Type", "Needed", "Meaning") if is_sent else ("Field", "Type", "Meaning")
    return f"<p>{_prose(schema.get('description', ''))}</p>{_table(columns, ''.join(rows))}"


def _limits(field: Mapping[str, Any]) -> str:
    """Returns a field's limits and its default in brackets; an empty string if it has neither."""
    parts = []
    if "minimum" in field and "maximum" in field:
        parts.append(f"{field['minimum']:,.0f} to {field['maximum']:,.0f}")
    if "maxItems" in field:
        parts.append(f"at most {field['maxItems']:,} of them")
    lengths = [one["maxLength"] for one in (field, *field.get("anyOf", ())) if "maxLength" in one]
    parts += [f"at most {length:,} characters" for length in lengths]
    # An empty default stands for one that the description explains.
    if (default := field.get("default")) not in (None, ""):
        shown = default if isinstance(default, str) else json.dumps(default)
        parts.append(f"<code>{escape(shown)}</code> by default")
    return f" ({'; '.join(parts)})" if parts else ""


def _table(columns: Sequence[str], rows: str) -> str:
    heads = "".join(f"<th scope=col>{column}" for column in columns)
    return f"<div tabindex=0><table><tr>{heads}</tr>{rows}</table></div>"


def _prose(text: str) -> str:
    """Escapes text, and marks what is between backticks as code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))


def _kind(field: Mapping[str, Any]) -> str:
    if name := _name_of(field):
        return f'<a href="#{escape(name)}">{escape(name)}</a>'
    if "anyOf" in field:
        return " or ".join(_kind(one) for one in field["anyOf"])
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    if "enum" in field or "const" in field:
        return " or ".join(
            f"<code>{escape(str(one))}</code>" for one in field.get("enum", [field.get("const")])
        )
    return "file" if field.get("format") == "binary" else escape(str(field.get("type", "anything")))


def _name_of(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
