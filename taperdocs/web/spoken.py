"""Finds the language that a page is shown in."""

from collections.abc import Mapping

from taperdocs.language.language import Language, language, languages

USUAL = "en-GB"


def spoken_by(headers: Mapping[bytes, tuple[bytes, ...]]) -> Language:
    """Return the first language of ours that a browser asks for."""
    return spoken(b",".join(headers.get(b"accept-language", ())).decode("latin-1"))


def spoken(accepted: str, chosen: str = "") -> Language:
    """Return the *chosen* language, or else the first one of ours in an ``Accept-Language`` header."""
    known = {code.casefold(): code for code in reversed(languages())}
    # "de-AT" is answered in the German that there is.
    broad = {code.split("-")[0]: name for code, name in known.items()} | {"en": USUAL}
    asked = [one.partition(";")[0].strip().casefold() for one in accepted.split(",")]
    for one in (chosen.casefold(), *asked):
        if code := known.get(one) or broad.get(one.split("-")[0]):
            return language(code)
    return language(USUAL)
