"""Reports a bug in lines that help to find it and tell nothing of the plan."""

from collections.abc import Iterator


def notice(bug: BaseException) -> Iterator[str]:
    """Yield the types and places of an error, but not its message, which may quote the plan."""
    yield "This is a bug in taperdocs, not a mistake of yours."
    yield "Please report these lines; nothing of the plan is in them."
    error: BaseException | None = bug
    while error:
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        trace = error.__traceback__
        while trace:
            frame = trace.tb_frame
            yield f"    {frame.f_globals.get('__name__')}:{trace.tb_lineno} in {frame.f_code.co_name}"
            trace = trace.tb_next
        error = error.__cause__ or error.__context__
