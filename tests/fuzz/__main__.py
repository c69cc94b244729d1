"""`python -m tests.fuzz --minutes 60 --seed 1 [--only pictures]`: fuzzes, and reports what it found."""

import argparse
import faulthandler
import secrets
import sys
import time
from pathlib import Path

from tests.fuzz.harness import CASES, Tally, attempt, cases_of, kinds, path_of


def main() -> int:
    """Fuzzes as requested on the command line.

    Returns:
        0, or 1 if there were faults.
    """
    modules = kinds()
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="for all kinds together (1)")
    parser.add_argument("--cases", type=int, default=sys.maxsize, help="at most so many of each kind")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="a new one unless given")
    parser.add_argument("--only", choices=modules, action="append", help="this kind (again: that one too)")
    parser.add_argument("--folder", type=Path, default=CASES, help="where the cases of faults are kept")
    options = parser.parse_args()
    faulthandler.enable()
    chosen = {name: modules[name] for name in options.only or modules}
    print(f"Seed {options.seed}, {options.minutes:g} minutes: {', '.join(chosen)}", flush=True)
    faults = 0
    for name, module in chosen.items():
        tally = Tally()
        end = time.monotonic() + options.minutes * 60 / len(chosen)
        for case in cases_of(module, options.seed):
            path = path_of(name, case, options.folder)
            path.parent.mkdir(parents=True, exist_ok=True)
            # Written before the attempt, so that it still exists if the process crashes or hangs.
            path.write_bytes(case)
            known_faults = len(tally.faults)
            attempt(module, case, tally)
            if len(tally.faults) > known_faults:
                print(f"\n{path}\n{tally.faults[-1].reason}", flush=True)
            else:
                path.unlink()
            if time.monotonic() > end or tally.cases >= options.cases:
                break
        faults += len(tally.faults)
        print(
            f"{name}: {tally.cases:,} cases, {tally.answered:,} answered, {tally.refused:,} refused, "
            f"{len(tally.faults)} faults; the slowest took {tally.slowest_seconds:.1f} s; "
            f"at most {_peak_mb():,.0f} MB",
            flush=True,
        )
    return 1 if faults else 0


def _peak_mb() -> float:
    """Returns this process's peak memory in MB, or 0 if the system does not report it."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


if __name__ == "__main__":
    sys.exit(main())
