"""Names of folders and files for the parts of a data set: training, validation and test."""

import re
import unicodedata
from functools import cache

from core.preprocessing.image_source import Part

_WORDS: dict[str, Part] = {
    **dict.fromkeys(("train", "training", "trn", "trainval", "tr"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "validate", "vali"), "validation"),
    **dict.fromkeys(("dev", "devel", "development"), "validation"),
    **dict.fromkeys(("test", "testing", "tst", "ts", "eval", "evaluation", "holdout"), "test"),
    # In Spanish, Portuguese and French.
    **dict.fromkeys(("entrenamiento", "treino", "treinamento", "entrainement", "apprentissage"), "train"),
    **dict.fromkeys(("validacion", "validacao"), "validation"),
    **dict.fromkeys(("prueba", "pruebas", "teste", "testes"), "test"),
}  # fmt: skip
# What is added to such a word and says nothing more.
_FILLERS = {
    "set", "sets", "data", "dataset", "datasets", "database", "image", "images", "img", "imgs", "picture",
    "pictures", "photo", "photos", "pic", "pics", "jpg", "jpeg", "png", "split", "splits", "folder", "dir",
    "part", "subset", "sample", "samples", "file", "files", "class", "classes", "x", "final", "full", "all",
    "new", "the", "my", "of", "for", "resized", "cropped", "processed", "original", "copy", "small",
    "cleaned", "labeled", "raw",
}  # fmt: skip
# Folders of pictures that nobody has labelled yet, as they come beside parts.
_UNLABELLED = {
    "pred", "predict", "prediction", "predictions", "unlabeled", "unlabelled", "inference", "submission",
    "demo", "example", "examples", "sample", "samples", "misc", "extra",
}  # fmt: skip
# Small letters, perhaps after one capital; capitals; letters of other scripts. Digits count for nothing.
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")


@cache
def part_of(name: str) -> tuple[Part, frozenset[str]] | None:
    """Reads the name of a folder, or of a file without its suffix, as one of a part.

    Args:
        name: The name, as "Train_Data" or "seg_test".

    Returns:
        The part and the words around its own that say something, as "seg"; None if no word names a part, or
        words for two do.
    """
    tokens = _tokens(name)
    parts = {_WORDS[token] for token in tokens if token in _WORDS}
    if len(parts) != 1:
        return None
    return parts.pop(), frozenset(token for token in tokens if token not in _WORDS and token not in _FILLERS)


@cache
def says_nothing(name: str) -> bool:
    """Tells whether a folder's name holds only words like "images" or "data"."""
    return all(token in _FILLERS for token in _tokens(name))


@cache
def is_unlabelled(name: str) -> bool:
    """Tells whether a folder's name says that nobody has labelled what is in it."""
    return any(token in _UNLABELLED for token in _tokens(name))


def _tokens(name: str) -> list[str]:
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )
    return [part for token in _TOKEN.findall(plain) for part in _split(token.lower())]


def _split(token: str) -> list[str]:
    """Splits words that are written as one, as "trainset" and "xtest"."""
    if token in _WORDS or token in _FILLERS:
        return [token]
    for cut in range(1, len(token)):
        first, second = token[:cut], token[cut:]
        if {first, second} & _WORDS.keys() and {first, second} & _FILLERS:
            return [first, second]
    return [token]
