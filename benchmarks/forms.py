"""How well forms are read: made-up forms filled in by writers the networks have not seen.

    python benchmarks/forms.py --data DIR [--forms 60] [--seed 20]

Mark sheets and meter cards (`inkdigits.train.form_pages`) are scanned straight, shifted, turned by
up to 5 degrees, or photographed slightly from the side. Printed is, for each kind of picture and
each kind of field, how many fields are read exactly from the digits alone and with their patterns,
how many are marked for review, and how many of those not marked are wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from inkdigits import Reader, forms
from inkdigits.cli.tables import format_table
from inkdigits.train.data import load_digit_sources
from inkdigits.train.form_pages import FORMS, LOOKS, FilledForm, blank_form, fill_form
from inkdigits.train.hands import DigitSet, index_digits


@dataclass
class Tally:
    fields: int = 0
    raw_exact: int = 0
    exact: int = 0
    by_pattern: int = 0
    by_pattern_wrong: int = 0
    marked: int = 0
    wrong_unmarked: int = 0


def digit_sets(data: Path) -> list[DigitSet]:
    sets = [index_digits(source) for source in load_digit_sources(data, "validation")]
    return [one for one in sets if all(len(members) for members in one.everyone)]


def filled_forms(data: Path, count: int, seed: int) -> Iterator[FilledForm]:
    sets = digit_sets(data)
    blanks = [blank_form(kind) for kind in FORMS]
    for k in range(count):
        rng = np.random.default_rng([seed, k])
        look = LOOKS[(k // len(FORMS)) % len(LOOKS)]
        yield fill_form(blanks[k % len(FORMS)], sets, rng, look)


def kind_of(field: forms.Field, answer: str) -> str:
    return field.kind if answer else "empty"


def measure(data: Path, count: int, seed: int, errors: bool) -> tuple[dict[str, Tally], float]:
    reader = Reader()
    tallies = {name: Tally() for name in (*LOOKS, "comb", "digit", "number", "empty", "all")}
    seconds = 0.0
    for number, form in enumerate(filled_forms(data, count, seed)):
        start = time.perf_counter()
        reading = forms.read_form(reader, form.image, form.template)
        seconds += time.perf_counter() - start
        if reading.problem:
            print(f"form {number} ({form.look}): {reading.problem}")
        for field, one in zip(form.template.fields, reading.fields, strict=True):
            answer = form.answers[one.name]
            right = one.text == answer
            if errors and (not right or one.needs_review):
                print(number, form.look, right, answer, asdict(one) | {"digits": (), "corners": ()})
            for name in (form.look, kind_of(field, answer), "all"):
                tally = tallies[name]
                tally.fields += 1
                tally.raw_exact += one.raw_text == answer
                tally.exact += right
                tally.by_pattern += one.decided_by == "pattern"
                tally.by_pattern_wrong += one.decided_by == "pattern" and not right
                tally.marked += one.needs_review
                tally.wrong_unmarked += not right and not one.needs_review
    return tallies, seconds / count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("INKDIGITS_DATA"))
    parser.add_argument("--forms", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    parser.add_argument("--errors", action="store_true", help="print each field not simply right")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the data folder: --data DIR, or set INKDIGITS_DATA")
    tallies, seconds = measure(options.data, options.forms, options.seed, options.errors)
    if options.json:
        print(json.dumps({name: asdict(one) for name, one in tallies.items()}))
        return
    header = ("fields", "read", "exact % raw", "exact %", "by pattern", "(wrong)", "marked %",
              "wrong unmarked", "% of unmarked")  # fmt: skip
    rows = [
        (name, t.fields, 100 * t.raw_exact / t.fields, 100 * t.exact / t.fields, t.by_pattern,
         t.by_pattern_wrong, 100 * t.marked / t.fields, t.wrong_unmarked,
         100 * t.wrong_unmarked / max(1, t.fields - t.marked))
        for name, t in tallies.items() if t.fields
    ]  # fmt: skip
    print(format_table(header, rows))
    print(f"{seconds:.2f} s a form")


if __name__ == "__main__":
    main()
