"""Turns a test of one file into a test of many that lists what is wrong with each."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.conftest import ROOT


def of_each(paths: Iterable[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """Turns a test of one file into one test of all, since collecting a thousand tests takes long."""

    def decorate(test: Callable[[Path], None]) -> Callable[[], None]:
        def test_of_all() -> None:
            wrong = []
            for path in paths:
                try:
                    test(path)
                except (Exception, SystemExit) as error:
                    wrong.append(f"{path.relative_to(ROOT).as_posix()}: {error!r}")
            if wrong:
                pytest.fail("\n".join(wrong), pytrace=False)

        test_of_all.__name__, test_of_all.__doc__ = test.__name__, test.__doc__
        return test_of_all

    return decorate
