"""Timing: medians, and a description of the machine they were measured on."""

import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path


def machine() -> str:
    """Describes this machine in a few words."""
    system = f"{platform.machine()} {platform.system()}"
    return f"{_processor()}{os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def _processor() -> str:
    """Returns the processor's name with a comma and a space, or nothing if the system does not tell it."""
    information = Path("/proc/cpuinfo")
    if not information.exists():
        return ""
    for line in information.read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip() + ", "
    return ""


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """Measures the median time of a call.

    Args:
        work: The function to call.
        rounds: Number of calls.

    Returns:
        Milliseconds.
    """
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000
