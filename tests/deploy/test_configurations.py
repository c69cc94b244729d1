"""The configurations around a server (Compose, proxies, systemd) agree with the app's own settings."""

import re
import shutil
import subprocess
import tomllib

import pytest
import yaml

from core.storage.settings import PUBLIC, TEACHING
from tests.conftest import ROOT
from tests.deploy.dockerfile import stages

DEPLOY = ROOT / "deploy"
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
STAGES = stages(ROOT / "Dockerfile")
# A variable in Docker Compose, with its default value.
VARIABLE = re.compile(r"\$\{(\w+):-([^}]*)\}")


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def test_compose_builds_an_image_of_ours_and_keeps_its_data(services):
    inkling = services["inkling"]
    build = inkling["build"]
    assert (ROOT / build["context"]).resolve() == ROOT
    assert VARIABLE.fullmatch(build["target"])[2] in STAGES
    volumes = yaml.safe_load((ROOT / "compose.yaml").read_text())["volumes"]
    (volume,) = inkling["volumes"]
    name, path = volume.split(":")
    assert name in volumes
    assert path == STAGES["serve"].environment()["INKLING_HOME"]
    assert inkling["expose"] == STAGES["serve"].of("EXPOSE")


def test_compose_lets_only_the_proxy_reach_it_and_is_public_unless_told(services):
    inkling = services["inkling"]
    assert "ports" not in inkling
    assert services["caddy"]["ports"] == ["80:80", "443:443"]
    assert services["caddy"]["environment"]["INKLING_UPSTREAM"] == "inkling:8501"
    environment = {name: VARIABLE.sub(r"\2", str(value)) for name, value in inkling["environment"].items()}
    assert (environment[PUBLIC], environment[TEACHING]) == ("1", "0")
    assert environment["STREAMLIT_SERVER_ALLOWED_HOSTS"].split() == ["localhost", "localhost"]
    assert inkling["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in inkling["security_opt"]


def test_compose_hands_the_proxy_our_configuration(services):
    source, target, mode = services["caddy"]["volumes"][0].split(":")
    assert (ROOT / source).is_file()
    assert (target, mode) == ("/etc/caddy/Caddyfile", "ro")


@pytest.mark.parametrize(
    ("name", "pattern"), [("Caddyfile", r"max_size (\d+)MB"), ("nginx.conf", r"client_max_body_size (\d+)m;")]
)
def test_a_proxy_lets_through_as_much_as_the_app_takes(name, pattern):
    (limit_mb,) = map(int, re.findall(pattern, (DEPLOY / name).read_text()))
    # An uploaded file of maximum size is surrounded by form headers, so the proxy must allow slightly more.
    assert CONFIG["server"]["maxUploadSize"] < limit_mb <= CONFIG["server"]["maxUploadSize"] + 10


def test_nginx_passes_websockets_names_and_who_asks():
    text = (DEPLOY / "nginx.conf").read_text()
    headers = dict(re.findall(r"proxy_set_header (\S+) (.+);", text))
    assert headers["Upgrade"] == "$http_upgrade"
    assert headers["Connection"] == "$inkling_connection"
    assert "proxy_http_version 1.1;" in text
    assert headers["Host"] == "$http_host"
    # The proxy's own view of the client's address, not what the request claims.
    assert headers["X-Forwarded-For"] == "$remote_addr"
    for listening in ("listen 80;", "listen [::]:80;", "listen 443 ssl;", "listen [::]:443 ssl;"):
        assert listening in text
    assert "proxy_request_buffering off;" in text


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx")
def test_nginx_takes_the_configuration(tmp_path):
    text = re.sub(r"ssl_certificate.*", "", (DEPLOY / "nginx.conf").read_text())
    for port in ("80", "443"):
        text = text.replace(f"listen {port}", f"listen 8{port}").replace(f"[::]:{port}", f"[::]:8{port}")
    text = text.replace(" ssl;", ";")
    (tmp_path / "nginx.conf").write_text(f"events {{}}\nhttp {{\n{text}\n}}\n")
    command = ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "syntax is ok" in done.stderr, done.stderr


@pytest.mark.skipif(shutil.which("caddy") is None, reason="needs Caddy")
def test_caddy_takes_the_configuration():
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_systemd_takes_the_unit(tmp_path):
    """Runs with the app where the unit expects it, but below a temporary folder."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd")
    text = (DEPLOY / "inkling.service").read_text().replace("/opt/inkling", str(tmp_path / "inkling"))
    program = tmp_path / "inkling" / ".venv" / "bin" / "streamlit"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (tmp_path / "inkling.service").write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "inkling.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    faults = [line for line in done.stderr.splitlines() if "inkling.service" in line]
    assert not faults, done.stderr


def test_the_unit_starts_the_app_as_the_container_does():
    text = (DEPLOY / "inkling.service").read_text()
    (command,) = re.findall(r"^ExecStart=\S+/streamlit (.+)$", text, re.MULTILINE)
    assert command.split()[:2] == STAGES["serve"].command()[1:]
    assert "User=inkling" in text
    assert f"{PUBLIC}=1" in text
