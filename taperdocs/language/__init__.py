"""Puts a plan into words: numbers, dates, phrases, and a catalogue for each language."""

import os

# Babel reads TZ when it is imported, and fails where TZ names a file that is no time zone. Nothing here needs the time
# zone of the machine, so Babel is given an empty one.
_zone = os.environ.get("TZ")
os.environ["TZ"] = ":"
try:
    import babel.localtime  # noqa: F401
finally:
    if _zone is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = _zone
