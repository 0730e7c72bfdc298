"""The page: the script that Streamlit runs for each visitor."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from inkdigits.errors import ModelError
from inkdigits.web import answers, draw, panel, theme

_VIEWS = ("Draw", "Photo", "Camera", "About")
_ICON = Path(__file__).parent / "frontend" / "icon.svg"

# One element rather than two: each costs the browser time in every run of the page.
_HEAD = """
<style>
  header[data-testid="stHeader"],
  [data-testid="stToolbar"],
  [data-testid="stStatusWidget"],
  [data-testid="stDecoration"] { display: none; }
  [data-testid="stMainBlockContainer"] { max-width: 1160px; padding: 36px 32px 16px; }
  [data-testid="stVerticalBlock"] { gap: 20px; }
  /* Streamlit fades what it is about to draw again: twenty times a second that is a flicker. */
  [data-stale="true"] { opacity: 1 !important; }
  /* The copy button, not only where a mouse hovers. */
  [data-testid="stCode"] div { opacity: 1 !important; visibility: visible !important; }
  [data-testid="stCode"] button { width: 36px; height: 36px; }
  .st-key-view button { min-height: 40px; padding: 0 18px; }
  [data-testid="stFileUploaderDropzone"] { min-height: 120px; align-items: center; }
  [class*="st-key-upload_"]:has(~ [class*="st-key-upload_"]) { display: none; }
  [data-testid="stHeadingWithActionElements"] h2 {
    padding: 8px 0; font-size: 20px; line-height: 1.2; letter-spacing: normal;
  }
  .inkdigits-head { display: flex; align-items: baseline; gap: 14px; }
  .inkdigits-head h1 {
    padding: 0; margin: 0; font-size: 26px; font-weight: 650; letter-spacing: -0.02em;
    line-height: 1.2;
  }
  .inkdigits-head p { margin: 0; font-size: 16px; }
  /* Streamlit's captions are too pale on our ground. */
  .inkdigits-head p, [data-testid="stCaptionContainer"] { opacity: 0.74; }
  [data-testid="stPopoverBody"] { min-width: 0 !important; max-width: min(420px, 94vw) !important; }
  [data-testid="stPopoverBody"] [data-testid="stVerticalBlock"] { gap: 12px; }
  /* Streamlit's words, which name a command that is not ours. */
  body:has([data-test-connection-state="PINGING_SERVER"]) [data-testid="stDialog"] h2 + div {
    & > * { display: none; }
    &::before {
      content: "inkdigits does not answer. If it was ended, start it again with  inkdigits app. "
        "This page goes on by itself once it is there.";
    }
  }
  /* Where the system chooses all colours: what is on, and where a slider stands. */
  @media (forced-colors: active) {
    [role="radio"][aria-checked="true"], [role="radio"][aria-checked="true"] * {
      forced-color-adjust: none; background: Highlight !important;
      color: HighlightText !important;
    }
    [data-testid="stSlider"], [data-testid="stCheckbox"] { forced-color-adjust: none; }
  }
  @media (max-width: 760px) {
    [data-testid="stMainBlockContainer"] { padding: 12px 16px 12px; }
    [data-testid="stVerticalBlock"] { gap: 12px; }
    .st-key-view button { min-height: 44px; }
    .inkdigits-head h1 { font-size: 22px; }
    .inkdigits-head p { display: none; }
    .st-key-head { flex-wrap: nowrap; }
  }
</style>
<div class="inkdigits-head">
  <h1>inkdigits</h1>
  <p>Handwritten digits, read while you write.</p>
</div>
"""


def main() -> None:
    """Build the page for one visitor."""
    st.set_page_config(page_title="inkdigits", page_icon=_ICON, layout="wide")
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.html(_HEAD, width="stretch")
        panel.show()
        theme.show()
    # Here and not where it is wished for: until the choice is drawn anew, a message of the browser
    # brings the old one back.
    if "next_view" in st.session_state:
        st.session_state["view"] = st.session_state.pop("next_view")
    view = st.segmented_control(
        "View",
        _VIEWS,
        default="Draw",
        required=True,
        label_visibility="collapsed",
        key="view",
        bind="query-params",  # a page that is loaded anew, or a link, opens the same view
    )
    try:
        answers.reader()
        _show(view or "Draw")
    except ModelError as error:
        st.error(str(error))


def _show(view: str) -> None:
    """Show one view. What only one of them needs is loaded when it is first seen."""
    if view == "Photo":
        from inkdigits.web import photo

        photo.show()
    elif view == "Camera":
        from inkdigits.web import camera

        camera.show()
    elif view == "About":
        from inkdigits.web import about

        about.show()
    else:
        draw.show()


if __name__ == "__main__":
    main()
