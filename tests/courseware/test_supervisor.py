"""The supervisor keeps its services alive and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from courseware import processes
from courseware.settings import CELERY_TASK_QUEUES
from courseware.supervisor import Service, Supervisor, hold_the_folder, names_of, services_of

# Stands for a service: it has a child of its own, as gunicorn and celery do, and lives until it is ended.
PROGRAM = "import subprocess, time; print(subprocess.Popen(['sleep', '600']).pid, flush=True); time.sleep(600)"
SLEEPER = (sys.executable, "-c", PROGRAM)
HOST = """
import os, sys
from pathlib import Path
from courseware import processes
child = processes.start(sys.argv[1:], log=Path("child.log"))
print(child.pid, flush=True)
child.wait()
"""


def wait_until(true, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False


def lives(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def supervisor(tmp_path):
    supervisor = Supervisor([Service("sleeper", SLEEPER)], environment=os.environ, logs=tmp_path)
    yield supervisor
    supervisor.stop()


def test_service_that_died_is_started_again(supervisor, tmp_path):
    service = supervisor.services[0]
    supervisor.look_after(service)
    first = service.process
    first.kill()
    assert wait_until(lambda: supervisor.look_after(service) or (service.process not in (None, first)))


def test_service_that_never_lives_ends_the_run_with_its_last_words(tmp_path, capsys):
    broken = Service("broken", (sys.executable, "-c", "raise SystemExit('no such module')"))
    supervisor = Supervisor([broken], environment=os.environ, logs=tmp_path)
    assert supervisor.run(("127.0.0.1", 9), "") == 1
    assert "no such module" in capsys.readouterr().out


def test_stop_ends_the_children_of_services_too(supervisor, tmp_path):
    supervisor.look_after(supervisor.services[0])
    log = tmp_path / "sleeper.log"
    assert wait_until(lambda: log.read_text().strip())
    supervisor.stop()
    assert wait_until(lambda: not lives(int(log.read_text())))


def test_service_does_not_outlive_a_killed_supervisor(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    host = subprocess.Popen(
        [sys.executable, "-c", HOST, "sleep", "600"], stdout=subprocess.PIPE, text=True, cwd=tmp_path, env=environment
    )
    with host:
        child = int(host.stdout.readline())
        assert lives(child)
        host.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not lives(child))


def test_process_that_ignores_the_request_to_end_is_ended(tmp_path):
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    process = processes.start((sys.executable, "-c", deaf), log=tmp_path / "log")
    assert wait_until(lambda: "deaf" in (tmp_path / "log").read_text())
    processes.stop(process, patience=0.1)
    assert process.returncode == -signal.SIGKILL


def test_two_supervisors_never_share_a_folder(tmp_path):
    lock = hold_the_folder(tmp_path, "http://localhost:8000/")
    with pytest.raises(SystemExit, match="already runs from this folder.*http://localhost:8000/"):
        hold_the_folder(tmp_path, "http://localhost:8001/")
    os.close(lock)


def queues_of(service: Service) -> set[str]:
    return set(service.command[service.command.index("--queues") + 1].split(","))


def test_a_process_is_always_there_for_what_is_quick(tmp_path):
    workers = {service.name: queues_of(service) for service in services_of("127.0.0.1", 1, tmp_path, None)[1:3]}
    assert workers["worker"] == {"celery", "upkeep"}
    assert set().union(*workers.values()) == set(CELERY_TASK_QUEUES)


def test_what_a_service_writes_is_nobody_elses_to_read(tmp_path):
    command = (sys.executable, "-c", f"open({str(tmp_path / 'made')!r}, 'w')")
    processes.start(command, log=tmp_path / "log").wait()
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("host", "name"), [("192.0.2.7", "192.0.2.7"), ("::2", "[::2]"), ("0.0.0.0", socket.gethostname())]
)
def test_the_site_answers_to_the_names_of_its_machine_only(host, name):
    names = names_of(host)
    assert {name, "localhost"} <= set(names)
    assert "*" not in names


LOOK = """
import sys
from courseware import supervisor
def look(self, *_):
    print([service.name for service in self.services], self.environment["REDIS_URL"])
    return 0
supervisor.Supervisor.run = look
sys.exit(supervisor.main())
"""


def test_redis_is_the_one_that_the_file_of_settings_names(tmp_path):
    (tmp_path / "environment").write_text("REDIS_URL=redis://queue.example.org:6379/3\n")
    environment = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    command = [sys.executable, "-c", LOOK, "--state", str(tmp_path)]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert "redis://queue.example.org:6379/3" in said
    assert "'redis'" not in said
