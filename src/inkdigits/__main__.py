"""`python -m inkdigits` is the `inkdigits` command."""

from __future__ import annotations

from inkdigits.cli import main

if __name__ == "__main__":
    main()
