"""How far a run looks: far enough for a change, or, before a release, at all plans, days and many more examples."""

from hypothesis import Phase, settings


def thorough() -> bool:
    """Tell whether a release is tested: ``make test-deep``."""
    return settings.get_current_profile_name() == "thorough"


def examples(number: int) -> settings:
    """Try a property with so many examples, before a release with twenty times as many."""
    return settings(max_examples=number * 20 if thorough() else number)


def printed_examples(number: int) -> settings:
    """Try so many plans that take seconds to print: to shrink one would take hours."""
    return settings(examples(number), phases=[Phase.explicit, Phase.reuse, Phase.generate])
