"""A network in memory: asked about pictures and drawings, shown in a notebook, saved as a bundle."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np
from PIL import Image

from core.bundles.bundle import Bundle
from core.bundles.bundle_export import bundle_zip, download_name
from core.bundles.library import read_library
from core.errors import BadData, BadRequest, InklingError
from core.inference.classifier import Classifier
from core.plurals import counted, listed
from core.presentation.wording import share_in_percent
from core.storage.files import translating_os_errors, write_whole
from core.storage.names import printable
from core.storage.paths import path_of
from inkling.answers import Answer, answer_of
from inkling.html import block, bullets, paragraph
from inkling.many_answers import Answers, Problem, problem_of
from inkling.questions import is_one, source_of, sources_of

# Pictures that a thread takes at a time: answering a small one costs no more than waking another thread.
_AT_ONCE = 16
_SHOWN_CLASSES = 12


class Network:
    """A network that can be asked. Every method may be called from any thread.

    Args:
        bundle: The bundle that the network is loaded from.

    Raises:
        InklingError: If the network cannot be loaded.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.classifier = Classifier(bundle)

    @property
    def name(self) -> str:
        """Name by which `load_network` loads it."""
        return self.bundle.name

    @property
    def title(self) -> str:
        """Title of the network, for people."""
        return self.bundle.title

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that it can tell apart."""
        return self.bundle.labels

    @overload
    def predict(self, asked: bytes | Image.Image | np.ndarray) -> Answer: ...

    @overload
    def predict(self, asked: str | Path | Sequence[Any]) -> Answer | Answers: ...

    def predict(self, asked: Any) -> Answer | Answers:
        """Recognises what one or many pictures or drawings show.

        Args:
            asked: One picture: a file's path, a file's bytes, a PIL picture, or an array of pixels,
                `(height, width)` or `(height, width, channels)`. One drawing: strokes in the Quick, Draw!
                format, `[[[x, ...], [y, ...]], ...]`. Many: the path of a folder, a zip, a tar or a stroke
                file, or a list of pictures and drawings.

        Returns:
            An `Answer` for one picture; `Answers` for many, in order. If one of many cannot be read, it is
            listed in `problems`, and the others are still answered.

        Raises:
            InklingError: If a single picture, the folder or the archive cannot be read; its message says why.
        """
        with translating_os_errors():
            return self._ask_one(asked) if is_one(asked) else self._ask_many(asked)

    def save(self, path: str | Path = ".") -> Path:
        """Writes the network as a bundle's zip, which the Networks page of any Inkling can import.

        Args:
            path: A file, which is replaced if it exists, or a folder, in which the file gets a default name.

        Returns:
            Path of the file.
        """
        path = path_of(path)
        with translating_os_errors():
            if path.is_dir():
                path = path / download_name(self.bundle, "bundle")
            write_whole(path, bundle_zip(self.bundle))
        return path

    def __repr__(self) -> str:
        """Returns its name, its title and its number of classes in one line."""
        return printable(f"{self.name}: {self.title}, {len(self.classes):,} classes")

    def _repr_html_(self) -> str:
        reads = "drawings" if self.bundle.kind == "ink" else "photos"
        shown = listed(self.classes, _SHOWN_CLASSES)
        lines = [f"Reads {reads}; {len(self.classes):,} classes: {shown}"]
        if self.bundle.card.main_figures:
            part, measured = self.bundle.card.main_figures
            lines.append(
                f"{share_in_percent(measured.accuracy)} right of "
                f"{counted(measured.images, 'picture')} ({part})"
            )
        return block(
            paragraph(self.title, is_strong=True), paragraph(self.bundle.card.description), bullets(lines)
        )

    def _ask_one(self, asked: Any) -> Answer:
        source = source_of(asked)
        (_, outcome), *_ = self.classifier.predict_many([source])
        if isinstance(outcome, InklingError):
            raise outcome
        return answer_of(self.classifier, source, outcome)

    def _ask_many(self, asked: Any) -> Answers:
        sources, left_out = sources_of(asked)
        entries: list[Answer | Problem] = []
        for source, outcome in self.classifier.predict_many(sources, at_once=_AT_ONCE):
            if isinstance(outcome, InklingError):
                entries.append(problem_of(source.name, outcome))
            else:
                entries.append(answer_of(self.classifier, source, outcome))
        entries += [problem_of(file.name, BadData(file.reason)) for file in left_out if file.is_picture]
        return Answers(tuple(entries))


def load_network(name: str) -> Network:
    """Loads a network: a shipped one, one that was added from Keras Applications, or one of your own.

    Args:
        name: The name that `python -m core networks` and the Networks page list, for example "digits-deep",
            or the title, such as "Best digits", if no other network has the same title.

    Returns:
        The network; ask it with `predict`.

    Raises:
        InklingError: If no network has this name (the message lists the existing ones), or it cannot be
            loaded.
    """
    if not isinstance(name, str):
        raise BadRequest(
            f'Give the name of a network, such as "digits-deep". Received: {type(name).__name__}'
        )
    with translating_os_errors():
        return Network(read_library().find(name))
