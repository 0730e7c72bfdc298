"""Measure the shipped models on everything in the data folder and write the figures into the docs.

    INKDIGITS_DATA=... python benchmarks/evaluate_all.py [digits] [junk] [canvas] [pages] ...

Without names every table is remade. A table stands in docs/EVALUATION.md (the one of figures in
README.md) between `<!-- NAME -->` and `<!-- /NAME -->`; nothing else is changed. What was measured
is kept in docs/evaluation.json, so that one table can be remade without the others.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from inkdigits.operating import load_curves
from inkdigits.train.data import FONTS_FILE, data_root

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "docs/evaluation.json"
DOCUMENTS = (ROOT / "docs/EVALUATION.md", ROOT / "README.md")
PICTURES = tuple(
    ROOT / "docs/images" / f"{name}.png" for name in ("worst-digits", "reliability", "error-reject")
)
COLOURS, QUALITY = 32, 60  # of a picture: each measurement leaves its bytes in the history
CONDITION_PAGES = 40
PROMISES = (0.01, 0.005, 0.002, 0.001)

Figures = Mapping[str, Any]

DIGITS = {
    "mnist": "MNIST test",
    "usps": "USPS test, zero-shot",
    "swiss": "Swiss scans, 2 held-out writers",
    "unipen": "UNIPEN, 3 held-out contributors",
    "pendigits": "pendigits, 14 test writers, rendered",
    "semeion": "semeion, last 293",
    "optdigits": "optdigits test",
    "fonts": "handwriting fonts, 19 held-out families",
}
JUNK = {
    "letters": "letters and marks, held-out contributors",
    "omniglot": "another alphabet",
    "font-letters": "letters and signs of those fonts",
}
NOT_PUBLISHED = {"fonts", "font-letters"}  # sets of a file that one makes oneself
WRONG_LABELS = {
    "Images_2_8547655612_3.JPG": "854765512",
    "Images_2_8547655612_4.JPG": "854765512",
    "Images_2_85622_4.JPG": "8522",
    "hwd_1_20110891.png": "2010891",
}
"""Pictures of strings_dev whose label has a digit that is not on them, and what is."""
RAPIDOCR_CONDITIONS = {
    "one line": 96,
    "4 lines of 6": 32,
    "touching": 84,
    "10 degrees, 1 line": 84,
    "10 degrees, 3 lines": 34,
    "low contrast, gradient, noise": 82,
    "shadow edge": 84,
    "14 px digits on 1200x900": 54,
    "dark ruled lines": 84,
    "3x6 on a grey 1600x1200 page": 50,
}
"""RapidOCR 3.10 on pages like these by another maker, exact %, the better of two ways to ask it."""


def main() -> None:
    """Measure what is asked for, and write it down."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=", ".join(TABLES))
    parser.add_argument("--keep", action="store_true", help="write what was measured before")
    options = parser.parse_args()
    if unknown := set(options.tables) - set(TABLES):
        parser.error(f"there is no table {', '.join(unknown)}; there are {', '.join(TABLES)}")
    data_root()  # said at once where it is missing
    chosen = options.tables or list(TABLES)
    kept: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.is_file() else {}
    for name in chosen:
        measure, _ = TABLES[name]
        if not options.keep:
            kept.update(measure())
            KEPT.write_text(json.dumps(kept, indent=1))
    if not options.keep:
        for path in PICTURES:
            spare(path)
    tables = {name: TABLES[name][1](kept) for name in chosen}
    if not {"mnist", "usps", "pages_dev", "strings_dev", "benchmark"} - set(kept):
        tables["figures"] = _summary(kept)
    for path in DOCUMENTS:
        path.write_text(filled(path.read_text(encoding="utf-8"), tables), encoding="utf-8")
    print("\n\n".join(tables.values()))


def spare(path: Path) -> None:
    """Put a WebP in a PNG's place: lossless in few colours, or lossy where that is smaller."""
    if not path.is_file():
        return
    with Image.open(path) as picture:
        flat = picture.convert("RGB")
    few = flat.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    plain, lossy = io.BytesIO(), io.BytesIO()
    few.convert("RGB").save(plain, "WEBP", lossless=True, method=6)
    flat.save(lossy, "WEBP", quality=QUALITY, method=6)
    path.with_suffix(".webp").write_bytes(min(plain.getvalue(), lossy.getvalue(), key=len))
    path.unlink()


def filled(text: str, tables: Mapping[str, str]) -> str:
    """A document with its marked tables replaced."""
    for name, table in tables.items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        text = re.sub(
            pattern, lambda m, table=table: m[1] + table + "\n" + m[2], text, flags=re.DOTALL
        )
    return text


def inkdigits(*arguments: str) -> Any:
    """What `inkdigits ARGUMENTS --json` prints; its talk goes to stderr as ever."""
    command = [sys.executable, "-m", "inkdigits", *arguments, "--json"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _pages(folder: Path, locator: str, *more: str) -> Any:
    return inkdigits("evaluate", "pages", str(folder), "--locator", locator, *more)


def _measure_digits() -> Figures:
    worst = ("--worst", str(ROOT / "docs/images/worst-digits.png"))
    return {
        name: inkdigits("evaluate", name, *(worst if name == "mnist" else ()))
        for name in present(DIGITS)
    }


def _measure_junk() -> Figures:
    return {name: inkdigits("evaluate", name) for name in present(JUNK)}


def present(names: Iterable[str]) -> list[str]:
    """Those sets that can be measured; the figures of the others stay."""
    if (data_root() / FONTS_FILE).is_file():
        return list(names)
    print(f"{FONTS_FILE} is not there: its figures are left as they are", file=sys.stderr)
    return [name for name in names if name not in NOT_PUBLISHED]


def _measure_pages() -> Figures:
    with tempfile.TemporaryDirectory() as relabelled:
        folders = {
            "pages_dev": data_root() / "pages_dev",
            "strings_dev": data_root() / "strings_dev",
            "strings_written": Path(relabelled),
        }
        _relabel(folders["strings_dev"], WRONG_LABELS, folders["strings_written"])
        return {
            name: {locator: _pages(folder, locator) for locator in ("detector", "contours")}
            for name, folder in folders.items()
        }


def _relabel(labelled: Path, texts: Mapping[str, str], folder: Path) -> None:
    """Fill a folder with links to a labelled folder's pictures, and labels of which some differ."""
    entries = json.loads((labelled / "labels.json").read_text(encoding="utf-8"))
    for entry in entries:
        entry["text"] = texts.get(entry["file"], entry["text"])
        (folder / entry["file"]).symlink_to((labelled / entry["file"]).resolve())
    (folder / "labels.json").write_text(json.dumps(entries), encoding="utf-8")


def _measure_conditions() -> Figures:
    found = inkdigits("evaluate", "conditions", "--pages", str(CONDITION_PAGES))
    return {"conditions": found["conditions"]}


def _digits(kept: Figures) -> str:
    rows = [
        (
            title, f"{kept[name]['digits']:,}", _bold(kept[name]["accuracy_percent"], 2),
            *(_text(kept[name][key], 2) for key in
              ("argmax_accuracy_percent", "refused_percent", "ece_percent")),
        )
        for name, title in DIGITS.items()
        if name in kept
    ]  # fmt: skip
    return _table(("set", "digits", "accuracy %", "of ten classes %", "refused %", "ECE %"), rows)


def _junk(kept: Figures) -> str:
    rows = [
        (
            title, f"{kept[name]['not_digits']:,}", _text(kept[name]["junk_refused_percent"], 2),
            _text(kept[name]["junk_refused_keeping_99_5_percent"], 2),
        )
        for name, title in JUNK.items()
        if name in kept
    ]  # fmt: skip
    head = ("set", "pictures", "refused at the shipped threshold %",
            "refused where 99.5 % of validation digits are kept %")  # fmt: skip
    return _table(head, rows)


def _canvas(kept: Figures) -> str:
    rows = [
        (
            row["placement"],
            _text(row["dark_on_light_percent"], 2), f"{row['dark_on_light_difference']:+.2f}",
            _text(row["light_on_dark_percent"], 2), f"{row['light_on_dark_difference']:+.2f}",
        )
        for row in kept["canvas"]["placements"]
    ]  # fmt: skip
    head = ("placement", "dark on light, accuracy %", "difference to centred",
            "light on dark, accuracy %", "difference")  # fmt: skip
    return _table(head, rows)


def _farthest(kept: Figures) -> float:
    """The most that accuracy differs from that of centred digits, in points."""
    keys = ("dark_on_light_difference", "light_on_dark_difference")
    return float(max(abs(row[key]) for row in kept["canvas"]["placements"] for key in keys))


def _read(kept: Figures) -> str:
    pages, strings, written = (
        kept[name] for name in ("pages_dev", "strings_dev", "strings_written")
    )
    both = [pages["detector"], pages["contours"]]

    def row(title: str, key: str, other: str, places: int = 1) -> tuple[str, ...]:
        return (title, *(_text(each[key], places) for each in both), other)

    clean = [_share(each) for each in both]
    rows = [
        row("pages read exactly %", "page_exact_percent", "46"),
        row("lines found exactly %", "line_exact_percent", "63"),
        row("numbers found exactly %", "number_exact_percent", "-"),
        row("character error, all %", "cer_percent", "16"),
        row("character error, by source %", "cer_by_source_percent", "21"),
        row("box F1 %", "box_f1_percent", "-"),
        ("pictures without digits left clean", *clean, "8 of 10"),
        row("seconds a page, median", "seconds_median", "0.83", 2),
        (
            "photographed strings read exactly %",
            _text(strings["detector"]["page_exact_percent"], 1),
            _text(strings["contours"]["page_exact_percent"], 1),
            "94.5, told that it is one line",
        ),
        (
            f"the same, where {len(WRONG_LABELS)} wrong labels say what is written %",
            _text(written["detector"]["page_exact_percent"], 1),
            _text(written["contours"]["page_exact_percent"], 1),
            "-",
        ),
    ]
    return _table(("", "detector", "contours", "RapidOCR 3.10"), rows)


def _conditions(kept: Figures) -> str:
    rows = []
    for name, found in kept["conditions"].items():
        ours, theirs = found["detector"], found["contours"]
        rows.append(
            (
                name,
                f"{_bold(ours['page_exact_percent'], 0)} / {_text(ours['digit_f1_percent'], 1)}",
                f"{_text(theirs['page_exact_percent'], 0)} / "
                f"{_text(theirs['digit_f1_percent'], 1)}",
                str(RAPIDOCR_CONDITIONS.get(name, "-")),
            )
        )
    head = ("condition", "detector: exact % / digit F1 %", "contours: exact % / digit F1 %",
            "RapidOCR, best figure on a set like it: exact %")  # fmt: skip
    return _table(head, rows)


def _corruptions(kept: Figures) -> str:
    found = kept["corruptions"]
    keys = ("accuracy_percent", "argmax_accuracy_percent", "refused_percent")
    rows = [
        (name, *(_text(each[key], 1) for key in keys))
        for name, each in [*found["corruptions"].items(), ("**mean of the 15**", found["mean"])]
    ]
    return _table(("corruption", "accuracy %", "of ten classes %", "refused %"), rows)


def _measure_reliability() -> Figures:
    command = [sys.executable, str(ROOT / "benchmarks/reliability.py"), "--json", "--out"]
    found = subprocess.run(
        [*command, str(ROOT / "docs/images")], check=True, stdout=subprocess.PIPE, text=True
    )
    return {"reliability": json.loads(found.stdout)}


def _reliability(kept: Figures) -> str:
    rows = [
        (name, f"{count:,}", *(_text(value, 2) for value in values))
        for name, count, *values in kept["reliability"]
    ]
    head = ("set", "answers", "right %", "ECE %", "accepted % at 1 % error", "at 0.1 %")
    return _table(head, rows)


def _operating(kept: Figures) -> str:
    """What `max_error` has to choose from, as it lies beside the models."""
    del kept
    rows = []
    for task, curve in load_curves().items():
        points = [curve.point(rate) for rate in PROMISES]
        accepted = ["-" if k is None else _text(100 * curve.accepted[k], 1) for k in points]
        lowest = 100 * curve.error_bounds[curve.lowest]
        rows.append(
            (task, f"{curve.answers[0]:,}", f"{curve.wrong[0]:,}", _text(lowest, 2), *accepted)
        )
    head = ("answers to", "measured", "wrong", "lowest promise %",
            *(f"accepted % at {100 * rate:g} %" for rate in PROMISES))  # fmt: skip
    return _table(head, rows)


def _speed(kept: Figures) -> str:
    figures = kept["benchmark"]["figures"]
    rows = [
        (name, f"{value:,.2f} {unit}".strip())
        for name, (value, unit) in figures.items()
        if value is not None
    ]
    return _table(("measured", "value"), rows)


def _summary(kept: Figures) -> str:
    """The table of the README."""
    mnist, speed = kept["mnist"], kept["benchmark"]["figures"]
    pages, strings = kept["pages_dev"]["detector"], kept["strings_dev"]["detector"]
    start, memory = (
        speed[f"{name}, read FILE"][0] for name in ("process start to first answer", "peak memory")
    )
    page = speed["read a page of 1 megapixel with 100 digits, 2 threads, median"][0]
    rows = [
        (
            "MNIST test, ten classes",
            f"{_text(mnist['argmax_accuracy_percent'], 2)} % "
            f"({_text(mnist['accuracy_percent'], 2)} % where a refusal counts as a mistake)",
            "97.3 to 98.9 % (three apps of this kind)",
        ),
        (
            "the same digits in a corner of the canvas, small or large",
            f"within {_text(_farthest(kept), 2)} points of centred",
            "3 to 7 % right",
        ),
        (
            "USPS, never trained on",
            f"{_text(kept['usps']['argmax_accuracy_percent'], 2)} %",
            "",
        ),
        (
            "real photographed and scanned pages read exactly (59, development)",
            f"{_text(pages['page_exact_percent'], 0)} %",
            "46 % (RapidOCR)",
        ),
        ("pictures without digits left clean (development)", _share(pages), "8 (RapidOCR)"),
        (
            "photographed number strings read exactly (417, development)",
            f"{_text(strings['page_exact_percent'], 1)} %",
            "94.5 % (RapidOCR, told that it is one line)",
        ),
        (
            "start to first answer, memory",
            f"{_text(start, 2)} s, {_text(memory, 0)} MiB",
            "3.0 s, 609 MB (RapidOCR); 4 s, 850 MB (Keras apps)",
        ),
        (
            "a page of 1 megapixel with 100 digits",
            f"{_text(page, 0)} ms",
            "0.3 to 2.8 s (RapidOCR)",
        ),
    ]
    return _table(("", "inkdigits", "others, measured on another day, on work like it"), rows)


def _share(figures: Figures) -> str:
    count = figures["negatives"]
    return f"{round(figures['clean_negatives_percent'] * count / 100)} of {count}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _text(value: float | None, places: int) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def _bold(value: float | None, places: int) -> str:
    return f"**{_text(value, places)}**"


TABLES: dict[str, tuple[Callable[[], Figures], Callable[[Figures], str]]] = {
    "digits": (_measure_digits, _digits),
    "junk": (_measure_junk, _junk),
    "canvas": (lambda: {"canvas": inkdigits("evaluate", "canvas")}, _canvas),
    "corruptions": (lambda: {"corruptions": inkdigits("evaluate", "corruptions")}, _corruptions),
    "reliability": (_measure_reliability, _reliability),
    "operating": (dict, _operating),
    "pages": (_measure_pages, _read),
    "conditions": (_measure_conditions, _conditions),
    "speed": (lambda: {"benchmark": inkdigits("benchmark")}, _speed),
}
"""Each table: how it is measured, and how it is written."""


if __name__ == "__main__":
    main()
