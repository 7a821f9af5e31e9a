"""The security rules of the local web page; each test tries to break one. `docs/security.md` names them."""

import asyncio
from pathlib import Path

import pytest
from visit import OURS, PLAN, PORT, Visit, text

from taperdocs.web.desk import digest
from taperdocs.web.guard import MOST

HOST = f"127.0.0.1:{PORT}"
FOREIGN_SENDERS = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://example.org"},
    {"Origin": f"http://127.0.0.1:{PORT + 1}"},
    {"Origin": f"http://localhost:{PORT}"},
    {"Origin": "null"},
    {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://example.org", "Sec-Fetch-Site": "same-origin"},
]
OUTSIDE = [
    "../secret.toml",
    "..%2Fsecret.toml",
    "%2e%2e%2fsecret.toml",
    "..%5Csecret.toml",
    "%2Fetc%2Fpasswd",
    "linked.toml",
    "folder.toml",
    "plan.toml%00",
    "nothing.toml",
]


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    """Return a browser that has opened the page of a folder with one plan, beside a file that is nobody's business."""
    folder = tmp_path / "plans"
    (folder / "folder.toml").mkdir(parents=True)
    (folder / "plan.toml").write_text(PLAN)
    (tmp_path / "secret.toml").write_text(PLAN)
    (folder / "linked.toml").symlink_to(tmp_path / "secret.toml")
    return Visit(folder)


@pytest.mark.parametrize(
    "host", [f"localhost:{PORT}", "127.0.0.1", f"evil.example:{PORT}", f"127.0.0.1:{PORT + 1}", ""]
)
def test_another_host_is_refused_before_anything_else(visit: Visit, host: str) -> None:
    """A page elsewhere that has its name point at this computer gets nothing, not even with the cookie."""
    assert visit.get("/", Host=host).status_code == 403
    fresh = Visit(visit.folder, enter=False)
    assert fresh.get(fresh.guard.address, Host=host).status_code == 403
    assert fresh.guard.token


def test_two_hosts_are_refused(visit: Visit) -> None:
    """Nobody can choose which of the two is looked at."""
    headers = [("Host", HOST), ("Host", "evil.example")]

    assert visit.client.get("/", headers=headers).status_code == 403


def test_without_the_key_there_is_nothing(visit: Visit) -> None:
    """No page, no picture, no font, and no word about which files there are."""
    stranger = Visit(visit.folder, enter=False)
    for address in ("/", "/?token=", "/?token=wrong", "/static/style.css", "/plan/plan.toml/text"):
        answer = stranger.get(address)
        assert answer.status_code == 403
        assert "plan.toml" not in answer.text
    stranger.client.cookies.set(f"taperdocs-{PORT}", "guessed")
    assert stranger.get("/").status_code == 403
    stranger.client.headers["cookie"] = 'a="b; taperdocs-8123=x'
    assert stranger.get("/").status_code == 403


def test_the_token_opens_the_page_once_and_leaves_the_address(visit: Visit) -> None:
    """The cookie that replaces it is named by the port, and no script and no other site can use it."""
    fresh = Visit(visit.folder, enter=False)
    address = fresh.guard.address
    entered = fresh.client.get(address, follow_redirects=False)

    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith(f"taperdocs-{PORT}={fresh.guard.key};")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert fresh.get("/").status_code == 200
    again = Visit(visit.folder, enter=False)
    again.guard.token = ""
    assert again.get(address).status_code == 403
    assert again.get("/?token=").status_code == 403


@pytest.mark.parametrize("sender", FOREIGN_SENDERS, ids=str)
def test_a_form_from_elsewhere_is_refused(visit: Visit, sender: dict[str, str]) -> None:
    """Another site, a server on another port, a file, a program that says nothing: none may press a button."""
    assert visit.client.post("/stop", headers=sender).status_code == 403
    assert visit.client.put("/stop", headers=sender).status_code == 403
    assert not visit.stopped


@pytest.mark.parametrize("sender", [OURS, {"Origin": f"http://{HOST}"}], ids=str)
def test_our_own_form_is_read(visit: Visit, sender: dict[str, str]) -> None:
    """By either sign of a browser; the stop button stops the server."""
    assert "has stopped" in visit.client.post("/stop", headers=sender).text
    assert visit.stopped == [True]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_may_show_or_load_a_page_of_ours(visit: Visit, site: str) -> None:
    """A server on another port of this computer is of the same site, and gets nothing."""
    assert visit.client.get("/", headers={"Sec-Fetch-Site": site}).status_code == 403
    assert visit.client.get("/", headers={"Sec-Fetch-Site": "none"}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/static/style.css", "/nothing", "/?token=x"])
def test_every_answer_forbids_what_no_page_needs(visit: Visit, address: str) -> None:
    """Errors and refusals too."""
    for browser in (visit, Visit(visit.folder, enter=False)):
        headers = browser.get(address).headers
        assert headers["content-security-policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
            "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        )
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"
        assert "server" not in headers


@pytest.mark.parametrize("name", OUTSIDE)
def test_only_the_files_of_the_folder_have_a_page(visit: Visit, name: str) -> None:
    """No way up, no absolute name, no link that leads out, no folder."""
    for end in ("text", "papers", "change"):
        assert visit.client.get(f"/plan/{name}/{end}").status_code == 404
    assert visit.client.get(f"/static/{name}").status_code == 404
    assert "secret" not in visit.get("/").text
    assert "linked" not in visit.get("/").text


def test_a_body_is_counted_while_it_is_read(visit: Visit) -> None:
    """Whatever its length is said to be; the answer is one sentence."""
    at_once = visit.client.post("/language", content=b"x" * (MOST + 1), headers=OURS)
    in_pieces = visit.client.post("/language", content=iter([b"x" * 10_000] * 101), headers=OURS)

    for answer in (at_once, in_pieces):
        assert answer.status_code == 413
        assert answer.text == "This is larger than any plan or hand-off. Nothing was changed.\n"


def test_half_a_request_is_no_request(visit: Visit) -> None:
    """A browser that goes away while it sends a text must not save half of it."""
    fields = f"act=anyway&digest={digest(PLAN.encode())}&text=format+%3D+1"
    messages: list[dict[str, object]] = [
        {"type": "http.request", "body": fields.encode(), "more_body": True},
        {"type": "http.disconnect"},
    ]
    answers = list[object]()
    headers = {
        "host": HOST,
        "cookie": f"taperdocs-{PORT}={visit.guard.key}",
        "origin": f"http://{HOST}",
        "content-type": "application/x-www-form-urlencoded",
    }
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/plan/plan.toml/text",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> dict[str, object]:
        return messages.pop(0)

    async def send(message: object) -> None:
        answers.append(message)

    asyncio.run(visit.guard(scope, receive, send))

    assert answers == []
    assert (visit.folder / "plan.toml").read_text() == PLAN


def test_a_name_that_looks_like_a_page_stays_text(visit: Visit) -> None:
    """Whatever a plan file from elsewhere says."""
    nasty = "<img src=x onerror=alert(1)>"
    (visit.folder / "plan.toml").write_text(PLAN.replace("clonazepam", nasty))
    page = visit.get("/")

    assert nasty not in page.text
    assert "&lt;img src=x" in page.text.casefold()


def test_the_language_form_leads_nowhere_else(visit: Visit) -> None:
    """An address that a form brings is not followed out of the page."""
    for back in ("https://example.org", "//example.org", "example.org", "/\\example.org"):
        answer = visit.client.post(
            "/language", data={"language": "de-DE", "back": back}, headers=OURS, follow_redirects=False
        )
        assert answer.headers["location"] == "/"
    assert "Pläne" in text(visit.get("/"))


def test_a_bug_tells_nothing_of_the_plan(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the types and places of the error."""

    def broken(*_: object) -> None:
        message = "clonazepam of Maria"
        raise ValueError(message)

    monkeypatch.setattr("taperdocs.web.plans.read", broken)
    page = visit.get("/")

    assert page.status_code == 500
    assert "<h1>This is a bug in taperdocs" in page.text
    assert "Maria" not in page.text
