"""Writes the view of a diary as JSON for its Typst template, which has nothing to decide itself."""

import json
import re
from typing import Any

from taperdocs.documents.curve.curve import Curve
from taperdocs.documents.diary.blanks import Blanks
from taperdocs.documents.diary.columns import Columns
from taperdocs.documents.diary.day import Entry
from taperdocs.documents.diary.diary import DiaryView
from taperdocs.documents.diary.page import Leaf

_POINT = re.compile(r"(-?[\d.]+) (-?[\d.]+)")
_AXES = re.compile(r"M(\S+) (\S+)H(\S+)")
_WEEK = re.compile(r"M(\S+) (\S+)H(\S+)v(\S+)H\S+")


def diary_json(view: DiaryView) -> str:
    """Return everything in *view* as JSON."""
    frame, margin = view.frame, view.margin
    return json.dumps(
        {
            "frame": {
                "language": frame.language,
                "width": float(frame.sheet.width),
                "height": float(frame.sheet.height),
                **{key: getattr(frame, key) for key in ("title", "head", "contacts", "disclaimer")},
                **{key: getattr(frame, key) for key in ("plan_code", "printed_for", "page")},
            },
            "margin": {
                **{key: getattr(margin, key) for key in ("bound", "other", "top", "bottom")},
                "punches": margin.punch.count if margin.punch else 0,
                "apart": float(margin.punch.apart) if margin.punch else 0,
                "mark": float(margin.punch.mark) if margin.punch else 0,
            },
            "layouts": [_layout(*layout) for layout in view.layouts],
            "leaves": [_leaf(leaf, view.layouts[leaf.layout][0]) for leaf in view.leaves],
            "names": view.names,
            "feelings": [name for _, name in view.feelings],
            "legend": view.legend,
        }
    )


def _layout(columns: Columns, blanks: Blanks) -> dict[str, Any]:
    same = ("day", "dose", "scale", "pitch", "boxes", "track", "even", "between", "row", "above")
    return {
        **{key: getattr(columns, key) for key in same},
        "dose_size": columns.layout.dose,
        "large": columns.layout.large,
        "own_line": columns.layout.own_line,
        **{key: str(getattr(blanks, key)) for key in ("slept", "initials", "time", "reason", "notes")},
    }


def _leaf(leaf: Leaf, columns: Columns) -> dict[str, Any]:
    return {
        **{key: getattr(leaf, key) for key in ("title", "dates", "under", "summary", "layout")},
        "ready": [{"title": one.title, "ask": one.ask, "otherwise": one.otherwise} for one in leaf.ready],
        "curve": _curve(leaf.curve, leaf.mark),
        "days": [_day(height, day, columns) for height, day in leaf.days],
    }


def _day(height: int, day: Entry, columns: Columns) -> dict[str, Any]:
    return {
        "high": height / 10,
        **{key: getattr(day, key) for key in ("names", "kind", "mark", "notes", "nothing")},
        "taken": [
            {
                "dose": taken.dose,
                "lines": [
                    (text, drawing.signs if drawing else "")
                    for text, drawing in columns.layout.lines(taken, columns.text)
                ],
            }
            for taken in day.taken
        ],
    }


def _curve(curve: Curve, mark: Curve) -> dict[str, Any]:
    """Return the corners of a curve, of one drug, as in all measured plans."""
    left, bottom, right = _numbers(_AXES, curve.axes)
    return {
        "width": float(curve.width),
        "height": float(curve.height),
        "alt": mark.alt,
        "axes": ((left, bottom), (right, bottom)),
        "lines": [
            [(float(x), float(y)) for x, y in _POINT.findall(part)] for part in curve.lines.split("M")[1:]
        ],
        "week": _numbers(_WEEK, mark.solid.rstrip("z")),
        "labels": [
            (float(one.x), float(one.y), one.text, one.strong) for one in (*curve.labels, *mark.labels)
        ],
        "size": curve.size,
    }


def _numbers(form: re.Pattern[str], path: str) -> tuple[float, ...]:
    found = form.fullmatch(path)
    if not found:
        message = f"the curve has another form than {form.pattern}"
        raise ValueError(message)
    return tuple(map(float, found.groups()))
