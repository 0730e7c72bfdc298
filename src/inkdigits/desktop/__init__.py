"""The desktop window: draw with mouse, finger or pen, and the answer follows.

Qt is used here and nowhere else. `app` opens the window; importing it needs no Qt yet.
"""
