"""Lets in only the browser that was opened with the address of this run, and only what our own pages send.

It stands in front of every page. `docs/security.md` says what it promises.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from secrets import compare_digest, token_urlsafe
from time import monotonic
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from taperdocs.readback.open_handoff import LARGEST_PDF
from taperdocs.web import HOST, address
from taperdocs.web.spoken import spoken_by

MOST, MOST_OPENED = 1_000_000, LARGEST_PDF + 100_000
"""Largest body of a request, bytes: of a form, and of a form with a file."""
_DRAINED = 100_000_000
"""Largest body that is read to its end, bytes, so that the browser shows our answer and no broken connection."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_POLICY_OF_PDF = "frame-ancestors 'none'; base-uri 'none'"
"""A browser's own viewer of PDFs needs styles and scripts of its own."""
_HEADERS = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}

_Headers = Mapping[bytes, tuple[bytes, ...]]


class _GoneError(Exception):
    """The browser went away before its request was whole."""


@dataclass
class Guard:
    """Checks each request before *app* sees it: host, key, origin and size, in this order.

    ``token`` opens the page once, and is then replaced by a cookie that holds ``key``.
    """

    app: ASGIApp
    port: int
    token: str = field(default_factory=token_urlsafe)
    key: str = field(default_factory=token_urlsafe, init=False)
    last: float = field(default_factory=monotonic, init=False)
    """When the last request was let in, in seconds of the monotonic clock."""

    @property
    def host(self) -> str:
        """Return the host that a request must name."""
        return f"{HOST}:{self.port}"

    @property
    def address(self) -> str:
        """Return the address that opens the page, once."""
        return address(self.port, self.token)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refused request, or hand it on with its whole body."""
        if scope["type"] != "http":
            message = "only pages are served here"
            raise ValueError(message)
        headers = _headers(scope)
        answer = self._entry(scope, headers) or self._refusal(scope, headers)
        if answer is None:
            self.last = monotonic()
            try:
                body = await _body(receive, MOST_OPENED if scope["path"] == "/open" else MOST)
            except _GoneError:
                return
            if body is None:
                say = spoken_by(headers).gettext
                answer = _refused(say("This is larger than any plan or hand-off. Nothing was changed."), 413)
            else:
                receive = _replayed(body, receive)
        await (answer or self.app)(scope, receive, _with_headers(send))

    def _entry(self, scope: Scope, headers: _Headers) -> Response | None:
        """Exchange the token for the cookie, and take it out of the address."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token")
        if scope["path"] != "/" or given is None or headers.get(b"host") != (self.host.encode(),):
            return None
        if not self.token or not compare_digest(given[0].encode(), self.token.encode()):
            return None
        self.token = ""
        entered = RedirectResponse("/", 303)
        entered.set_cookie(self._cookie, self.key, httponly=True, samesite="strict")
        return entered

    @property
    def _cookie(self) -> str:
        return f"taperdocs-{self.port}"

    def _refusal(self, scope: Scope, headers: _Headers) -> Response | None:
        say = spoken_by(headers).gettext
        if headers.get(b"host") != (self.host.encode(),):
            # Another name for this computer comes from a page that has a server of its own point here.
            return _refused(say("This page is not here."))
        if not self._has_key(headers):
            return _refused(
                say("This address opens the page once, in one browser. Start taperdocs serve again.")
            )
        if not self._is_ours(scope["method"], headers):
            return _refused(say("This did not come from a page of taperdocs. Nothing was changed."))
        return None

    def _has_key(self, headers: _Headers) -> bool:
        try:
            found = SimpleCookie(b"; ".join(headers.get(b"cookie", ())).decode("latin-1")).get(self._cookie)
        except CookieError:
            return False
        return found is not None and compare_digest(found.value.encode(), self.key.encode())

    def _is_ours(self, method: str, headers: _Headers) -> bool:
        """Tell whether a request was sent by a page of ours; what changes nothing may be typed by the person."""
        sites, origins = headers.get(b"sec-fetch-site", ()), headers.get(b"origin", ())
        if method in {"GET", "HEAD"}:
            return set(sites) <= {b"same-origin", b"none"}
        ours = set(sites) <= {b"same-origin"} and set(origins) <= {f"http://{self.host}".encode()}
        return ours and bool(sites or origins)


def _headers(scope: Scope) -> _Headers:
    found = dict[bytes, tuple[bytes, ...]]()
    for name, value in scope["headers"]:
        found[name.lower()] = (*found.get(name.lower(), ()), value)
    return found


def _refused(said: str, status: int = 403) -> Response:
    return PlainTextResponse(f"{said}\n", status)


async def _body(receive: Receive, most: int) -> bytes | None:
    """Return the body of a request; None where it has more than *most* bytes, counted while it is read.

    Raise ``_GoneError`` where it stops half way: half a text must not be taken for a whole one.
    """
    parts, size, more = list[bytes](), 0, True
    while more and size <= _DRAINED:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _GoneError
        part = message.get("body", b"")
        size += len(part)
        if size <= most:
            parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts) if size <= most else None


def _replayed(body: bytes, rest: Receive) -> Receive:
    """Return what gives the body once; after that *rest* waits for the browser to go away."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else await rest()

    return receive


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            kinds = [value for name, value in message["headers"] if name == b"content-type"]
            policy = _POLICY_OF_PDF if kinds == [b"application/pdf"] else _POLICY
            added = {**_HEADERS, "content-security-policy": policy}
            own = [(name, value) for name, value in message["headers"] if name.decode() not in added]
            message["headers"] = [*own, *((name.encode(), value.encode()) for name, value in added.items())]
        await send(message)

    return guarded
