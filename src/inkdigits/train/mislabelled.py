"""Glyphs whose labels in the data sets are plainly wrong, found by looking at the worst mistakes.

Most are of one contributor to UNIPEN, whose zeros, fours and eights were cut apart: one stroke of
them stands alone. No test set is touched.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Places in the files of the data folder (docs/DATA.md); MNIST's are in its training file.
_PLACES: dict[str, tuple[int, ...]] = {
    "mnist": (7080, 10994, 18190, 26560, 40144, 43454, 45352, 51248, 54264),
    "unipen": (
        *(88, 1637, 2228, 6788, 6816, 6820, 6822, 6824, 6826, 6827, 6829, 6874, 6882, 6884, 6920),
        *(6970, 7020, 7058, 7065, 7104, 7107, 7138, 7145, 7197, 7198, 7205, 7269, 7299, 7391, 7396),
        *(7536, 7538, 7600, 7646, 7651, 7689, 7786, 7872, 7877, 7941, 7943, 7944, 7950, 7951, 8041),
        *(8043, 8044, 8046, 13911, 14192),
    ),
    "pendigits": (44, 1469, 5207),
    "swiss": (336, 541, 556, 1107, 1726, 3691),
    "bhmsds": (3513, 5094, 8624, 9332, 11029, 11443, 11548, 13815, 14145, 14215, 14290),
}


def well_labelled(name: str, split: str, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the places in a data set's file whose labels are not known to be wrong.

    Args:
        name: Of the data set, as in `inkdigits.train.data.DIGIT_SETS`.
        split: Which part of it they are; all of "test" are taken as they are.
        places: int64 (N,).
    """
    if split == "test":
        return places
    return places[~np.isin(places, _PLACES.get(name, ()))]
