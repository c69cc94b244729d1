"""A network's card as a Hugging Face model card: Markdown sections after YAML front matter.

Source: https://huggingface.co/docs/hub/model-cards; Mitchell et al. 2019, "Model cards for model reporting".
"""

import json

from core.bundles.bundle import Bundle
from core.bundles.card import Card
from core.bundles.card_figures import PartFigures
from core.plurals import listed
from core.presentation.markdown import escape_markdown
from core.presentation.model_cards import describe
from core.storage.names import printable

_TASK = "image-classification"
_TAGS = (_TASK, "inkling", "litert", "tflite")
_SHOWN_LABELS = 100


def hugging_face_card(bundle: Bundle) -> str:
    """Writes a network's card for Hugging Face.

    Args:
        bundle: The network's bundle.

    Returns:
        Markdown with YAML front matter. Text from the card is escaped in the Markdown and quoted in the YAML.
    """
    card = bundle.card
    reads = "drawings" if bundle.kind == "ink" else "photos"
    parts = [
        f"# {escape_markdown(bundle.own_title)}",
        escape_markdown(card.description),
        "## What it does",
        f"It reads {reads} of {' x '.join(map(str, card.input.size))} numbers and tells {card.classes:,} "
        f"things apart: {_labels(bundle)}.",
        f"Its architecture is {escape_markdown(card.network.name)}, of {card.network.parameters:,} "
        f"parameters, stored as {escape_markdown(card.network.precision)} in "
        f"{card.size_bytes['model.tflite'] / 1e6:.2f} MB.",
        "## How to use it",
        "Import the zip on Inkling's Networks page, or run `model.tflite` with LiteRT. Divide the logits by "
        f"{card.temperature:g} before the softmax, so that its confidence is calibrated; a picture "
        f"with a familiarity score below {bundle.reject_threshold:g}{_own_thresholds(bundle)} counts as "
        f"unfamiliar{_least_confidence(bundle)}.",
        "## How good it is",
        describe(bundle),
        "## Training data",
        _data(card),
        "## Limits",
        "It names one of its things for every picture that looks like one of them, and knows nothing else. "
        "It may be less accurate on pictures made in other ways than those it was measured on. Do not use "
        "it to make decisions about people.",
    ]
    return _front_matter(bundle) + "\n\n".join(part for part in parts if part) + "\n"


def _own_thresholds(bundle: Bundle) -> str:
    own = bundle.class_reject_thresholds
    words = [f"{escape_markdown(bundle.labels[place])}: {threshold:g}" for place, threshold in own.items()]
    return f" ({', '.join(words)})" if words else ""


def _least_confidence(bundle: Bundle) -> str:
    least = bundle.card.least_confidence
    return "" if least is None else f", and an answer below {least:.0%} is no more than a guess"


def _front_matter(bundle: Bundle) -> str:
    card = bundle.card
    lines = [
        "---",
        # What Hugging Face calls licences that are not on its list. Those of the data are listed in the text.
        "license: other",
        f"license_name: {_quoted('as of its training data')}",
        "library_name: litert",
        f"pipeline_tag: {_TASK}",
        "tags:",
        *(f"- {tag}" for tag in _TAGS),
    ]
    if card.figures:
        name = f"- name: {_quoted(bundle.own_title)}"
        lines += ["metrics:", "- accuracy", "model-index:", name, "  results:"]
        for part, figures in card.figures.items():
            lines += _result(part, figures)
    return "\n".join([*lines, "---", "", ""])


def _result(part: str, figures: PartFigures) -> list[str]:
    shares = {
        "accuracy": figures.accuracy,
        "balanced_accuracy": figures.balanced_accuracy,
        "expected_calibration_error": figures.calibration_error_after,
    }
    lines = [
        "  - task:",
        f"      type: {_TASK}",
        "    dataset:",
        f"      name: {_quoted(part)}",
        f"      type: {_quoted(part)}",
        "    metrics:",
    ]
    for name, share in shares.items():
        if share is not None:
            lines += [f"    - type: {name}", f"      value: {share:g}"]
    return lines


def _labels(bundle: Bundle) -> str:
    return listed([escape_markdown(label) for label in bundle.labels], _SHOWN_LABELS)


def _data(card: Card) -> str:
    lines = []
    for source in card.training.data:
        by = f", by {escape_markdown(source.by)}" if source.by else ""
        address = f", {escape_markdown(source.address)}" if source.address else ""
        lines.append(
            f"- {escape_markdown(source.name)}{by}; licence: {escape_markdown(source.licence)}{address}"
        )
    return "\n".join(lines) or "The card lists no data."


def _quoted(text: str) -> str:
    """Writes text as a double-quoted YAML string: JSON, with two characters escaped that YAML forbids."""
    quoted = json.dumps(printable(text), ensure_ascii=False)
    return quoted.replace("\ufffe", r"\ufffe").replace("\uffff", r"\uffff")
