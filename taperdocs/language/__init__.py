"""Says a plan in words: numbers, dates, phrases, and the catalogues of each language."""

import os

# Babel reads TZ when it is imported, and fails where that names a file that is no zone. Nothing here asks for the zone
# of this machine, so Babel sees a TZ without a name.
_zone = os.environ.get("TZ")
os.environ["TZ"] = ":"
try:
    import babel.localtime  # noqa: F401
finally:
    if _zone is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = _zone
