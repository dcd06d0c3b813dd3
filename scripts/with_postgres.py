#!/usr/bin/env python3
"""Run a command beside a throw-away PostgreSQL server, which DATABASE_URL names; then stop it.

    python scripts/with_postgres.py pytest -n auto

Where the server's programs are missing it says so and runs nothing (exit 0), unless
FASTDSO_SKIP_NOTHING is set (exit 1). Otherwise the exit status is the command's.
"""

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = (
    "PostgreSQL's server programs (initdb, pg_ctl) are missing: nothing was run on PostgreSQL. "
    "Install them (Debian: apt-get install postgresql) and repeat."
)
# What makes it fast and forgetful, and lets every worker and thread of the tests connect.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}
ATTEMPTS = 3  # another program may take the free port first


def main(command: list[str]) -> int:
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    programs = server_programs()
    if not programs:
        print(f"SKIPPED: {MISSING}", file=sys.stderr)
        return 1 if os.environ.get("FASTDSO_SKIP_NOTHING") else 0
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, frame: sys.exit(128 + number))
    with throwaway_server(programs) as url:
        status = run(command, {**os.environ, "DATABASE_URL": url})
    return status if status >= 0 else 128 - status  # ended by a signal: as a shell says it


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run a command to its end; an interrupt reaches it too, so it may still tidy up."""
    with subprocess.Popen(command, env=environment) as child:
        try:
            return child.wait()
        except KeyboardInterrupt:
            return child.wait()
        except SystemExit:
            child.terminate()
            raise


def server_programs() -> Path | None:
    """The folder of initdb and pg_ctl: on PATH, or where Debian keeps the newest."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parts[-2]))
    on_path = shutil.which("initdb")
    folders = [*([Path(on_path).resolve().parent] if on_path else []), *reversed(installed)]
    return next((f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists()), None)


@contextmanager
def throwaway_server(programs: Path) -> Iterator[str]:
    """A server of our own in a temporary folder; gives its address."""
    folder = Path(tempfile.mkdtemp(prefix="fastdso-postgres-"))
    owner = unprivileged_user()
    try:
        if owner:
            os.chown(folder, owner["user"], owner["group"])
        pg_ctl = [programs / "pg_ctl", "--pgdata", folder / "data", "--wait", "--silent"]
        password = make_cluster(programs, folder, owner)
        try:
            port = start(pg_ctl, folder, owner)
            yield f"postgres://fastdso:{password}@127.0.0.1:{port}/postgres"
        finally:
            stop = [*pg_ctl, "--mode", "immediate", "stop"]
            subprocess.run(stop, stderr=subprocess.DEVNULL, cwd=folder, **owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged_user() -> dict[str, int]:
    """Who runs the server in the place of root, which PostgreSQL refuses: for subprocess.run."""
    if os.geteuid():
        return {}
    names = {user.pw_name: user for user in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": ()}


def make_cluster(programs: Path, folder: Path, owner: dict) -> str:
    """An empty cluster; returns the password of its superuser.

    It sorts texts as Spanish does, as a real server would: SQLite sorts by code point, so a
    result that hangs on the database's order differs between the two, and is found.
    """
    sorting = ["--locale-provider=icu", "--icu-locale=es"] if version(programs) >= 15 else []
    password = secrets.token_hex(16)
    password_file = folder / "password"
    password_file.write_text(password)
    password_file.chmod(0o600)
    if owner:
        os.chown(password_file, owner["user"], owner["group"])
    quietly(
        [
            programs / "initdb",
            "--username=fastdso",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            *sorting,
            "--no-sync",
            f"--pgdata={folder / 'data'}",
        ],
        folder,
        owner,
    )
    return password


def version(programs: Path) -> int:
    said = subprocess.run([programs / "initdb", "--version"], check=True, capture_output=True)
    return int(re.search(rb"\d+", said.stdout)[0])


def start(pg_ctl: list, folder: Path, owner: dict) -> int:
    """Start the server and return its port."""
    log = folder / "log"
    for attempt in range(1, ATTEMPTS + 1):
        port = free_port()
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        try:
            quietly(
                [*pg_ctl, "--log", log, "--options", f"-p {port} {options}", "start"], folder, owner
            )
        except subprocess.CalledProcessError:
            if attempt == ATTEMPTS:
                print(log.read_text() if log.exists() else "", file=sys.stderr)
                raise
        else:
            return port
    raise AssertionError("unreachable")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def quietly(command: list, folder: Path, owner: dict) -> None:
    """Run one of PostgreSQL's programs; what it says is shown only if it fails."""
    # Into a file, not a pipe: the server inherits it, and would keep a pipe open.
    with (folder / "said").open("w+") as said:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            **owner,
        )
        if done.returncode:
            said.seek(0)
            print(said.read(), file=sys.stderr)
    done.check_returncode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
