"""The web page: a drawing canvas that is read while the pen moves.

`serve.run` starts it. `page` and `draw` are imported by the script that Streamlit runs and by
nothing else, because a Streamlit component can be declared only inside a running page.
"""
