"""The type of the fixture that compares a text with the file in which it is kept."""

from collections.abc import Callable
from pathlib import Path

Golden = Callable[[Path, str], None]
