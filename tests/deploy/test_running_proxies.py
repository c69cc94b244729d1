"""nginx and Caddy run with our configurations before a server: HTTPS, WebSockets, uploads, addresses."""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time

import pytest

from core.preprocessing.example_photos import read_example_photos
from tests.api.problem_checks import check_problem
from tests.browser.app_server import free_port
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
NAME = "class.example"
PATIENCE_SECONDS = 60


def certificate(folder):
    """Makes a self-signed certificate; returns the paths of the certificate and its key."""
    files = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={NAME}"]
    subprocess.run([*command, "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files


def nginx(folder, upstream, port):
    """Writes the nginx configuration with the test's own folder and ports; returns the command to run it."""
    for program in ("nginx", "openssl"):
        if shutil.which(program) is None:
            pytest.skip(f"needs {program}")
    public, key = certificate(folder)
    # Not every machine that runs the tests has IPv6.
    text = re.sub(r"listen \[::\].*", "", (DEPLOY / "nginx.conf").read_text())
    for before, after in (
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(public)),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(key)),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80", f"listen 127.0.0.1:{free_port()}"),
        ("127.0.0.1:8501", f"127.0.0.1:{upstream}"),
    ):
        assert before in text
        text = text.replace(before, after)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; events {{}}\nhttp {{ access_log off; {folders}\n{text}\n}}\n"
    )
    return ["nginx", "-e", f"{folder}/log", "-p", str(folder), "-c", f"{folder}/nginx.conf"]


def caddy(folder, upstream, port):
    """Writes Caddy's configuration with a local authority and the test's own ports; returns the command."""
    if shutil.which("caddy") is None:
        pytest.skip("needs Caddy")
    ports = f"admin off\nhttp_port {free_port()}\nhttps_port {port}\nlocal_certs\nskip_install_trust"
    text = (DEPLOY / "Caddyfile").read_text()
    assert "{$INKLING_UPSTREAM:127.0.0.1:8501}" in text
    (folder / "Caddyfile").write_text(f"{{\n{ports}\n}}\n{text}")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"]


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def proxy(request, tmp_path_factory, container):
    """The port of a proxy in front of the server, once it speaks TLS."""
    _, environment = container
    upstream, port = environment["STREAMLIT_SERVER_PORT"], free_port()
    folder = tmp_path_factory.mktemp("proxy")
    command = request.param(folder, upstream, port)
    own = {"INKLING_HOST": NAME, "INKLING_UPSTREAM": f"127.0.0.1:{upstream}"}
    own |= {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=os.environ | own, stdout=quiet, stderr=quiet) as process:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                connected(port).close()
                break
            except OSError:
                assert process.poll() is None, command
                assert time.monotonic() < until
                time.sleep(0.1)
        yield port
        process.terminate()


def connected(port):
    """Opens a TLS connection, like the browser of a user who trusts the certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    plain = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
    return context.wrap_socket(plain, server_hostname=NAME)


def answered(port, method, path, body=None, **headers):
    """Sends a request through the proxy; returns the status and the body."""
    connection = http.client.HTTPConnection(NAME)
    connection.sock = connected(port)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, {"Host": f"{NAME}:{port}", **named})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response.status, content


def test_pages_come_and_their_websocket_opens(proxy):
    status, page = answered(proxy, "GET", "/photo")
    assert status == 200
    assert b"<html" in page
    with connected(proxy) as connection:
        origin = f"https://{NAME}:{proxy}"
        lines = [f"Host: {NAME}:{proxy}", f"Origin: {origin}", "Connection: Upgrade", "Upgrade: websocket"]
        lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        request = "\r\n".join(["GET /_stcore/stream HTTP/1.1", *lines, "", ""])
        connection.sendall(request.encode())
        begin = connection.recv(4096).decode("latin-1")
    assert begin.startswith("HTTP/1.1 101 "), begin
    # The accept value for this key is the example in RFC 6455, section 1.3.
    assert re.search(r"sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=", begin, re.IGNORECASE)


@pytest.mark.parametrize("path", ["/api/v1/models", "/api/v1/runs", "/api/v1/datasets"])
def test_nobody_passes_for_the_server_itself(proxy, path):
    for claim in ({}, {"X_Forwarded_For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1;host=localhost"}):
        status, content = answered(proxy, "GET", path, **claim)
        assert status == 403, content
        check_problem(json.loads(content), 403, "not through a proxy")
        # The server's own name does not help either; Caddy forwards only requests for its own name.
        status, content = answered(proxy, "GET", path, Host="localhost", **claim)
        assert content == b"" or status == 403, content


def test_what_is_sent_arrives_however_large_and_is_refused_by_the_app_itself(proxy):
    photo = read_example_photos()[0].read_bytes()
    # No token is set: the app itself refuses, in its own format, although the whole body is sent.
    for size in (len(photo), 20 * 2**20):
        status, content = answered(proxy, "POST", "/api/v1/predict", photo.ljust(size, b"\0"))
        assert status == 403
        check_problem(json.loads(content), 403, NAME)
