"""A text that knows what it says, so that a template can mark it and the read-back can prove it."""


class Marked(str):
    """A text with its marks: each is the name of something said, and behind a colon of what, as ``dose:2026-03-01,0``.

    It is measured, broken and printed as any other text. What is made of it by other means than ``marked`` has no
    marks any more, and a number without a mark is refused.
    """

    __slots__ = ("marks",)
    marks: tuple[str, ...]


def marked(text: str, *marks: str) -> Marked:
    """Return *text* with *marks* in the order in which it says them; a ``Marked`` among them gives its own."""
    made = Marked(text)
    made.marks = tuple(one for mark in marks for one in (mark.marks if isinstance(mark, Marked) else (mark,)))
    return made
