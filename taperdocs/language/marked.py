"""Texts that carry marks, so that a template can write the marks and the read-back can prove the text."""


class Marked(str):
    """A text with its marks: each names what the text says, and after a colon of what, as in ``dose:2026-03-01,0``.

    It is measured, wrapped and printed like any other text. A text made from it has no marks unless ``marked`` made
    it, and the read-back refuses a number without a mark.
    """

    __slots__ = ("marks",)
    marks: tuple[str, ...]


def marked(text: str, *marks: str) -> Marked:
    """Return *text* with *marks*, in the order of the text; a ``Marked`` among them stands for its own marks."""
    made = Marked(text)
    made.marks = tuple(one for mark in marks for one in (mark.marks if isinstance(mark, Marked) else (mark,)))
    return made
