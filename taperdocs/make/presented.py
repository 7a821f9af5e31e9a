"""What is shown of a plan: without its drugs' names where that was asked for, undated days by number.

On paper a dose that goes on is there for four weeks from the day that is printed for, however long it has
gone on.
"""

from dataclasses import replace

from taperdocs.language.phrases import title
from taperdocs.language.undated import undated
from taperdocs.language.words import Words
from taperdocs.make.discreet import discreet
from taperdocs.options import Options
from taperdocs.plan.plan import Plan


def shown(plan: Plan, options: Options) -> tuple[Plan, Options]:
    """Return plan and options as exports take them; what is shown already stays as it is."""
    words = Words(options.language)
    if options.discreet and plan.origin is None:
        plan = discreet(plan, words)
    elif plan.outline.untitled and plan.origin is None:
        plan = replace(plan, outline=replace(plan.outline, title=title(words, plan)), origin=plan.outline)
    if not plan.outline.dated:
        options = replace(options, language=undated(options.language))
    return plan, options


def on_paper(plan: Plan, options: Options) -> tuple[Plan, Options]:
    """Return plan and options as documents take them: with the days that are printed laid out."""
    plan, options = shown(plan, options)
    return laid_out(plan, options), options


def laid_out(plan: Plan, options: Options) -> Plan:
    """Return *plan* with the days that are printed, where its last day is only a horizon."""
    if not plan.outline.dated:
        return plan
    plan = plan.ahead(max(options.as_of, options.first or options.as_of))
    return plan.reaching(options.last) if options.last else plan
