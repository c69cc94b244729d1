"""Without a progress callback, nothing is printed, and the work is done."""

import hashlib

from core.storage.download import download
from core.storage.progress import no_progress


def test_without_a_listener_the_work_is_done_in_silence(tmp_path, capsys):
    (tmp_path / "source").write_bytes(b"some data")
    sha256 = hashlib.sha256(b"some data").hexdigest()
    for number, options in enumerate(({}, {"progress": no_progress})):
        path = download((tmp_path / "source").as_uri(), tmp_path / str(number), sha256, **options)
        assert path.read_bytes() == b"some data"
    assert capsys.readouterr().out == ""
