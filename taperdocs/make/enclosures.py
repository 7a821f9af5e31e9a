"""The files attached to a document: the plan file that it was made from, and the phone calendar."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from taperdocs.documents import Document
from taperdocs.ics.export import EXPORTS, last_changed
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.enclosure import Enclosure
from taperdocs.plan.plan import Plan

PLAN_FILE = "plan.toml"
CALENDAR = EXPORTS["ics"].file
"""The names of attached files are constant, so that they tell neither person nor drug."""


def enclosures(document: Document, plan: Plan, options: Options) -> tuple[Enclosure, ...]:
    """Return the files attached to *document*, sorted by name as PDF requires.

    Pages that hide the person's name or the drug's have none, since both files tell them. A plan that was not
    read from a file has no plan file to attach.
    """
    if not document.carries or options.discreet or not options.named:
        return ()
    return tuple(sorted(_enclosures(plan, options), key=lambda one: one.name))


def _enclosures(plan: Plan, options: Options) -> Iterator[Enclosure]:
    words, day = Words(options.language), _changed(plan, options)
    if plan.source:
        said = words.text("The plan file from which these pages were made")
        yield Enclosure(PLAN_FILE, "application/toml", "Source", said, day, plan.source)
    if plan.outline.dated:
        # Not "Alternative": the calendar has the days of the plan, but not all that the pages say.
        said = words.text("The days of this plan for a phone calendar")
        yield Enclosure(
            CALENDAR, "text/calendar", "Supplement", said, day, EXPORTS["ics"].make(plan, options)
        )


def _changed(plan: Plan, options: Options) -> datetime:
    """Return the day of the plan's last change, so that the same plan carries the same files."""
    if plan.outline.dated:
        return last_changed(plan.outline)
    on = plan.outline.agreed.on if plan.outline.agreed else options.as_of
    return datetime.combine(on, time(), UTC)
