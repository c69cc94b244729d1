"""Downloads, from local files at the address, and from a server that closes the connection early."""

import hashlib
import http.server
import threading

import pytest

from core.errors import BadData, Stopped
from core.storage.download import download
from tests.core.raw_answers import served

CONTENT = b"some data" * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_a_file_comes_whole(tmp_path):
    (tmp_path / "there").write_bytes(CONTENT)
    path = download((tmp_path / "there").as_uri(), tmp_path / "here" / "a", SHA256)
    assert path.read_bytes() == CONTENT
    (tmp_path / "there").unlink()
    assert download((tmp_path / "there").as_uri(), path, SHA256) == path


def test_another_file_is_refused_and_nothing_stays(tmp_path):
    (tmp_path / "there").write_bytes(CONTENT + b"!")
    with pytest.raises(BadData, match=r"not the expected one.*Received: 9,001 bytes"):
        download((tmp_path / "there").as_uri(), tmp_path / "a", SHA256)
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_no_connection_says_what_to_do(tmp_path):
    address = "http://127.0.0.1:9/mnist.npz"
    with pytest.raises(BadData, match="or provide the file yourself") as refused:
        download(address, tmp_path / "a", SHA256)
    sentence, _, details = str(refused.value).partition(" Received: ")
    assert sentence.startswith("There is no internet connection")
    assert [(what in sentence, what in details) for what in (address, str(tmp_path), "rrno")] == [
        (False, True)
    ] * 3


@pytest.fixture
def cutting_server():
    """A server that promises 9,000 bytes and closes the connection after 3,000."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(CONTENT)))
            self.end_headers()
            self.wfile.write(CONTENT[:3_000])

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/a"
    server.shutdown()


@pytest.mark.parametrize("checksum", [SHA256, ""])
def test_a_download_that_is_cut_in_the_middle_leaves_nothing(tmp_path, cutting_server, checksum):
    with pytest.raises(BadData, match="Received"):
        download(cutting_server, tmp_path / "a", checksum)
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n" + CONTENT[:99],
    ],
)
def test_what_is_no_whole_answer_says_what_to_do(tmp_path, answer):
    with served(answer) as address, pytest.raises(BadData, match="or provide the file yourself"):
        download(f"{address}/a", tmp_path / "a", SHA256)
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told(tmp_path):
    (tmp_path / "there").write_bytes(CONTENT)
    told = []
    download(
        (tmp_path / "there").as_uri(), tmp_path / "a", SHA256, progress=lambda *state: told.append(state)
    )
    assert told[-1] == (9_000, 9_000)


def test_two_downloads_of_one_file_at_once_do_not_disturb_each_other(tmp_path):
    address, path, again = (tmp_path / "there").as_uri(), tmp_path / "here" / "a", []
    (tmp_path / "there").write_bytes(CONTENT)

    def download_again(done, total):
        if not again:
            again.append(True)
            again.append(download(address, path, SHA256).read_bytes())

    assert download(address, path, SHA256, progress=download_again).read_bytes() == again[1] == CONTENT
    assert [left.name for left in path.parent.iterdir()] == ["a"]


def test_md5_is_checked_too(tmp_path):
    (tmp_path / "there").write_bytes(CONTENT)
    md5 = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
    assert download((tmp_path / "there").as_uri(), tmp_path / "a", md5, "md5").exists()
    with pytest.raises(BadData, match="md5"):
        download((tmp_path / "there").as_uri(), tmp_path / "b", "0" * 32, "md5")


def test_a_download_that_is_stopped_leaves_nothing(tmp_path):
    (tmp_path / "there").write_bytes(CONTENT)

    def stop(done, total):
        raise Stopped("Enough.")

    with pytest.raises(Stopped):
        download((tmp_path / "there").as_uri(), tmp_path / "a", SHA256, progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
