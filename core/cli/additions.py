"""The terminal commands that add networks of Keras Applications: `add` and `add-weights`."""

import argparse
import sys
from functools import partial
from typing import Any

from core.bundles.additions import Addition, cancel_adding, read_addition, start_adding
from core.bundles.applications import PRECISIONS, application, is_official
from core.cli.sources import local_path, tell
from core.errors import BadData
from core.jobs.watching import wait_until_over
from core.presentation.progress_bar import progress_bar


def add_commands(commands: Any) -> None:
    """Adds the commands to the terminal's parser."""
    fetching = commands.add_parser("add", help="download a network of Keras Applications and add it")
    fetching.add_argument("name", metavar="NAME", help="for example mobilenet-v2")
    fetching.set_defaults(command=add_network)

    adding = commands.add_parser("add-weights", help="add a network of Keras Applications from its file")
    adding.add_argument("name", metavar="NAME", help="for example mobilenet-v2")
    adding.add_argument("file", type=local_path, metavar="FILE", help="official .h5 file with the last layer")
    adding.set_defaults(command=add_weights)
    for parser in (fetching, adding):
        parser.add_argument(
            "--precision",
            choices=PRECISIONS,
            default="float32",
            help="float16 and int8 make smaller files, which cannot be built on",
        )


def add_network(options: argparse.Namespace) -> int:
    """Downloads the official weights of a Keras Applications network, and adds it."""
    return _watch_adding(start_adding(application(options.name), options.precision))


def add_weights(options: argparse.Namespace) -> int:
    """Converts a Keras Applications network from a local file of weights, and adds it."""
    app = application(options.name)
    if not options.file.is_file():
        raise BadData(f"There is no such file; download it from {app.address}. Received: {options.file}")
    if is_official(app, options.file) is not True:
        tell(
            f"Its checksum could not be verified: it is not the official one of {app.title}, or Keras "
            "publishes none. Only add files whose origin you trust."
        )
    return _watch_adding(start_adding(app, options.precision, options.file))


def _watch_adding(addition: Addition) -> int:
    """Shows the progress of an addition until it has ended; Ctrl-C stops it."""
    told_phase = ""
    with progress_bar() as show:

        def show_megabytes(phase: str, done: float, total: float, seconds_left: float | None) -> None:
            nonlocal told_phase
            if told_phase != phase and not sys.stderr.isatty():
                tell(f"{phase} ...")
            told_phase = phase
            show(phase, round(done / 1e6, 1), round(total / 1e6, 1), seconds_left)

        addition = wait_until_over(
            addition, read_addition, show_megabytes, partial(cancel_adding, addition.name)
        )
    tell(f"\n{addition.state.message or 'It was interrupted; start it again.'}")
    return 0 if addition.state.status == "done" else 1
