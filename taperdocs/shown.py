"""What is shown of a plan: without its drugs' names where that was asked for, undated days by number."""

from dataclasses import replace

from taperdocs.discreet import discreet
from taperdocs.options import Options
from taperdocs.phrases import title
from taperdocs.plan import Plan
from taperdocs.undated import undated
from taperdocs.words import Words


def shown(plan: Plan, options: Options) -> tuple[Plan, Options]:
    """Return plan and options as documents and exports take them; what is shown already stays as it is."""
    words = Words(options.language)
    if options.discreet and plan.origin is None:
        plan = discreet(plan, words)
    elif plan.outline.untitled and plan.origin is None:
        plan = replace(plan, outline=replace(plan.outline, title=title(words, plan)), origin=plan.outline)
    if not plan.outline.dated:
        options = replace(options, language=undated(options.language))
    return plan, options
