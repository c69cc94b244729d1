"""Makes cases, tries them, and stores those that are faults."""

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
# The longest time that any single input may take on an idle machine.
MAX_SECONDS = 10


@dataclass(frozen=True)
class Fault:
    """A case with an incorrect outcome.

    Attributes:
        kind: The kind of input.
        case: The input.
        reason: The traceback, or the time it took.
    """

    kind: str
    case: bytes = field(repr=False)
    reason: str


@dataclass
class Tally:
    """The outcomes of a kind's cases.

    Attributes:
        answered: Number of cases that gave an answer.
        refused: Number of cases refused with an `InklingError`.
        slowest_seconds: Time of the slowest case.
        faults: Cases with any other outcome.
    """

    answered: int = 0
    refused: int = 0
    slowest_seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """Number of cases tried."""
        return self.answered + self.refused + len(self.faults)


def kinds() -> dict[str, ModuleType]:
    """Returns the modules of all kinds, by name."""
    modules = (
        importlib.import_module(f"tests.fuzz.{path.stem}") for path in sorted(FOLDER.glob("[a-z]*.py"))
    )
    return {module.__name__.rpartition(".")[2]: module for module in modules if hasattr(module, "make_case")}


def cases_of(module: ModuleType, seed: int) -> Iterator[bytes]:
    """Yields cases of a kind without end; the same seed gives the same cases."""
    for number in count():
        yield module.make_case(Random(f"{module.__name__} {seed} {number}"))


def attempt(module: ModuleType, case: bytes, tally: Tally) -> None:
    """Tries a case and counts its outcome."""
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
    """Returns the path at which a case is stored."""
    return folder / kind / hashlib.sha256(case).hexdigest()[:16]
