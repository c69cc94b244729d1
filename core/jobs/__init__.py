"""Running work in another process or on all cores, and reporting its progress.

Knows how a worker is started, what it writes into its folder, and how work is spread over cores. Does not
know what the work is: the packages above define trainings and additions.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "job": ["Job", "begin_job"],
        "log": ["LOG", "read_log"],
        "parallel": ["ordered_map", "ordered_outcomes"],
        "process": [
            "OVER",
            "State",
            "Status",
            "read_state",
            "request_discard",
            "request_stop",
            "run_to_end",
            "start_worker",
            "stop_request",
            "update_state",
            "withdraw_stop",
        ],
        "progress": ["ProgressWriter"],
        "ray_job": ["end_waiting_ray_job", "write_ray_job"],
        "retry": ["retry_while_busy"],
        "unforeseen": ["translating_unforeseen"],
        "watching": ["ShowProgress", "wait_until_over"],
    },
)
