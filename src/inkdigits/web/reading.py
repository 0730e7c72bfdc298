"""What was read from a picture: boxes on it, text, table, files, and how it was read.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from inkdigits import corrections
from inkdigits.errors import ConfigError, DataError, ImageError
from inkdigits.result import Box, Page
from inkdigits.web import exports, inbox, learning, panel, settings, sheet, stages
from inkdigits.web.exports import Reading
from inkdigits.web.shelf import Choice, Picture, Shelf

_SAVE = ":material/download:"
_CHOICE = "picture_choice"  # how the picture that is shown was read

_picture = st.components.v2.component("inkdigits.picture", js="picture.js")


def show(picture: Picture, page: Page, choice: Choice) -> None:
    """Show a picture with its reading, and everything that can be done with it."""
    st.session_state[_CHOICE] = choice
    _picture(
        key="picture",
        data={
            "id": _name_of(picture),
            "src": picture.preview(),
            "width": page.width,
            "height": page.height,
            "crop": picture.crop,
            "items": _items(picture, page),
            "symbols": [list(symbol.box.xyxy) for symbol in page.symbols],
            "summary": exports.summary(page),
            "taken": inbox.taken("picture"),
        },
        on_sent_change=_on_sent,
    )
    if page.unread_symbols:
        _offer_symbols(page.unread_symbols)
    if picture.corrections:
        panel.ask_once(lambda: _keep_all(picture))
    if page.digits:
        text, table = st.columns((2, 3), gap="large")
        with text:
            st.header("Text", anchor=False)
            st.code(page.text, language=None, wrap_lines=True)
            _downloads(picture, page, readings_of(picture, choice))
        with table:
            st.header("Digits", anchor=False)
            _table(page)
    else:
        st.info(
            "No digits were found here. Turn the picture, crop to the digits, choose the other way "
            "of finding them under Settings, or mark digits with Add.",
            icon=":material/search_off:",
        )
    stages.show(picture, choice)


def _offer_symbols(count: int) -> None:
    """Say that symbols stand in the numbers which were not read, and read them where wanted."""
    with st.container(horizontal=True, vertical_alignment="center", key="unread_symbols"):
        symbols = "1 symbol" if count == 1 else f"{count} symbols"
        st.markdown(
            f":material/info: {symbols} (. , - / :) in the numbers not read: 12.50 would be 1250.",
            width="stretch",
        )
        # A callback: what a widget holds is changed before it is shown.
        st.button("Read them too", key="read_symbols", on_click=settings.read_symbols)


def readings_of(picture: Picture, choice: Choice) -> list[Reading]:
    """What was read so far from all pages of a picture."""
    found = []
    for pdf_page in picture.pages_read(choice):
        page = picture.read(choice, settings.reader_for, pdf_page)
        found.append(Reading(picture.name, pdf_page, page))
    return found


def show_all(pictures: Shelf, choice: Choice) -> None:
    """Files with the readings of all pictures, where there are several."""
    if len(pictures.pictures) < 2:
        return
    readings, unread = [], 0
    for picture in pictures.pictures:
        try:
            picture.read(choice, settings.reader_for)
        except ImageError:  # said where the picture itself is shown
            continue
        found = readings_of(picture, choice)
        readings += found
        unread += picture.pages - len(found)
    st.header(f"All {len(pictures.pictures)} pictures", anchor=False)
    if unread:
        pages = "1 page that is" if unread == 1 else f"{unread} pages that are"
        st.caption(f"Without {pages} not read yet: choose their file above, then read all pages.")
    with st.container(horizontal=True, key="all_files"):
        _download_sheet(readings, "inkdigits.xlsx", "all_xlsx")
        _download("CSV", exports.to_csv(readings), "inkdigits.csv", "text/csv", "all_csv")
        data = exports.all_to_json(readings)
        _download("JSON", data, "inkdigits.json", "application/json", "all")


def _on_sent() -> None:
    for _, message in inbox.arrived("picture"):
        _on_edit(message)


def _on_edit(message: Mapping[str, Any]) -> None:
    shelf: Shelf = st.session_state["shelf"]
    picture = shelf.shown()
    if picture is None or not _is_meant(message, picture):
        return
    try:
        picture.edit(message)
        if message.get("kind") in ("correct", "restore"):
            _keep(picture, Box(*map(float, message["box"])))
    except ImageError as error:
        shelf.problems[:] = [str(error)]


def _is_meant(message: Mapping[str, Any], picture: Picture) -> bool:
    """Whether a message is about the picture that is shown and, where it has places, as it lies."""
    name, shown = str(message.get("id")), _name_of(picture)
    if message.get("kind") == "turn":  # pressed again before the picture was shown turned
        name, shown = name.rpartition("-")[0], shown.rpartition("-")[0]
    return name == shown


def _keep(picture: Picture, box: Box) -> None:
    """Keep what was said about a place of a picture, where the visitor wants that."""
    writer, choice = panel.writer(), st.session_state.get(_CHOICE)
    if writer is None or choice is None:
        return
    try:
        learning.keep_on_picture(picture, box, choice, settings.reader_for, writer)
    except (ConfigError, DataError) as error:
        panel.note(error)


def _keep_all(picture: Picture) -> None:
    """Keep what was said so far about a picture."""
    for correction in picture.corrections:
        _keep(picture, correction.box)


def _name_of(picture: Picture) -> str:
    """Names the picture and the way it lies."""
    return f"{picture.id}-{picture.pdf_page}-{picture.turns}"


def _items(picture: Picture, page: Page) -> list[dict[str, Any]]:
    """The digits as the picture's component wants them, and what a person took away."""
    named = [c.box for c in picture.corrections if c.value is not None]
    items = [
        {
            **digit.to_dict(),
            "box": list(digit.box.xyxy),
            "said": any(corrections.same_place(box, digit.box) for box in named),
            "gone": False,
        }
        for digit in page.digits
    ]
    nothing = {"value": None, "reason": None, "confidence": 0.0, "probabilities": [0.0] * 10}
    for correction in picture.corrections:
        if correction.value is None:
            box = list(correction.box.xyxy)
            gone = {"needs_review": False, "box": box, "said": False, "gone": True}
            items.append({**nothing, **gone})
    return items


def _table(page: Page) -> None:
    """The digits as a table, those to check first."""
    rows = exports.rows(page)
    rows.sort(key=lambda row: not row["needs_review"])
    st.dataframe(
        rows,
        hide_index=True,
        height=min(38 + 35 * len(rows), 388),
        column_order=("needs_review", "digit", "confidence", "line", "number", "position"),
        column_config={
            "needs_review": st.column_config.CheckboxColumn("Check", width="small"),
            "digit": st.column_config.TextColumn("Digit", width="small"),
            "confidence": st.column_config.ProgressColumn(
                "Confidence", format="percent", min_value=0.0, max_value=1.0
            ),
            "line": st.column_config.NumberColumn("Line", width="small"),
            "number": st.column_config.NumberColumn("Number", width="small"),
            "position": st.column_config.NumberColumn("Place", width="small"),
        },
    )


def _downloads(picture: Picture, page: Page, readings: Sequence[Reading]) -> None:
    name = picture.name.rsplit(".", 1)[0]
    if picture.pages > 1:
        several = f"the {len(readings)} pages read so far" if len(readings) > 1 else "this page"
        what = f"all {picture.pages} pages" if len(readings) == picture.pages else several
        st.caption(
            f"Spreadsheet, text, CSV and JSON hold {what}; the picture and corrections are this "
            "page's."
        )
    data = exports.to_json(page) if picture.pages == 1 else exports.all_to_json(readings)
    with st.container(horizontal=True, key="files"):
        _download_sheet(readings, f"{name}.xlsx", "xlsx")
        _download("Text", exports.to_text(readings), f"{name}.txt", "text/plain", "text")
        _download("CSV", exports.to_csv(readings), f"{name}.csv", "text/csv", "csv")
        _download("JSON", data, f"{name}.json", "application/json", "json")
        st.download_button(
            "Picture",
            lambda: exports.to_png(picture.rgb(), page),
            f"{name}-read.png",
            "image/png",
            key="file_png",
            on_click="ignore",
            icon=_SAVE,
            help="The picture with boxes, values and confidences, as PNG",
        )
        if picture.corrections:
            said = corrections.to_json(picture.name, page, picture.corrections)
            file = f"{name}-corrections.json"
            _download("Corrections", said, file, "application/json", "corrections")


def _download(label: str, data: str, name: str, kind: str, key: str) -> None:
    st.download_button(label, data, name, kind, key=f"file_{key}", on_click="ignore", icon=_SAVE)


def _download_sheet(readings: Sequence[Reading], name: str, key: str) -> None:
    st.download_button(
        "Spreadsheet",
        lambda: sheet.to_xlsx(readings),
        name,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key=f"file_{key}",
        on_click="ignore",
        icon=":material/table:",
        help="The rows and columns of the paper, as XLSX. Cells to check are orange",
    )
