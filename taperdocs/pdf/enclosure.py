"""A file inside a PDF, as who writes it and who reads it back both know it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file inside a PDF: its MIME type, what it is to the pages and in words, and its last change."""

    name: str
    kind: str
    relation: str
    description: str
    changed: datetime
    data: bytes = field(repr=False)
