"""A file attached to a PDF, in the form that both the writer of the PDF and the read-back use."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file attached to a PDF: MIME type, relation to the pages (a term of PDF/A-3), description and last change."""

    name: str
    kind: str
    relation: str
    description: str
    changed: datetime
    data: bytes = field(repr=False)
