"""The `inkdigits` command: stdout is data, stderr is talk, and errors are sentences.

Nothing slow is imported up here: what Ctrl+C falls into before `main` runs is a traceback.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import NoReturn

from inkdigits.cli.interrupts import INTERRUPTED, Interrupts
from inkdigits.cli.streams import (
    OutputClosedError,
    OutputError,
    discard,
    name_errors_of_stdout,
    open_missing,
)
from inkdigits.errors import ConfigError, InkDigitsError


def main() -> NoReturn:
    """Run the command line and exit."""
    interrupts = Interrupts()
    interrupts.listen()
    try:
        open_missing()
        name_errors_of_stdout()
        code = _run(interrupts)
    except BaseException:
        if not interrupts.came:
            raise
        code = INTERRUPTED
    interrupts.end_at_once()
    # A server that Ctrl+C stops as it should ends with 0.
    sys.exit(INTERRUPTED if code and interrupts.came else code)


def say(message: str) -> None:
    """Write a sentence to stderr, if anybody can still be told."""
    import click

    with _stderr():
        click.echo(f"inkdigits: {message}", err=True)


@contextlib.contextmanager
def _stderr() -> Iterator[None]:
    """Stderr that cannot be written to changes nothing: there is nobody left to tell."""
    try:
        yield
    except OSError:
        discard(sys.stderr)


def _run(interrupts: Interrupts) -> int:
    """The one place where errors become an exit code."""
    try:
        from inkdigits.cli.commands import program

        code = program.main(prog_name="inkdigits", standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if isinstance(error, OutputError):
            discard(sys.stdout)
        if interrupts.came:  # whatever came of it
            return INTERRUPTED
        return _explain(error)
    return code if isinstance(code, int) else 0


def _explain(error: Exception) -> int:
    """Say what went wrong; the exit code for it."""
    import click

    if isinstance(error, click.Abort):
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        with _stderr():
            error.show()
        return error.exit_code
    if isinstance(error, OutputClosedError):  # as with `| head`, which is no trouble
        return 0
    if isinstance(error, InkDigitsError | OutputError):
        say(str(error))
        return error.exit_code if isinstance(error, InkDigitsError) else ConfigError.exit_code
    if sys.flags.dev_mode:
        raise error
    say(
        f"this should not happen ({type(error).__name__}: {error}). "
        f"Run  python -X dev -m inkdigits  for the details"
    )
    return InkDigitsError.exit_code
