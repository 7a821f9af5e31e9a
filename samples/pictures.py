"""Makes the pictures of three samples, the first page of each document, and that of the local web page."""

import os
import shutil
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from threading import Thread

import pypdfium2
from PIL import Image as Images
from PIL.Image import Image
from playwright.sync_api import sync_playwright

from taperdocs.documents import DOCUMENTS
from taperdocs.language.language import language
from taperdocs.make.make import make
from taperdocs.options import PAPERS, Options
from taperdocs.planfile.reader import read
from taperdocs.web.server import serve

FOLDER = Path(__file__).parent
PICTURED = {
    "clonazepam": date(2025, 9, 10),
    "with-a-hold": date(2027, 1, 20),
    "oral-solution": date(2026, 12, 9),
}
"""The samples and the day that each is printed for."""
IN_FIELDS = "every-2-3-weeks"
"""The sample that the picture of the local web page shows."""
WIDTH = 900


def pictures(sample: str) -> Iterator[tuple[str, Image]]:
    """Yield the file name and the first page of each document of a *sample*, in greys."""
    plan = read((FOLDER / f"{sample}.toml").read_bytes())
    options = Options(language("en-GB"), PAPERS["a4"], PICTURED[sample])
    names = [name for name, document in DOCUMENTS.items() if document.needs(plan)]
    for file in make(plan, names, options):
        page = pypdfium2.PdfDocument(file.data)[0]
        image: Image = page.render(scale=WIDTH / page.get_width(), grayscale=True).to_pil()
        yield f"{sample}-{Path(file.name).stem}.png", image


def web_page() -> Image:
    """Return what Debian's chromium shows of a plan in fields."""
    told = Queue[str]()
    seen = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    with TemporaryDirectory() as scratch, sync_playwright() as started:
        shutil.copy(FOLDER / f"{IN_FIELDS}.toml", scratch)
        day = date(2026, 12, 10)
        Thread(target=serve, args=(Path(scratch), 0, lambda: day, told.put), daemon=True).start()
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--lang=en-GB"], env={**seen}
        )
        page = browser.new_page(locale="en-GB", viewport={"width": 1280, "height": 960})
        page.goto(told.get())
        page.goto(f"{page.url}plan/{IN_FIELDS}.toml/fields")
        shot = page.screenshot()
        browser.close()
    return Images.open(BytesIO(shot)).convert("L")


if __name__ == "__main__":
    for name in PICTURED:
        for file_name, picture in pictures(name):
            picture.quantize(8).save(FOLDER / "pages" / file_name, optimize=True)
    web_page().quantize(8).save(FOLDER / "web-page.png", optimize=True)
