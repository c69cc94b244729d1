"""Recognises the names of folders and files for parts of a data set: training, validation and test."""

import re
import unicodedata
from functools import cache

from core.preprocessing.image_source import Part


def _plain(name: str) -> str:
    """Removes accents."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


_PARTS_BY_WORD: dict[str, Part] = {
    **dict.fromkeys(("train", "training", "trainings", "trn", "trainval", "tr"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "validate", "vali"), "validation"),
    **dict.fromkeys(("dev", "devel", "development"), "validation"),
    **dict.fromkeys(("test", "tests", "testing", "tst", "ts", "eval", "evaluation", "holdout"), "test"),
    # In other languages, without accents.
    **dict.fromkeys(("entrenamiento", "treino", "treinamento", "entrainement", "apprentissage"), "train"),
    **dict.fromkeys(("addestramento", "treningowe", "treningowy", "trenowanie", "обучение"), "train"),
    **dict.fromkeys(("训练", "训练集", "訓練", "訓練集", "学習", "학습", "훈련"), "train"),
    **dict.fromkeys(("validacion", "validacao", "validierung", "validazione", "validatie"), "validation"),
    **dict.fromkeys(("validierungs", "walidacja", "walidacyjne", "валидация"), "validation"),
    **dict.fromkeys(("验证", "验证集", "驗證", "検証", "검증"), "validation"),
    **dict.fromkeys(("prueba", "pruebas", "teste", "testes", "prufung", "testen", "testowe"), "test"),
    **dict.fromkeys(("testowy", "тест", "тестирование", "测试", "测试集", "テスト", "테스트"), "test"),
}  # fmt: skip
# In the form that `_tokens` produces, with Korean syllables and some letters decomposed.
_WORDS = {_plain(word): part for word, part in _PARTS_BY_WORD.items()}
# Words that are added to the name of a part, and mean nothing.
_FILLERS = {
    "set", "sets", "data", "dataset", "datasets", "database", "image", "images", "img", "imgs", "picture",
    "pictures", "photo", "photos", "pic", "pics", "jpg", "jpeg", "png", "split", "splits", "folder", "dir",
    "part", "subset", "sample", "samples", "file", "files", "class", "classes", "x", "final", "full", "all",
    "new", "the", "my", "of", "for", "resized", "cropped", "processed", "original", "copy", "small",
    "cleaned", "labeled", "raw", "bilder", "fotos", "daten", "datensatz", "imagenes", "datos", "donnees",
}  # fmt: skip
# Folders of unlabelled pictures, which often come with parts.
_UNLABELLED = {
    "pred", "predict", "prediction", "predictions", "unlabeled", "unlabelled", "inference", "submission",
    "demo", "example", "examples", "sample", "samples", "misc", "extra",
}  # fmt: skip
# Small letters, possibly after one capital; capitals; letters beyond A to Z. Digits are ignored.
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")


@cache
def part_of(name: str) -> tuple[Part, frozenset[str]] | None:
    """Reads the name of a folder, or of a file without its suffix, as that of a part.

    Args:
        name: The name, such as "Train_Data" or "seg_test".

    Returns:
        The part and the other meaningful words of the name, such as "seg"; None if the words name no part,
        or several.
    """
    tokens = _tokens(name)
    parts = {_WORDS[token] for token in tokens if token in _WORDS}
    if len(parts) != 1:
        return None
    return parts.pop(), frozenset(token for token in tokens if token not in _WORDS and token not in _FILLERS)


@cache
def says_nothing(name: str) -> bool:
    """Returns whether a folder's name consists only of words like "images" or "data"."""
    return all(token in _FILLERS for token in _tokens(name))


@cache
def is_unlabelled(name: str) -> bool:
    """Returns whether a folder's name says that its content is unlabelled."""
    return any(token in _UNLABELLED for token in _tokens(name))


def _tokens(name: str) -> list[str]:
    return [part for token in _TOKEN.findall(_plain(name)) for part in _split(token.lower())]


def _split(token: str) -> list[str]:
    """Splits a part's name and a filler that are written as one word, such as "trainset" or "xtest"."""
    if token in _WORDS or token in _FILLERS:
        return [token]
    for cut in range(1, len(token)):
        first, second = token[:cut], token[cut:]
        if {first, second} & _WORDS.keys() and {first, second} & _FILLERS:
            return [first, second]
    return [token]
