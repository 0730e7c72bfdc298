"""Where the digits stand on a page: `contours` by the textbook, `detector` by a network."""
