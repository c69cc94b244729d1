"""Reads Dockerfile and .dockerignore like Docker, as far as ours need, so tests can carry out the steps."""

import json
import re
import shlex
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path


@dataclass(frozen=True)
class Stage:
    """One image: its base, and its instructions in order, starting with those of the stage it is built on.

    Attributes:
        name: The name after `AS`.
        base: The registry image after `FROM`; for a stage built on another stage, that stage's base.
        steps: Pairs `(instruction, rest)`.
    """

    name: str
    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def of(self, instruction: str) -> list[str]:
        """Returns the arguments of every instruction of a kind."""
        return [rest for name, rest in self.steps if name == instruction]

    def environment(self) -> dict[str, str]:
        """Returns all variables that `ENV` sets."""
        pairs = (pair.split("=", 1) for rest in self.of("ENV") for pair in shlex.split(rest))
        return dict(pairs)

    def command(self) -> list[str]:
        """Returns the last `CMD`, which must be in JSON form."""
        return json.loads(self.of("CMD")[-1])


def stages(path: Path) -> dict[str, Stage]:
    """Reads all stages of a Dockerfile, by name; the last one is what `docker build .` builds."""
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = re.sub(r"\\\n\s*", " ", text)
    known: dict[str, Stage] = {}
    stage = None
    for line in filter(None, map(str.strip, text.splitlines())):
        instruction, rest = line.split(None, 1)
        if instruction == "FROM":
            base, _, name = rest.split()
            below = known.get(base)
            stage = known[name] = Stage(
                name, below.base if below else base, list(below.steps if below else ())
            )
        else:
            stage.steps.append((instruction, rest))
    return known


def copied_files(root: Path) -> list[Path]:
    """Lists the files that `COPY . .` copies: those in the folder that .dockerignore does not exclude."""
    patterns = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line.strip() for line in patterns if line.strip() and not line.startswith("#")]
    kept = [rule[1:] for rule in rules if rule.startswith("!")]
    paths = [path for name in kept for path in (root / name, *sorted((root / name).rglob("*")))]
    return [path for path in paths if path.is_file() and not _is_ignored(path.relative_to(root), rules)]


def _is_ignored(path: Path, rules: list[str]) -> bool:
    """Applies the rules in order; the last one that matches the path or a parent folder decides."""
    names = [path.as_posix(), *(folder.as_posix() for folder in path.parents if folder.name)]
    ignored = False
    for rule in rules:
        pattern = rule.removeprefix("!").removeprefix("**/")
        candidates = [name.rpartition("/")[2] for name in names] if "**/" in rule else names
        if any(fnmatch(name, pattern) for name in candidates):
            ignored = not rule.startswith("!")
    return ignored
