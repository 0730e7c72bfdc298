"""Pictures: taking them in, reading them, showing what was found.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from inkdigits.errors import ImageError
from inkdigits.web import inbox, reading, settings
from inkdigits.web.shelf import Choice, Picture, Shelf, bytes_of, sentence

_TYPES = ("png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp", "gif", "heic", "heif", "avif", "pdf")
_EXAMPLES = {
    "Log book": "log-book.jpg",
    "Bad light": "bad-light.jpg",
    "Blackboard": "blackboard.jpg",
}
_FOLDER = Path(__file__).parent / "examples"

_paste = st.components.v2.component("inkdigits.paste", js="paste.js")


def shelf() -> Shelf:
    """The visitor's pictures."""
    found: Shelf = st.session_state.setdefault("shelf", Shelf())
    return found


def show() -> None:
    """Show the picture that was chosen last and what was read, or how to bring one."""
    pictures = shelf()
    for problem in pictures.problems:
        st.error(problem, icon=":material/broken_image:")
    picture = pictures.shown()
    if picture is None:
        choice = _bar(pictures, None)
        _intake(pictures, choice)
        return
    choice = _bar(pictures, picture)
    if picture.pages > 1:
        _pages_bar(pictures, picture, choice)
    try:
        with st.spinner(f"Finding and reading the digits of {_plain(picture.name)}…"):
            page = picture.read(choice, settings.reader_for)
        reading.show(picture, page, choice)
    except ImageError as error:
        st.error(sentence(picture.name, error), icon=":material/broken_image:")
    reading.show_all(pictures, choice)
    st.header("More pictures", anchor=False)
    _intake(pictures, choice)


def _bar(pictures: Shelf, picture: Picture | None) -> Choice:
    """Which picture is shown, and the settings."""
    with st.container(horizontal=True, vertical_alignment="center", key="picture_bar"):
        if picture is not None and len(pictures.pictures) > 1:
            names = {p.id: p.name for p in pictures.pictures}
            chosen = st.selectbox(
                "Picture",
                list(names),
                index=list(names).index(picture.id),
                format_func=names.__getitem__,
                label_visibility="collapsed",
                key=f"shown_{len(names)}_{picture.id}",
            )
            if chosen != picture.id:
                pictures.current = chosen
                st.rerun()
        elif picture is not None:
            st.markdown(f"**{_plain(picture.name)}**", width="stretch")
        else:
            st.markdown("Read digits from photos, scans and PDFs.", width="stretch")
        choice = settings.show()
        if picture is not None:
            st.button(
                "Remove",
                key=f"remove_{picture.id}",  # pressed twice, it is not about the next one
                icon=":material/delete:",
                help="Take this picture off the list",
                on_click=pictures.remove,
                args=(picture,),
            )
    return choice


def _pages_bar(pictures: Shelf, picture: Picture, choice: Choice) -> None:
    """Which page is shown, and a button that reads all the others."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="pages"):
        page = st.number_input(
            f"Page, of {picture.pages}",
            1,
            picture.pages,
            picture.pdf_page + 1,
            key=f"page_{picture.id}",
            width=160,
        )
        picture.pdf_page = int(page) - 1
        unread = sorted(set(range(picture.pages)) - set(picture.pages_read(choice)))
        others = [at for at in unread if at != picture.pdf_page]
        wanted = others and st.button(
            "Read all pages",
            icon=":material/auto_stories:",
            help="Text, CSV and JSON then hold every page",
        )
    if wanted:
        _read_pages(pictures, picture, choice, unread)


def _read_pages(pictures: Shelf, picture: Picture, choice: Choice, unread: Sequence[int]) -> None:
    """Read pages, and say how far that is. What was read is kept where it is broken off."""
    pictures.problems.clear()
    progress = st.progress(0.0, text="Opening…")
    for at, pdf_page in enumerate(unread):
        progress.progress(at / len(unread), text=f"Page {pdf_page + 1} of {picture.pages}")
        try:
            picture.read(choice, settings.reader_for, pdf_page)
        except ImageError as error:
            problem = sentence(picture.name, error)
            pictures.problems.append(f"Page {pdf_page + 1}: {problem}")
    st.rerun()


def _intake(pictures: Shelf, choice: Choice) -> None:
    """Every way to bring a picture."""
    files = st.file_uploader(
        "Drop pictures here, or choose them",
        type=_TYPES,
        accept_multiple_files=True,
        key=f"upload_{st.session_state.get('uploads', 0)}",
    )
    # Whatever breaks this run off: these files wait on the shelf, and are not taken in twice.
    pictures.wait([(file.file_id, file.name, file.getvalue()) for file in files])
    if pictures.waiting:
        _take(pictures, choice)
    if files:  # only now: until then more may be added to them
        st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
        st.rerun()
    _paste(key="paste", data={"taken": inbox.taken("paste")}, on_sent_change=_on_paste)
    with st.container(horizontal=True, vertical_alignment="center", key="examples"):
        st.markdown("Or try")
        for name, file in _EXAMPLES.items():
            # A callback: a click is not lost where the next one breaks this run off.
            st.button(name, key=f"example_{file}", on_click=_take_example, args=(file,))


def _take_example(file: str) -> None:
    shelf().wait([(uuid.uuid4().hex, file, (_FOLDER / file).read_bytes())])


def _take(pictures: Shelf, choice: Choice) -> None:
    """Take in the files that wait and read them, and say how far that is."""
    names = pictures.waiting
    progress = st.progress(0.0, text="Opening…")
    for at, name in enumerate(names):
        progress.progress(at / len(names), text=f"Reading {at + 1} of {len(names)}: {name}")
        picture = pictures.take()
        if picture is None:
            continue
        try:
            picture.read(choice, settings.reader_for)
        except ImageError as error:
            pictures.remove(picture)
            pictures.problems.append(sentence(picture.name, error))
    st.rerun()


def _on_paste() -> None:
    pictures = shelf()
    pictures.problems.clear()
    for _, message in inbox.arrived("paste"):
        try:
            pictures.add(str(message["name"]), bytes_of(message["data"]))
        except (ImageError, KeyError, TypeError) as error:
            problem = f"The clipboard held no picture that can be read ({error})."
            pictures.problems.append(problem)


def _plain(name: str) -> str:
    """A name without anything that Markdown would understand."""
    return "".join(
        "\\" + letter if letter in r"\`*_{}[]<>()#+-!|:$~" else letter for letter in name
    )
