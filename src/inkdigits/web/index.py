"""The HTML that the browser loads first: Streamlit's own, with our title and theme in its head.

The theme that a person chose must be known before anything is painted, and the pad is asked for
while Streamlit still loads. Under `streamlit run` both come a moment later.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse
    from starlette.routing import BaseRoute

_FILES = "./_stcore/bidi-components/inkdigits"
_HEAD = f"""
    <meta name="color-scheme" content="light dark" />
    <meta name="description" content="Reads handwritten digits while you write." />
    <script type="module" src="{_FILES}.theme/theme.js"></script>
    <link rel="modulepreload" href="{_FILES}.pad/pad.js" />
"""


def route() -> BaseRoute:
    """The route of the page's address, for the application that serves the page."""
    from starlette.routing import Route

    return Route("/", _answer)


def html() -> str:
    """Streamlit's page with our head."""
    import streamlit

    page = Path(streamlit.__file__).parent / "static" / "index.html"
    text = page.read_text(encoding="utf-8")
    text = text.replace("<head>", f"<head>{_HEAD}", 1)
    return text.replace("<title>Streamlit</title>", "<title>inkdigits</title>", 1)


async def _answer(request: Request) -> HTMLResponse:
    from starlette.responses import HTMLResponse

    del request
    return HTMLResponse(html(), headers={"Cache-Control": "no-cache"})
