"""The plan as JSON for other programs: a contract with a version, described in `docs/show-json.md`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from taperdocs.plan.as_needed import AsNeeded
from taperdocs.plan.dose import decimal
from taperdocs.plan.plan import Plan, iso
from taperdocs.plan.problems import Message, Problem, place_text
from taperdocs.plan.product import Piece
from taperdocs.plan.regimen import Day, Intake
from taperdocs.plan.step import Period
from taperdocs.plan.stock import Refill, StockCover, counted_on, refills, stock_cover
from taperdocs.plan.supply import Use, at_most, supply
from taperdocs.rules import Comparison, Finding

VERSION = 1
"""The version of the format; it grows when programs that read the JSON would have to change."""


def as_json(
    plan: Plan, findings: Iterable[Finding], said: Callable[[Message], str] = str
) -> dict[str, object]:
    """Return the plan as `docs/show-json.md` describes it: doses and counts are exact strings.

    *said* translates the messages of findings.
    """
    return {
        "version": VERSION,
        "title": plan.outline.title,
        "revision": plan.revision,
        "code": plan.code,
        "agreed": plan.outline.agreed is not None,
        "dated": plan.outline.dated,
        "first_day": _date(plan.first_day),
        "last_dose_day": _date(plan.last_dose_day),
        "first_day_without": _date(plan.first_day_without),
        "periods": [_period(plan, period) for period in plan.periods],
        "waiting": [_waiting(plan, period) for period in plan.waiting],
        "as_needed": [_allowed(plan, one) for one in plan.outline.as_needed],
        "supply": [_use(use) for use in supply(plan)],
        "at_hand": [_at_hand(plan, one) for one in stock_cover(plan)],
        "refills": [_refill(refill) for refill in refills(plan)],
        "findings": _findings(findings, said),
    }


def check_json(
    problems: Iterable[Problem],
    findings: Iterable[Finding],
    said: Callable[[Message], str] = str,
    compared: Iterable[Comparison] = (),
) -> dict[str, object]:
    """Return what `taperdocs check --json` prints; *said* translates the messages."""
    found = [
        {
            "line": problem.line,
            "place": place_text(problem.where),
            "path": list(problem.where),
            "message": said(problem.message),
            "remedy": said(problem.remedy),
        }
        for problem in problems
    ]
    sources = [
        {
            "drug": one.drug,
            "source": said(one.source),
            "describes": said(one.describes),
            "beyond": one.beyond,
            "but_last": one.but_last,
            "but_stop": one.but_stop,
        }
        for one in compared
    ]
    return {"version": VERSION, "problems": found, "findings": _findings(findings, said), "compared": sources}


def checks_json(checked: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """Return what `taperdocs check --json` prints for several files: the result of each by its name."""
    files = [
        {"file": file, **{key: value for key, value in found.items() if key != "version"}}
        for file, found in checked.items()
    ]
    return {"version": VERSION, "files": files}


def _findings(findings: Iterable[Finding], said: Callable[[Message], str]) -> list[dict[str, object]]:
    return [
        {
            "rule": finding.rule,
            "level": finding.level.value,
            "first": _date(finding.first),
            "last": _date(finding.last),
            "worst": _date(finding.worst) if finding.worst else None,
            "line": said(finding.line),
            "message": said(finding.message),
            "source": said(finding.source),
        }
        for finding in findings
    ]


def _period(plan: Plan, period: Period) -> dict[str, object]:
    return {
        "step": period.step.number,
        "first": _date(period.first),
        "last": _date(period.last),
        "may_move_on": _date(period.move_on),
        "held": period.held,
        "why": period.why or None,
        "open": period.open,
        **_taken(plan, period),
    }


def _waiting(plan: Plan, period: Period) -> dict[str, object]:
    # Its dates are not known yet, but its number of days is.
    length = None if period.open else len(period)
    return {"step": period.step.number, "length": length, **_taken(plan, period)}


def _taken(plan: Plan, period: Period) -> dict[str, object]:
    return {
        "if": period.step.condition or None,
        "until": period.step.length.waits or None,
        "days": [[_intake(plan, intake) for intake in day] for day in period.cycle],
        "asked": [[[_asked(intake) for intake in day] for day in cycle] for cycle in _asked_cycles(period)],
    }


def _asked_cycles(period: Period) -> list[tuple[Day, ...]]:
    """Return the cycles that were asked for, if the packets cannot make them and others are taken instead."""
    step = period.step
    if all(regimen == step.regimen for regimen in step.asked):
        return []
    return [replace(period, step=replace(step, regimen=regimen)).cycle for regimen in step.asked]


def _asked(intake: Intake) -> dict[str, object]:
    return {"drug": intake.drug, "slot": str(intake.slot), "dose": str(intake.dose)}


def _intake(plan: Plan, intake: Intake) -> dict[str, object]:
    worn = {"leave_on": intake.stays} if intake.drug in plan.patches else {}
    return {**_asked(intake), **worn, "pieces": [_piece(piece) for piece in plan.pieces(intake)]}


def _allowed(plan: Plan, one: AsNeeded) -> dict[str, object]:
    return {
        "drug": one.drug,
        "dose": str(one.dose),
        "most": one.most,
        "why": one.why or None,
        "pieces": [_piece(piece) for piece in plan.makes(one)],
        "at_most": [_use(use) for use in at_most(plan, one, 1)],
    }


def _piece(piece: Piece) -> dict[str, object]:
    volume = decimal(piece.count)
    liquid = {"volume": f"{volume:f} mL"} if piece.product.liquid and volume is not None else {}
    inside = "drops" if piece.product.drops else "beads" if piece.product.beads else ""
    drops = {inside: int(piece.number)} if inside else {}
    return {"product": piece.product.label, "count": str(piece.count), **liquid, **drops}


def _use(use: Use) -> dict[str, object]:
    unit = "mL" if use.product.liquid else "piece"
    return {
        "drug": use.product.drug,
        "product": use.product.label,
        "unit": unit,
        "used": str(use.used),
        "lost": str(use.lost),
        "whole": use.whole,
        "pack_size": str(use.product.pack_size) if use.product.pack_size else None,
        "packs": use.packs,
    }


def _at_hand(plan: Plan, one: StockCover) -> dict[str, object]:
    return {
        "drug": one.product.drug,
        "product": one.product.label,
        "unit": "mL" if one.product.liquid else "piece",
        "count": str(one.on_hand.used),
        "counted": _date(counted_on(plan)),
        "enough_to": _date(one.last),
    }


def _refill(refill: Refill) -> dict[str, object]:
    return {
        "number": refill.number,
        "order_by": _date(refill.order_by),
        "enough_to": _date(refill.lasts),
        "first": _date(refill.first),
        "last": _date(refill.last),
        "uses": [_use(use) for use in refill.uses],
    }


def _date(day: date | None) -> str | None:
    return None if day is None else iso(day)
