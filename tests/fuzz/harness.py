"""Makes cases, tries them, and keeps those that are faults."""

import hashlib
import importlib
import time
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from types import ModuleType

from core.errors import InklingError

FOLDER = Path(__file__).parent
CASES = FOLDER / "cases"
# The longest that any one input may take, on a machine that is not busy.
MAX_SECONDS = 10


@dataclass(frozen=True)
class Fault:
    """A case that did not end as it should.

    Attributes:
        kind: What was fuzzed.
        case: The input.
        reason: The traceback, or how long it took.
    """

    kind: str
    case: bytes = field(repr=False)
    reason: str


@dataclass
class Tally:
    """What came of a kind's cases.

    Attributes:
        answered: How many gave an answer.
        refused: How many gave a sentence.
        slowest_seconds: How long the slowest took.
        faults: Those that gave neither.
    """

    answered: int = 0
    refused: int = 0
    slowest_seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many cases were tried."""
        return self.answered + self.refused + len(self.faults)


def kinds() -> dict[str, ModuleType]:
    """Returns the modules of all kinds, by name."""
    modules = (
        importlib.import_module(f"tests.fuzz.{path.stem}") for path in sorted(FOLDER.glob("[a-z]*.py"))
    )
    return {module.__name__.rpartition(".")[2]: module for module in modules if hasattr(module, "make_case")}


def cases_of(module: ModuleType, seed: int) -> Iterator[bytes]:
    """Yields a kind's cases without end: the same for the same seed."""
    for number in count():
        yield module.make_case(Random(f"{module.__name__} {seed} {number}"))


def attempt(module: ModuleType, case: bytes, tally: Tally) -> None:
    """Tries a case and counts how it ended."""
    start = time.perf_counter()
    reason = ""
    refused = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            module.attempt(case)
    except InklingError:
        refused = True
    except Exception:
        reason = traceback.format_exc()
    seconds = time.perf_counter() - start
    tally.slowest_seconds = max(tally.slowest_seconds, seconds)
    if not reason and seconds > MAX_SECONDS:
        reason = f"took {seconds:.1f} s"
    if reason:
        tally.faults.append(Fault(module.__name__.rpartition(".")[2], case, reason))
    elif refused:
        tally.refused += 1
    else:
        tally.answered += 1


def path_of(kind: str, case: bytes, folder: Path = CASES) -> Path:
    """Returns where a case is kept."""
    return folder / kind / hashlib.sha256(case).hexdigest()[:16]
