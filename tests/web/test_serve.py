"""`taperdocs serve` as it is started: what it prints, where it listens, how it ends."""

import http.client
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain, repeat
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode, urlsplit

import pytest
from program import ROOT, Run
from visit import PLAN

from taperdocs.make.write import STAGING, write_over
from taperdocs.web import running, server
from taperdocs.web.desk import digest


@contextmanager
def serving(folder: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start the program and yield it with the address that it prints first."""
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "taperdocs", "serve", str(folder), "--no-browser"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    finally:
        signal.signal(signal.SIGINT, kept)
    with process:
        try:
            assert process.stdout
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def ask(address: str, method: str, path: str, **headers: str) -> http.client.HTTPResponse:
    """Send one request and return the answer, whose body is read."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_it_prints_its_address_serves_the_folder_and_ends_on_the_button(tmp_path: Path) -> None:
    """The folder is made; the token works once; the button ends it with code 0."""
    with serving(tmp_path / "new" / "plans") as (process, address):
        assert (tmp_path / "new" / "plans").is_dir()
        entered = ask(address, "GET", f"/?{urlsplit(address).query}")
        key = str(entered.getheader("Set-Cookie")).partition(";")[0]
        assert entered.status == 303
        assert ask(address, "GET", f"/?{urlsplit(address).query}").status == 403
        assert ask(address, "GET", "/", Cookie=key).status == 200
        ours = {"Cookie": key, "Sec-Fetch-Site": "same-origin", "Content-Length": "0"}
        assert ask(address, "POST", "/stop", **ours).status == 200
        assert process.wait(20) == 0
        assert process.stderr
        said = process.stderr.read()
    assert said == (
        f"The plans are in {tmp_path / 'new' / 'plans'}. Ctrl-C or the button on the page ends this.\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="sends Ctrl-C as Linux does")
def test_it_listens_on_this_computer_alone_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    """Another address of this computer reaches nothing."""
    with serving(tmp_path) as (process, address):
        port = urlsplit(address).port
        assert urlsplit(address).hostname == "127.0.0.1"
        with socket.socket() as other:
            assert other.connect_ex(("127.0.0.2", port)) != 0
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def _size(path: Path) -> int:
    """Return the size of a file that may be gone already."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


OLD = f"{PLAN}{'# A long note.' * 4_000}\n".encode()
"""A plan file that takes its time to be written."""
SAVING: dict[str, Callable[[Path], bool]] = {
    "asked": lambda folder: folder.is_dir(),
    "a place beside it": lambda folder: any(folder.glob(f"{STAGING}*")),
    "the new file begun": lambda folder: any(folder.glob(f"{STAGING}*/new")),
    "the new file whole": lambda folder: any(map(_size, folder.glob(f"{STAGING}*/new"))),
    "the new file in its place": lambda folder: (folder / "plan.toml").read_bytes() != OLD,
}
"""What is seen in the folder at the moments of a save, in their order."""


@pytest.mark.skipif(sys.platform == "win32", reason="forks the server, to kill it often within seconds")
def test_a_kill_at_any_moment_of_a_save_leaves_the_old_file_or_the_new_one_whole(tmp_path: Path) -> None:
    """Some kills come while the new file is being written; the next save goes on, and clears up what they left."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([server.__name__, running.__name__])
    path, new = tmp_path / "plan.toml", OLD.replace(b"weeks = 2", b"weeks = 3", 1)
    left = list[bool]()
    # A moment may be too short to be seen: then the file is new. Some kill must leave a half-done save behind.
    again = repeat(SAVING["a place beside it"], 20)
    for come in chain(SAVING.values(), again):
        if len(left) >= len(SAVING) and any(left):
            break
        path.write_bytes(OLD)
        told, telling = processes.Pipe(duplex=False)
        arguments = tmp_path, 0, date.today, telling.send
        process = processes.Process(target=server.serve, args=arguments, daemon=True)
        process.start()
        saving = saved_as_text(told.recv(), new)
        begun = monotonic()
        while not (come(tmp_path) or path.read_bytes() != OLD):
            assert monotonic() < begun + 20
        process.kill()
        process.join()
        saving.close()
        left.append(any(tmp_path.glob(f"{STAGING}*")))
        assert path.read_bytes() in {OLD, new}

    assert any(left)
    write_over(path, new, path.read_bytes())
    assert [one.name for one in tmp_path.iterdir()] == ["plan.toml"]


def saved_as_text(address: str, new: bytes) -> http.client.HTTPConnection:
    """Enter the page and ask for a save, without waiting for its answer."""
    entered = ask(address, "GET", f"/?{urlsplit(address).query}")
    headers = {
        "Cookie": str(entered.getheader("Set-Cookie")).partition(";")[0],
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    sent = {"text": new, "act": "save", "digest": digest(OLD)}
    connection.request("POST", "/plan/plan.toml/text", urlencode(sent), headers)
    return connection


def test_it_ends_when_nobody_uses_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After eight hours without a request."""
    assert running.IDLE == 8 * 60 * 60
    monkeypatch.setattr(running, "IDLE", 0.2)
    started = list[str]()

    server.serve(tmp_path, 0, lambda: pytest.fail("nobody asked"), started.append)

    assert len(started) == 1


def test_a_port_that_is_taken_and_a_missing_package_are_told_in_a_line(
    tmp_path: Path, tapers: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to type."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = tapers("serve", str(tmp_path), "--no-browser", "--port", str(taken.getsockname()[1]))
    assert said.code == 2
    assert "another program uses it" in said.err

    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    said = tapers("serve", str(tmp_path))
    assert (said.code, said.out) == (2, "")
    assert 'python -m pip install "taperdocs[web]"' in said.err
