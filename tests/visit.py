"""A person with a browser on the local web page, without a socket."""

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

from httpx2 import Response
from starlette.testclient import TestClient

from taperdocs.web.desk import Desk
from taperdocs.web.guard import Guard
from taperdocs.web.site import site

PORT = 8123
TODAY = date(2026, 12, 10)
PLAN = """\
format = 1
id = "7c1d2f60-5b7e-4f6e-9a53-0b9d4f1f3a10"
drug = "clonazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"

[[step]]
weeks = 2
dose = "1 mg"

[[step]]
weeks = 2
dose = "0.5 mg"
"""
OURS = {"Sec-Fetch-Site": "same-origin"}


class Visit:
    """A browser that has opened the page; each address is one of ours."""

    def __init__(self, folder: Path, *, language: str = "en-GB", enter: bool = True) -> None:
        """Start the page for the plans of *folder*."""
        self.folder, self.stopped = folder, list[bool]()
        desk = Desk(folder.resolve(), lambda: TODAY, lambda: self.stopped.append(True))
        self.guard = Guard(site(desk), PORT)
        self.client = TestClient(
            self.guard,
            f"http://127.0.0.1:{PORT}",
            raise_server_exceptions=False,
            headers={"Accept-Language": language},
        )
        if enter:
            self.client.get(self.guard.address)

    def get(self, address: str, **headers: str) -> Response:
        """Open a page."""
        return self.client.get(address, headers=headers)

    def post(self, address: str, **fields: object) -> Response:
        """Send a form of ours, and follow to where it leads."""
        return self.client.post(address, data=fields, headers=OURS)


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said = list[str]()

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def text(page: Response) -> str:
    """Return what a page says, on one line."""
    reader = _Texts()
    reader.feed(page.text)
    return " ".join(" ".join(reader.said).replace("\N{NO-BREAK SPACE}", " ").split())
