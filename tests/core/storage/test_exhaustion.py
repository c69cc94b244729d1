"""What a computer has run out of is told from what is wrong with a file, a network or the program."""

import errno
import os
import subprocess
import sys
import threading

import pytest

from core.storage.exhaustion import is_exhausted, no_memory_in_words


def test_no_more_open_files_threads_processes_or_memory():
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        with pytest.raises(OSError) as no_file:
            os.open(os.devnull, os.O_RDONLY)
        with pytest.raises(OSError) as no_process:
            subprocess.Popen([sys.executable, "--version"])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    # No system has room for a stack of this size.
    threading.stack_size(2**46)
    try:
        with pytest.raises(RuntimeError) as no_thread:
            threading.Thread(target=print).start()
    finally:
        threading.stack_size(0)
    caught = [one.value for one in (no_file, no_process, no_thread)]
    assert [is_exhausted(one) for one in caught] == [True] * 3, caught
    assert is_exhausted(MemoryError())


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.ENOENT, None])
def test_other_faults(number):
    assert not is_exhausted(OSError(number, "no") if number else RuntimeError("no"))


@pytest.mark.parametrize(
    ("text", "received"), [("", "MemoryError"), ("Unable to\nallocate", r"Unable to\nallocate")]
)
def test_what_to_do_without_memory_is_one_line(text, received):
    sentence = no_memory_in_words(MemoryError(text))
    assert sentence.startswith("There was not enough memory; close other programs")
    assert sentence.endswith(f"Received: {received}")
