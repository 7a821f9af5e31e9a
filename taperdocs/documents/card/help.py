"""Says in general when to get help at once, with blanks for the local telephone numbers.

Sources: WithYou (United Kingdom) for a fit, a collapse and a person who cannot be woken; the FDA's warning on
gabapentinoids for trouble breathing; the 988 line (United States) for a crisis line for thoughts of suicide; ASAM
(2025) for not stopping suddenly; the VA's opioid taper tool (2016) for not going back to an old dose. No sign is
called harmless. No telephone number is built in, because it differs from country to country.
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
from taperdocs.language.phrases import plan_code
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan


def help_panel(plan: Plan, words: Words) -> Panel:
    """Return the panel with the signs, blanks for telephone numbers, and the longest advice that still fits."""
    code = plan_code(words, plan)
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
