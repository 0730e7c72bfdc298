"""The page for `streamlit run streamlit_app.py`; `inkdigits app` serves the same page faster."""

from inkdigits.web.page import main

main()
