"""Says when to get help at once, in general, with blanks for the numbers of the place where the page hangs.

A fit, a collapse and a person who cannot be woken are those of WithYou (United Kingdom), trouble breathing that
of the FDA's warning on gabapentinoids, a crisis line for thoughts of suicide that of the 988 line (United
States). Not to stop suddenly is said by ASAM (2025), not to go back to an old dose by the VA's opioid taper tool
(2016). No sign is called harmless, and no number is built in: it differs from country to country.
"""

from taperdocs.documents.card.panel import (
    BLANK,
    FINE,
    KEY,
    NOTE,
    ROOM,
    TITLE,
    Panel,
    beside,
    block,
    heading_room,
)
from taperdocs.language.marked import marked
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan


def help_panel(plan: Plan, words: Words) -> Panel:
    """Return the card's panel of signs with room to write the numbers in, and as much more as fits it."""
    code = marked(words.text("Plan {code}", code=plan.code), "code")
    head = beside((TITLE, words.text("☎ Help at once")), (FINE, code), room=heading_room(plan, words), gap=0)
    signs = (
        block((KEY, words.text("A fit, a collapse, cannot be woken, trouble breathing"))),
        block((BLANK, words.text("Emergency number")), gap=0),
        block((BLANK, words.text("Thoughts of suicide: crisis line")), gap=0),
    )
    texts = (
        words.text(
            "Hard to bear: ring the prescriber. Do not stop suddenly, and do not go back to an old dose on "
            "your own."
        ),
        words.text("Hard to bear: ring the prescriber. Do not stop suddenly."),
    )
    panels = (Panel(head, (*signs, block((NOTE, text), gap=2))) for text in texts)
    return next((panel for panel in panels if panel.height <= ROOM), Panel(head, signs))
