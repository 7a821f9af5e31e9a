"""Starts the command line, and is the one place that catches what goes wrong."""

import os
import sys

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import NoReturn

_BUG, _BROKEN_PIPE, _INTERRUPTED = 1, 141, 130


def run() -> "NoReturn":
    """Answer ``--version`` before anything is imported; else run the command and exit with its code."""
    if sys.argv[1:] == ["--version"]:
        from taperdocs.make.version import VERSION  # noqa: PLC0415  nothing else is needed

        sys.stdout.write(f"taperdocs {VERSION}\n")
        sys.exit(0)
    sys.exit(_code())


def _code() -> int:
    """Run the command; say a problem with its remedy, and a bug without a word of the plan."""
    from taperdocs.plan.problems import TaperError  # noqa: PLC0415

    # A plugin of pydantic sees what is read. One that stands here for another program is not to see a plan, and to
    # look for it takes longer than to read one. A program that imports taperdocs decides for itself.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        # An interrupt while it loads is quiet too.
        from taperdocs.cli.app import start  # noqa: PLC0415

        start()
    except TaperError as error:
        from taperdocs.cli.console import tell  # noqa: PLC0415

        tell(error)
        return error.exit_code
    except SystemExit as done:
        # Typer makes a failure of a pipe that was closed.
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
