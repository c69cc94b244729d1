"""Writes `core/inference/imagenet_names.txt`: readable names of ImageNet's classes, and their other names.

    python -m recipes.imagenet_names timm-1.0.31-py3-none-any.whl

The order and the words come from the package timm (`pip download --no-deps timm`; Apache licence 2.0), which
took them from WordNet. `everyday_words.txt` adds what people call these things and WordNet does not.
"""

import sys
import zipfile
from pathlib import Path

from core.inference.imagenet import NAMES_FILE
from core.storage.files import write_whole
from recipes.exiting import exit_in_a_sentence

EVERYDAY_WORDS = Path(__file__).with_name("everyday_words.txt")
_INFO = "timm/data/_info/"
# Two classes for which WordNet has only the same word.
_DISAMBIGUATED = {"n02012849": "crane (bird)", "n03126707": "crane (machine)"}


def imagenet_names(wheel: Path) -> list[tuple[str, str, str]]:
    """Returns each class's WordNet number, unique name and other names, in the order of the outputs.

    Args:
        wheel: The wheel of timm that pip has downloaded.
    """
    with zipfile.ZipFile(wheel) as archive:
        classes = archive.read(f"{_INFO}imagenet_synsets.txt").decode().split()
        lines = archive.read(f"{_INFO}imagenet_synset_to_lemma.txt").decode().splitlines()
    lemmas = _by_first_column(lines)
    everyday = _by_first_column(EVERYDAY_WORDS.read_text(encoding="utf-8").splitlines())
    firsts = [lemmas[number][0] for number in classes]
    names = []
    for number, first in zip(classes, firsts, strict=True):
        # If two classes share their first word, a class that has a second word is named by its second word.
        synonyms = lemmas[number][1:]
        name = synonyms[0] if firsts.count(first) > 1 and synonyms else first
        others = dict.fromkeys(word for word in (*lemmas[number], *everyday.get(name, ())) if word != name)
        names.append((number, _DISAMBIGUATED.get(number, name), ", ".join(others)))
    assert len({name for _, name, _ in names}) == len(names)
    return names


def _by_first_column(lines: list[str]) -> dict[str, list[str]]:
    return {key: words.split(", ") for key, words in (line.split("\t") for line in lines)}


if __name__ == "__main__":
    with exit_in_a_sentence():
        write_whole(NAMES_FILE, "".join("\t".join(row) + "\n" for row in imagenet_names(Path(sys.argv[1]))))
