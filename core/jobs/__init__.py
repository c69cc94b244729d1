"""Work in another process or on all cores, and how far it is.

Knows how a worker is started, what it writes into its folder, and how work is spread over cores. Does not
know what the work is: trainings and additions are described by the packages above.
"""

from core.jobs.parallel import ordered_map, ordered_outcomes
from core.jobs.process import OVER, State, Status, read_state, run_to_end, start_worker, update_state
from core.jobs.progress import ProgressWriter

__all__ = [
    "OVER",
    "ProgressWriter",
    "State",
    "Status",
    "ordered_map",
    "ordered_outcomes",
    "read_state",
    "run_to_end",
    "start_worker",
    "update_state",
]
