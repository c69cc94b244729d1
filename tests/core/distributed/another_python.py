"""A Python without packages, as a machine may have beside the one that Ray runs with."""

import sys


def folder_of_another_python(tmp_path_factory):
    """Makes a folder, for a path, whose `python` has nothing but the standard library; returns it."""
    folder = tmp_path_factory.mktemp("another-python")
    program = folder / "python"
    # -S: no packages; -E: nor those that a variable names.
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -S -E "$@"\n')
    program.chmod(0o755)
    return folder
