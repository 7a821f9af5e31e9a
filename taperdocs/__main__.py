"""Starts the command line; the one place that catches every exception."""

import os
import sys

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import NoReturn

_BUG, _BROKEN_PIPE, _INTERRUPTED = 1, 141, 130
"""Exit codes."""


def run() -> "NoReturn":
    """Answer ``--version`` before anything else is imported, or run the command; exit with its code."""
    if sys.argv[1:] == ["--version"]:
        from taperdocs.make.version import VERSION  # noqa: PLC0415  nothing else is needed

        sys.stdout.write(f"taperdocs {VERSION}\n")
        sys.exit(0)
    sys.exit(_code())


def _code() -> int:
    """Run the command and return its exit code; report a bug without any text of the plan."""
    from taperdocs.plan.problems import TaperError  # noqa: PLC0415

    # A plugin of pydantic sees everything that is read. A plugin installed for another program must not see a plan,
    # and the search for plugins takes longer than reading a plan. A program that imports taperdocs decides for itself.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        # Imported inside try, so that an interrupt during the import is quiet too.
        from taperdocs.cli.app import start  # noqa: PLC0415

        start()
    except TaperError as error:
        from taperdocs.cli.console import report  # noqa: PLC0415

        report(error)
        return error.exit_code
    except SystemExit as done:
        # Typer turns a closed pipe into a failure.
        if isinstance(done.__context__, BrokenPipeError):
            return _BROKEN_PIPE
        raise
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BaseException as bug:  # noqa: BLE001  whatever it is, its text may hold the plan
        from taperdocs.make.bug_report import notice  # noqa: PLC0415

        sys.stderr.write("\n".join(notice(bug)) + "\n")
        return _BUG
    return 0


if __name__ == "__main__":
    run()
