"""The local web page in a real browser: a person alone with a keyboard, with JavaScript and without it."""

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from visit import PLAN, TODAY

from taperdocs.language.language import language
from taperdocs.make.make import make
from taperdocs.options import PAPERS, Options
from taperdocs.planfile.reader import read
from taperdocs.web.server import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_CHROMIUM = shutil.which("chromium")
_AXE = Path(sys.prefix) / "npm" / "node_modules" / "axe-core" / "axe.min.js"
_CUT = """() => {
    document.querySelectorAll("details").forEach((one) => (one.open = true));
    const scrolled = ".wide, .curve, .lines, .hidden, .skip, svg, pre, option";
    const shown = [...document.body.querySelectorAll("*")].filter((one) => !one.closest(scrolled));
    const cut = (one) => one.getBoundingClientRect().right > innerWidth + 1
        || (one.matches("button, .button, label, legend, summary, p, h1, h2, li, small")
            && one.clientWidth && one.scrollWidth > one.clientWidth + 1);
    const wide = document.documentElement.scrollWidth > innerWidth ? ["the page is wider"] : [];
    return [...wide, ...shown.filter(cut).map((one) => one.outerHTML.slice(0, 120))];
}"""
"""What stands out of the page or of its own box; tables, curves and the text of a plan scroll in theirs."""
_RULES = {"light": "", "dark": '{runOnly: ["color-contrast", "scrollable-region-focusable"]}'}
"""The rules of axe: all of them, and again those that colours and a narrow page may break."""
TWICE = PLAN.replace('dose = "1 mg"', 'morning = "0.5 mg"\nbedtime = "0.5 mg"').replace(
    'dose = "0.5 mg"', 'morning = "0.25 mg"\nbedtime = "0.25 mg"'
)
"""A plan of two doses a day."""


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Start Debian's chromium."""
    if _CHROMIUM is None:
        pytest.skip("there is no chromium: sudo apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="python -m pip install playwright")
    with playwright.sync_playwright() as started:
        # WeasyPrint, once it is loaded in this process, hides the system's fonts from it and what it starts.
        seen = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
        # Root, as in a container, has no sandbox.
        args = ["--no-sandbox", "--lang=en-US"]
        opened = started.chromium.launch(executable_path=_CHROMIUM, args=args, env={**seen})
        yield opened
        opened.close()


@dataclass
class Person:
    """A person in front of the page of a folder; *base* is its address, and *said* what the console has."""

    page: "Page"
    folder: Path
    base: str
    server: threading.Thread
    said: list[str]

    def tab_to(self, selector: str) -> None:
        """Press Tab until something has the focus, as a person without a mouse does."""
        for _ in range(80):
            if self.page.locator(f"{selector}:focus").count():
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"no way to {selector} by keyboard")

    def type_into(self, selector: str, text: str) -> None:
        """Go to a field by keyboard and type."""
        self.tab_to(selector)
        self.page.keyboard.type(text)

    def fetched(self, selector: str) -> bytes:
        """Return the file behind a link."""
        href = self.page.locator(selector).first.get_attribute("href")
        return self.page.context.request.get(f"{self.base}{href}").body()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def scripted(request: pytest.FixtureRequest) -> bool:
    """Go the first way with JavaScript and without it; other tests send the forms of the others without a browser."""
    return bool(request.param)


@pytest.fixture
def person(browser: "Browser", tmp_path: Path, scripted: bool) -> Iterator[Person]:  # noqa: FBT001  a fixture
    """Open the printed address; at the end, nothing was asked of another host, and the console is empty."""
    begun, addresses = threading.Event(), list[str]()

    def started(address: str) -> None:
        addresses.append(address)
        begun.set()

    server = threading.Thread(target=serve, args=(tmp_path, 0, lambda: TODAY, started), daemon=True)
    server.start()
    assert begun.wait(20)
    base = f"http://{urlsplit(addresses[0]).netloc}"
    context = browser.new_context(java_script_enabled=scripted, locale="en-GB", accept_downloads=True)
    # All papers of a plan, on a busy machine.
    context.set_default_timeout(90_000)
    page = context.new_page()
    asked, said = _watched(context, page)
    page.goto(addresses[0])
    yield Person(page, tmp_path, base, server, said)
    if server.is_alive():
        context.request.post(f"{base}/stop", headers={"Sec-Fetch-Site": "same-origin"})
    context.close()
    server.join(20)
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(base).netloc}
    assert said == []


def _watched(context: "BrowserContext", page: "Page") -> tuple[list[str], list[str]]:
    asked, said = list[str](), list[str]()
    context.on("request", lambda request: asked.append(request.url))
    # A person who is quick has the focus elsewhere before the page gives it to a new row, and the browser notes that.
    page.on("console", lambda one: said.extend([one.text] * ("Autofocus" not in one.text)))
    page.on("pageerror", lambda error: said.append(str(error)))
    return asked, said


def test_a_carer_gets_a_calendar_by_keyboard_alone(person: Person) -> None:
    """From an empty folder to the bytes of `make`; the token is gone from the address."""
    page = person.page
    assert page.url == f"{person.base}/"
    person.tab_to('a[href="/new"]')
    page.keyboard.press("Enter")
    person.type_into("#drug", "clonazepam")
    person.type_into("#start", "12072026")
    person.type_into("#product-0-form", "tab")
    person.type_into("#product-0-strength", "0.5 mg")
    person.type_into("#product-0-split", "into q")
    person.type_into("#steps", "1 mg 4d\n0.5 mg 4d\n0.125 mg 2d; 0")
    person.tab_to('button[value="write"]')
    page.keyboard.press("Enter")
    page.get_by_text("Saved.").wait_for()
    assert page.get_by_text("Monday, 7 December 2026").count()
    person.tab_to('a[href$="/papers"]')
    page.keyboard.press("Enter")
    # The other papers are still being made.
    page.locator('a[download="calendar.pdf"]').wait_for()
    person.tab_to('a[download="calendar.pdf"]')
    with page.expect_download() as download:
        page.keyboard.press("Enter")

    (plan,) = (read(path.read_bytes()) for path in person.folder.iterdir())
    (file,) = make(plan, ["calendar"], Options(language("en-GB"), PAPERS["a4"], TODAY))
    assert download.value.path().read_bytes() == file.data
    image = page.locator('img[src*="calendar.pdf/1.png"]')
    image.scroll_into_view_if_needed()
    assert page.context.request.get(f"{person.base}{image.get_attribute('src')}").ok


@pytest.mark.parametrize("scripted", [True], indirect=True)
def test_a_pharmacist_holds_a_plan_of_two_doses_a_day_and_takes_it_back(person: Person) -> None:
    """Before and after, the page of what changed, and at the end the old bytes."""
    page, path = person.page, person.folder / "plan.toml"
    path.write_text(TWICE)
    page.reload()
    page.get_by_role("link", name="Something changed").click()
    page.get_by_label("Hold", exact=True).check()
    page.get_by_label("From which day on?").fill("2026-12-14")
    page.get_by_label("How long?").fill("1 week")
    page.get_by_role("button", name="Show what would move").click()
    moved = page.locator("table").inner_text()
    assert "0.5\N{NO-BREAK SPACE}mg\N{NO-BREAK SPACE}morning" in moved or "held" in moved
    assert "10 Jan 2027 (1 week later)" in moved.replace("\N{NO-BREAK SPACE}", " ")
    assert path.read_text() == TWICE
    page.get_by_role("button", name="Write this change").click()
    page.get_by_role("link", name="Print only what changed").click()
    page.get_by_role("heading", name="What changed").wait_for()
    assert person.fetched('a[download="changes.pdf"]').startswith(b"%PDF-")
    page.get_by_role("link", name="Something changed").click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("button", name="Take the change back").click()
    page.get_by_text("The plan file is changed.").wait_for()

    assert path.read_text() == TWICE


@pytest.mark.parametrize("scripted", [True], indirect=True)
def test_a_plan_is_typed_in_fields_and_a_second_tab_loses_nothing(person: Person) -> None:
    """A wrong dose is marked beside its field while it is typed; Enter moves no row; a row is added and saved."""
    page, path = person.page, person.folder / "plan.toml"
    path.write_text(PLAN)
    page.goto(f"{person.base}/plan/plan.toml/fields")
    other = page.context.new_page()
    other.goto(page.url)
    dose = page.locator("#step-1-dose")
    dose.fill("0.3 mgg")
    page.locator("#problem-step-1-dose").get_by_text('"0.3 mgg" is not a dose').wait_for()
    # The live look may already have said the same, so that only the answer tells that the page is there.
    with page.expect_navigation():
        dose.press("Enter")
    page.locator("#seen").get_by_role("link", name="Step 2: Dose of a day").wait_for()
    assert [one.input_value() for one in page.locator("input[id$=-dose][id^=step]").all()] == [
        "1 mg",
        "0.3 mgg",
    ]
    dose.fill("0.25 mg")
    page.get_by_role("button", name="One more step").click()
    page.locator("#step-2-dose").fill("0.125 mg")
    page.locator("#step-2-length").fill("10")
    page.locator("#step-2-unit").select_option("days")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    now = PLAN.replace('"0.5 mg"\n', '"0.25 mg"\n').replace('strength = "0.25 mg"', 'strength = "0.5 mg"')
    assert path.read_text() == f'{now}\n[[step]]\ndays = 10\ndose = "0.125 mg"\n'

    other.locator("#step-0-length").fill("3")
    other.get_by_role("button", name="Save", exact=True).click()
    other.get_by_text("Nothing was saved, and nothing is lost.").wait_for()
    assert other.locator("#step-0-length").input_value() == "3"
    assert "days = 10" in path.read_text()


@pytest.mark.parametrize("scripted", [True], indirect=True)
def test_a_wrong_dose_is_marked_while_it_is_typed_and_the_last_text_wins(person: Person) -> None:
    """A link leads to the line; nothing is saved."""
    page, path = person.page, person.folder / "plan.toml"
    path.write_text(PLAN)
    page.goto(f"{person.base}/plan/plan.toml/text")
    text = page.locator("#text")
    for dose in ("1 mgg", "1 m", "2 mg", "0.3 mgg"):
        text.fill(PLAN.replace("1 mg", dose))
    page.get_by_text('"0.3 mgg" is not a dose').wait_for()
    assert page.get_by_text('"1 mgg" is not a dose').count() == 0
    page.get_by_role("link", name="line 13").click()
    assert page.evaluate("document.getSelection().toString()") == 'dose = "0.3 mgg"'
    text.fill(PLAN + "\n# a note\n")
    page.get_by_text("The plan file is complete").wait_for()
    assert page.locator(".lines pre").inner_text().split()[-1] == "20"
    assert path.read_text() == PLAN
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    assert path.read_text() == PLAN + "\n# a note\n"


@pytest.mark.parametrize("scripted", [True], indirect=True)
def test_a_server_that_has_stopped_takes_no_text_with_it(person: Person) -> None:
    """The page stays as it is, and says so."""
    page, path = person.page, person.folder / "plan.toml"
    path.write_text(PLAN)
    # All that was asked of the server is answered before it stops.
    with page.expect_response("**/1.png"):
        page.goto(f"{person.base}/plan/plan.toml/text")
    with page.expect_response("**/check"):
        page.locator("#text").fill(f"{PLAN}# my note")
    page.context.request.post(f"{person.base}/stop", headers={"Sec-Fetch-Site": "same-origin"})
    person.server.join(20)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("taperdocs does not answer.").first.wait_for()

    assert page.locator("#text").input_value() == f"{PLAN}# my note"
    # The browser itself says on the console that nobody answered.
    assert {said.split("::")[-1] for said in person.said} == {"ERR_CONNECTION_REFUSED"}
    person.said.clear()


@pytest.mark.parametrize("scripted", [True], indirect=True)
def test_every_page_is_accessible_narrow_dark_and_in_german(person: Person) -> None:
    """By axe; nothing is cut off at 320 pixels, nor at twice the size, half of 1280; unfolded."""
    if not _AXE.is_file():
        pytest.skip(f"there is no axe-core: npm install --prefix {Path(sys.prefix) / 'npm'} axe-core@4.14.1")
    page = person.page
    (person.folder / "plan.toml").write_text(PLAN)
    (person.folder / "broken.toml").write_text(PLAN.replace("1 mg", "1 mgg"))
    pages = [
        "",
        "new",
        "plan/plan.toml/fields",
        "plan/broken.toml/fields",
        "plan/plan.toml/text",
        "plan/broken.toml/text",
        "plan/plan.toml/change",
    ]
    found = list[object]()
    for scheme, width in (("light", 1280), ("dark", 320)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 800})
        for address in (*pages, "plan/plan.toml/papers?documents=ics"):
            page.goto(f"{person.base}/{address}")
            page.evaluate(_AXE.read_text(encoding="utf-8"))
            result = page.evaluate(f"axe.run({_RULES[scheme]})")
            found += [(scheme, address, one["id"], one["nodes"][0]["html"]) for one in result["violations"]]
            for narrow in (640, 320):
                page.set_viewport_size({"width": narrow, "height": 800})
                found += [(scheme, address, narrow, cut) for cut in page.evaluate(_CUT)]
            page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{person.base}/")
        page.locator("#language").select_option("de-DE")
        page.locator("#language + button").click()
        page.wait_for_url(f"{person.base}/")

    assert found == []
    assert page.locator("html").get_attribute("lang") == "de-DE"
