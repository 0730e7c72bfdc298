"""Makes the sample forms of `examples/forms` from pen strokes of UNIPEN and Pendigits (CC BY 4.0).

    python examples/make_example_forms.py --data DIR

Two forms are drawn here, a mark sheet and a meter card; the sheets and what is on them are made up.
Each is filled in by one writer a page that the shipped networks have not learned from. The same
pictures come out each time.
"""

from __future__ import annotations

import argparse
import csv
import os
from pathlib import Path

import numpy as np
from PIL import Image

from inkdigits.train.data import load_digit_sources
from inkdigits.train.form_pages import FORMS, Look, blank_form, fill_form
from inkdigits.train.hands import index_digits

TARGET = Path(__file__).parent / "forms"
SOURCES = ("unipen", "pendigits")
PAGES: dict[str, tuple[tuple[Look, int], ...]] = {
    "marks": (("rotated", 11), ("photo", 10)),
    "meter": (("straight", 14), ("shifted", 12), ("photo", 10)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("INKDIGITS_DATA"))
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the data folder: --data DIR, or set INKDIGITS_DATA")
    sets = [
        index_digits(source)
        for source in load_digit_sources(options.data, "validation")
        if source.name in SOURCES
    ]
    TARGET.mkdir(exist_ok=True)
    for kind in FORMS:
        blank = blank_form(kind)
        blank.template.save(TARGET / f"{kind}.toml")
        Image.fromarray(np.asarray(255 - blank.printed)).save(
            TARGET / f"{kind}-blank.png", optimize=True
        )
        rows = []
        for number, (look, seed) in enumerate(PAGES[kind], 1):
            form = fill_form(blank, sets, np.random.default_rng(seed), look)
            name = f"{kind}-{number}.jpg"
            Image.fromarray(form.image).save(TARGET / name, quality=55, optimize=True)
            rows.append({"image": name, **form.answers})
        with (TARGET / f"{kind}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
