"""Makes the pictures of three samples: the first page of each document, for the README and the tests."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
from PIL.Image import Image

from taperdocs.documents import DOCUMENTS
from taperdocs.language.language import language
from taperdocs.make.make import make
from taperdocs.options import PAPERS, Options
from taperdocs.planfile.reader import read

FOLDER = Path(__file__).parent
PICTURED = {
    "clonazepam": date(2025, 9, 10),
    "with-a-hold": date(2027, 1, 20),
    "oral-solution": date(2026, 12, 9),
}
"""The samples and the day that each is printed for."""
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


if __name__ == "__main__":
    for name in PICTURED:
        for file_name, picture in pictures(name):
            picture.quantize(8).save(FOLDER / "pages" / file_name, optimize=True)
