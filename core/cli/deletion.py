"""The terminal commands for deleting a network and bringing it back: `delete` and `restore`."""

import argparse
import sys
from typing import Any

from core.bundles.deleted import read_deleted, restore_bundle
from core.bundles.library import delete_bundle, folder_to_delete
from core.errors import BadRequest, UnknownNetwork
from core.storage.kept_time import KEPT_DAYS


def add_commands(commands: Any) -> None:
    """Adds the commands to the terminal's parser."""
    deleting = commands.add_parser("delete", help="delete a network that you taught or imported")
    deleting.add_argument("name", metavar="NAME", help="the network, as `networks` lists it")
    deleting.add_argument("--yes", action="store_true", help="do not ask for confirmation")
    deleting.set_defaults(command=delete)

    restoring = commands.add_parser(
        "restore", help=f"bring back a network deleted in the last {KEPT_DAYS} days"
    )
    restoring.add_argument("name", metavar="NAME", help="the name that it had")
    restoring.set_defaults(command=restore)


def delete(options: argparse.Namespace) -> int:
    """Deletes a network, after asking for confirmation unless `--yes` is given."""
    try:
        folder_to_delete(options.name)  # fails before asking if it cannot be deleted
    except UnknownNetwork:
        if all(deleted.name != options.name for deleted in read_deleted()):
            raise
        raise BadRequest(
            f"This network has already been deleted; `restore {options.name}` brings it back. "
            f"Received: {options.name}"
        ) from None
    if not options.yes:
        if not sys.stdin.isatty():
            raise BadRequest(
                f"Cannot ask for confirmation here; add --yes to delete it. Received: {options.name}"
            )
        try:
            reply = input(f"Delete {options.name}? [y/N] ")
        except EOFError:
            # Ctrl-D answers nothing.
            reply = ""
        if reply.strip().lower() not in ("y", "yes"):
            return 1
    delete_bundle(options.name)
    print(f"Deleted. For {KEPT_DAYS} days, `restore {options.name}` brings it back.")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Brings back a deleted network."""
    print(f"{restore_bundle(options.name).name} is in the library again.")
    return 0
