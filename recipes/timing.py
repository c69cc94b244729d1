"""What a time was measured on, and how: the machine in words, and medians."""

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
    """Returns the processor's name where the system tells it, with a comma and a space."""
    information = Path("/proc/cpuinfo")
    if not information.exists():
        return ""
    for line in information.read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip() + ", "
    return ""


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """Returns the median time of one call in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000
