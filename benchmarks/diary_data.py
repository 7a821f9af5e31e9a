"""Writes the view of a diary as JSON for its Typst template, which has nothing to decide itself."""

import json
import re
from typing import Any

from taperdocs.documents.curve.curve import Curve
from taperdocs.documents.diary import sizes
from taperdocs.documents.diary.day import Entry
from taperdocs.documents.diary.diary import DiaryView
from taperdocs.documents.diary.layout import Blank, Layout
from taperdocs.documents.diary.page import Leaf
from taperdocs.pdf.kit import Style, lengths_of, styles_of

_POINT = re.compile(r"(-?[\d.]+)[ ,](-?[\d.]+)|([HV])(-?[\d.]+)")


def diary_json(view: DiaryView) -> str:
    """Return everything in *view* as JSON."""
    frame, margin = view.frame, view.margin
    return json.dumps(
        {
            "frame": {
                "language": frame.language,
                "width": frame.sheet.width,
                "height": frame.sheet.height,
                **{key: getattr(frame, key) for key in ("title", "draft", "ring", "foot")},
            },
            "margin": {
                **{key: getattr(margin, key) for key in ("bound", "other", "top", "bottom")},
                "punches": margin.punch.count if margin.punch else 0,
                "apart": float(margin.punch.apart) if margin.punch else 0,
                "mark": float(margin.punch.mark) if margin.punch else 0,
            },
            "styles": {style.name: _style(style) for style in (*styles_of(sizes), *frame.edges)},
            "lengths": lengths_of(sizes),
            "drugs": " · ".join(view.drugs),
            "person": view.person,
            "layouts": [_layout(layout) for layout in view.layouts],
            "leaves": [_leaf(leaf, view.layouts[leaf.layout]) for leaf in view.leaves],
            "urgent": view.urgent,
            "legend": view.legend,
        }
    )


def _style(style: Style) -> dict[str, Any]:
    return {"size": style.size, "line": style.line, "bold": style.bold, "above": style.above}


def _layout(layout: Layout) -> dict[str, Any]:
    same = ("inside", "day", "doses", "how", "when", "named", "under", "front", "later", "name", "indent")
    blanks = ("at", "slept", "initials", "notes", "own")
    return {
        **{key: getattr(layout, key) for key in (*same, "boxes")},
        **{key: _blank(getattr(layout, key)) for key in blanks},
        **{key: getattr(layout.asked, key) for key in ("track", "instead", "why", "reasons")},
        "rows": layout.asked.own,
        "feelings": [name for _, name in layout.asked.feelings],
        "style": layout.density.dose.name,
        "box": layout.density.box,
        "pitch": layout.pitch,
    }


def _blank(blank: Blank) -> str:
    return f"{blank.before}{blank.line}{blank.after}"


def _leaf(leaf: Leaf, layout: Layout) -> dict[str, Any]:
    return {
        **{key: getattr(leaf, key) for key in ("title", "dates", "under", "layout")},
        "news": [{"text": one.text, "style": one.style.name} for one in leaf.news],
        "ready": [
            {"title": one.title, "ask": [ask.text for ask in one.ask], "otherwise": one.otherwise.text}
            for one in leaf.ready
        ],
        "curve": _curve(leaf.curve),
        "days": [_day(height, day, layout) for height, day in leaf.days],
    }


def _day(height: int, day: Entry, layout: Layout) -> dict[str, Any]:
    return {
        "high": height / 10,
        "noted": sizes.NOTES.line,
        "within": layout.within(day),
        "took": [_blank(one) for _, one in layout.asked.took(day.taken)],
        **{key: getattr(day, key) for key in ("names", "marks", "notes", "nothing")},
        "taken": [
            {
                "above": [text for _, text in layout.above(taken)],
                **{key: getattr(taken, key) for key in ("time", "drug", "dose", "same")},
                "pieces": layout.pieces(taken),
                "drawn": drawing.parts if (drawing := layout.drawing(taken)) else (),
                "high": layout.dose(taken),
            }
            for taken in day.taken
        ],
    }


def _curve(curves: tuple[Curve, ...]) -> dict[str, Any] | None:
    """Return the strokes and texts of a curve; no measured plan has bars or arrows on its own line."""
    if not curves:
        return None
    line, mark = curves
    return {
        "width": float(line.width),
        "height": float(line.height),
        "size": line.size,
        "alt": mark.alt,
        "axes": _strokes(line.axes),
        "lines": _strokes(line.lines),
        "bar": _strokes(mark.solid),
        "labels": [
            {"x": float(one.x), "y": float(one.y), "text": one.text, "bold": one.strong}
            for one in mark.labels
        ],
    }


def _strokes(path: str) -> list[list[tuple[float, float]]]:
    """Return the corners of each stroke of a path of straight lines."""
    return [_corners(part) for part in path.split("M")[1:]]


def _corners(part: str) -> list[tuple[float, float]]:
    found = list[tuple[float, float]]()
    for x, y, turn, to in _POINT.findall(part):
        if turn:
            found.append((float(to), found[-1][1]) if turn == "H" else (found[-1][0], float(to)))
        else:
            found.append((float(x), float(y)))
    return found
