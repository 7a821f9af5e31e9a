"""Makes the pictures of the README from the sample: the first page of each document."""

from datetime import date
from pathlib import Path

import pypdfium2

from taperdocs.batch import make
from taperdocs.documents import DOCUMENTS
from taperdocs.languages import language
from taperdocs.options import Options
from taperdocs.paper import PAPERS
from taperdocs.reader import read

FOLDER = Path(__file__).parent
WIDTH = 900


def pictures() -> None:
    """Write a picture of each document's first page into this folder."""
    plan = read((FOLDER / "clonazepam.toml").read_bytes())
    for file in make(plan, DOCUMENTS, Options(language("en-GB"), PAPERS["a4"], date(2025, 9, 10))):
        page = pypdfium2.PdfDocument(file.data)[0]
        image = page.render(scale=WIDTH / page.get_width(), grayscale=True).to_pil()
        image.quantize(8).save((FOLDER / file.name).with_suffix(".png"), optimize=True)


if __name__ == "__main__":
    pictures()
