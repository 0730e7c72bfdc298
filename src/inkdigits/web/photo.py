"""Pictures: taking them in, reading them, showing what was found.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from inkdigits.errors import ImageError
from inkdigits.web import inbox, reading, settings
from inkdigits.web.shelf import Choice, Picture, Shelf, bytes_of, sentence

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_TYPES = ("png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp", "gif", "heic", "heif", "avif", "pdf")
_EXAMPLES = {
    "Log book": "log-book.jpg",
    "Bad light": "bad-light.jpg",
    "Blackboard": "blackboard.jpg",
}
_UPLOADERS = 5  # that are there at once
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
                on_click=_remove,
                args=(picture.id,),
            )
    return choice


def _remove(picture_id: int) -> None:
    """Take a picture off the shelf, by its id: Streamlit keeps what a callback was given."""
    pictures = shelf()
    for picture in [one for one in pictures.pictures if one.id == picture_id]:
        pictures.remove(picture)


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
            help="Spreadsheet, text, CSV and JSON then hold every page",
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
    _take_uploads(pictures, choice)
    here = {"shelf": pictures.id, "pictures": len(pictures.pictures)}
    _paste(key="paste", data={**here, "taken": inbox.taken("paste")}, on_sent_change=_on_sent)
    with st.container(horizontal=True, vertical_alignment="center", key="examples"):
        st.markdown("Or try")
        for name, file in _EXAMPLES.items():
            # A callback: a click is not lost where the next one breaks this run off.
            st.button(name, key=f"example_{file}", on_click=_take_example, args=(file,))


def _take_uploads(pictures: Shelf, choice: Choice) -> None:
    """Take in files that are chosen, by an empty uploader each time.

    The ones before stay, unseen: a file may still be on its way to them. In no container, with
    which they would be made anew where it moves down the page.
    """
    newest = st.session_state.get("uploads", 0)
    numbers = range(max(0, newest - _UPLOADERS + 1), newest + 1)
    each = [_uploader(f"upload_{pictures.id}_{number}") for number in numbers]
    # Whatever breaks this run off: these files wait on the shelf, and are not taken in twice.
    for files in each:
        pictures.wait([(file.file_id, file.name, file.getvalue()) for file in files])
    for file in (file for files in each[:-1] for file in files):
        _let_go(file)
    if pictures.waiting:
        _take(pictures, choice)
    if each[-1]:  # only now: until then more may be added to them
        st.session_state["uploads"] = newest + 1
        st.rerun()


def _uploader(key: str) -> list[UploadedFile]:
    """An uploader; the browser shows it as it was, wherever it knows the key from."""
    return st.file_uploader(
        "Drop pictures here, or choose them",
        type=_TYPES,
        accept_multiple_files=True,
        key=key,
    )


def _let_go(file: UploadedFile) -> None:
    """Drop Streamlit's copy of a file: it would outlive the picture, up to the session's end."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


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


def _on_sent() -> None:
    for name, message in inbox.arrived("paste"):
        if name == "file":
            _on_paste(message)
        elif name == "gone":
            shelf().problems[:] = [_gone(message)]


def _on_paste(message: Any) -> None:
    pictures = shelf()
    pictures.problems.clear()
    try:
        pictures.add(str(message["name"]), bytes_of(message["data"]))
    except (ImageError, KeyError, TypeError) as error:
        problem = f"The clipboard held no picture that can be read ({error})."
        pictures.problems.append(problem)


def _gone(count: object) -> str:
    """What a visitor is told whose pictures went with their session."""
    what = "The picture that was here is" if count == 1 else f"{count} pictures are"
    return (
        f"{what} gone, with all that was said there: inkdigits was started again, or this page was "
        "away for more than an hour. Choose the files again."
    )


def _plain(name: str) -> str:
    """A name without anything that Markdown would understand."""
    return "".join(
        "\\" + letter if letter in r"\`*_{}[]<>()#+-!|:$~" else letter for letter in name
    )
