"""How much of a training run is done, by steps or by the clock, whichever is further."""

from __future__ import annotations


def share_done(steps: float, seconds: float, minutes: float | None) -> float:
    """Share of the run that is behind us, in 0..1 and beyond.

    Args:
        steps: Share of the steps or epochs that are taken.
        seconds: Time spent on training so far, that of earlier parts of the run included.
        minutes: Time the run may take; None for no limit.
    """
    return steps if minutes is None else max(steps, seconds / (60 * minutes))
