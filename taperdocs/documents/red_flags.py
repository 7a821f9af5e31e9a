"""The signs on which to ring the emergency number, by what the medicines are and what they are for.

Sources: WithYou (United Kingdom) for a fit, a collapse and a person who cannot be woken; the FDA's warning on
gabapentinoids for trouble breathing; ASAM (United States, 2025, table 3) for confusion and for seeing or hearing
things, among the serious signs. Of whoever has epilepsy the Epilepsy Society (United Kingdom) names a seizure of over
five minutes or longer than usual, and several in a row (https://www.epilepsysociety.org.uk/when-dial-999).
"""

from collections.abc import Iterator

from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.rules.scope import says_epilepsy
from taperdocs.rules.stopping import has_withdrawal, knows_voices


def signs(plan: Plan, words: Words) -> str:
    """Return the signs as the beginning of a sentence; those of withdrawal only where a medicine may have it."""
    said = ", ".join(_signs(plan, words))
    return said[:1].upper() + said[1:]


def _signs(plan: Plan, words: Words) -> Iterator[str]:
    withdrawal = has_withdrawal(plan)
    if says_epilepsy(plan):
        yield words.text("seizure longer than usual or than five minutes, several in a row")
    elif withdrawal:
        yield words.text("seizure")
    yield words.text("collapse, cannot be woken, trouble breathing")
    if withdrawal:
        yield words.text("confusion")
        if knows_voices(plan):
            yield words.text("seeing or hearing things more than usual")
        else:
            yield words.text("seeing or hearing things")
