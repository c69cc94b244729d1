"""A Python without packages, as a machine may have in addition to the one that runs Ray."""

import sys


def folder_of_another_python(tmp_path_factory):
    """Makes a folder for `PATH` whose `python` has only the standard library; returns the folder."""
    folder = tmp_path_factory.mktemp("another-python")
    program = folder / "python"
    # -S: no site packages; -E: none from environment variables either.
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -S -E "$@"\n')
    program.chmod(0o755)
    return folder
