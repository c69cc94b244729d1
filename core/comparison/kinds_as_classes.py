"""Adding up classes for networks that know a thing only by its kinds, like dogs by their breeds."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from core.bundles.bundle import Bundle
from core.comparison.labelled_answers import LabelledAnswers
from core.inference.hierarchy import singular
from core.inference.imagenet import members_of_kinds
from core.inference.label_names import label_indices
from core.storage.names import clean_label

# ImageNet's few people are a groom, a ball player and a diver: on portraits they would answer by the clothes.
_BARELY_KNOWN = ("person",)


def classes_by_label(labels: Iterable[str], bundle: Bundle) -> dict[str, list[int]]:
    """Returns the network's classes that each label stands for; labels that it does not know are left out.

    Args:
        labels: The labels of a data set.
        bundle: The network's bundle. In a network for photos, a label that is not one of its classes stands
            for all classes of that kind, except those that another, narrower label stands for. People are
            unknown, as it knows too few kinds of them. The plural "ants" stands for its class "ant".

    Returns:
        The indices of the classes, by label.
    """
    index_of, wanted = label_indices(bundle.labels), list(labels)
    found = {label: [index_of[name]] for label in wanted if (name := clean_label(label)) in index_of}
    taken = {index for indices in found.values() for index in indices}
    if bundle.kind != "photo" or len(found) == len(wanted):
        return found
    by_kind = members_of_kinds([singular(label) for label in bundle.labels])
    by_kind = {kind: members for kind, members in by_kind.items() if kind not in _BARELY_KNOWN}
    by_name = {singular(name): [index] for name, index in index_of.items()}
    things = {label: singular(clean_label(label)) for label in wanted if label not in found}
    of_kind = {label: by_name.get(thing) or by_kind.get(thing, []) for label, thing in things.items()}
    for label in sorted(of_kind, key=lambda label: len(of_kind[label])):
        if members := [index for index in of_kind[label] if index not in taken]:
            found[label] = members
            taken.update(members)
    return found


def known_by_kind(labels: Iterable[str], bundle: Bundle) -> list[str]:
    """Returns the labels that stand for several classes of a network, in the given order."""
    wanted = list(labels)
    classes = classes_by_label(wanted, bundle)
    return [label for label in wanted if len(classes.get(label, ())) > 1]


def add_up(answers: LabelledAnswers, classes: dict[str, list[int]]) -> LabelledAnswers:
    """Adds up the probabilities of the classes that a label stands for, and names them by the label.

    Args:
        answers: The answers of a network; the truth is an index into the network's labels. If a label stands
            for several classes, it may be the index of any of them.
        classes: The result of `classes_by_label`.

    Returns:
        The same answers with one logit for each of these labels, and for each of the other classes.
    """
    own, place = answers.bundle.labels, np.full(len(answers.bundle.labels), -1)
    # Names must match, too: other networks may have learned "ants", so the class is not called "ant" here.
    if all(
        label_indices([own[index] for index in of]) == label_indices([one]) for one, of in classes.items()
    ):
        return answers
    labels = list(classes)
    for number, indices in enumerate(classes.values()):
        place[indices] = number
    others = np.flatnonzero(place < 0)
    place[others] = len(labels) + np.arange(len(others))
    labels += [own[index] for index in others]
    # Probabilities are added up at the temperature at which the logits are read.
    scaled = answers.logits.astype(np.float64) / answers.bundle.temperature
    logits = np.full((len(scaled), len(labels)), -np.inf)
    for index, target in enumerate(place):
        logits[:, target] = np.logaddexp(logits[:, target], scaled[:, index])
    return replace(
        answers,
        truth=place[answers.truth],
        logits=(logits * answers.bundle.temperature).astype(np.float32),
        own_labels=tuple(labels),
    )
