"""Glyphs whose labels in the data sets are plainly wrong, looked at one by one.

They were found among the worst mistakes, among glyphs that no nearest neighbour by another writer
agrees with, and among those much wider than high: a network learns some by heart, and makes no
mistake there. Most are of one contributor to UNIPEN, whose zeros, ones, fours and eights were cut
apart, so that one stroke of them stands alone, and of one who has 00 and 66 for one digit. No test
set is touched.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inkdigits.train.strokes import Stroke

# Places in the files of the data folder (docs/DATA.md); MNIST's are in its training file.
_PLACES: dict[str, tuple[int, ...]] = {
    "mnist": (7080, 10994, 18190, 26560, 40144, 43454, 45352, 51248, 54264),
    "unipen": (
        *(76, 88, 1637, 2228, 6783, 6787, 6788, 6816, 6819, 6820, 6821, 6822, 6824, 6826, 6827),
        *(6828, 6829, 6874, 6878, 6882, 6883, 6884, 6915, 6920, 6970, 7013, 7019, 7020, 7057, 7058),
        *(7064, 7065, 7104, 7107, 7138, 7139, 7143, 7144, 7145, 7194, 7197, 7198, 7199, 7200, 7205),
        *(7269, 7299, 7301, 7303, 7386, 7388, 7391, 7393, 7394, 7396, 7536, 7538, 7600, 7602, 7606),
        *(7646, 7650, 7651, 7689, 7694, 7786, 7872, 7877, 7878, 7938, 7941, 7942, 7943, 7944, 7945),
        *(
            7946,
            7950,
            7951,
            7952,
            8041,
            8043,
            8044,
            8046,
            8049,
            8050,
            9822,
            9880,
            13433,
            13460,
            13462,
        ),
        *(
            13464,
            13466,
            13469,
            13471,
            13475,
            13482,
            13483,
            13759,
            13760,
            13771,
            13910,
            13911,
            14008,
            14074,
            14075,
        ),
        *(14192, 14207),
    ),
    "pendigits": (44, 1469, 5207),
    "swiss": (336, 541, 556, 1107, 1726, 3691),
    "bhmsds": (3513, 5094, 8624, 9332, 11029, 11443, 11548, 13815, 14145, 14215, 14290),
}


_CUT_APART = "ibm"  # UNIPEN's contributor whose glyphs often are one stroke of what they should be
_SEVERAL_STROKES = frozenset(('\\"', *"#$%*+:;=AFHKRTXYfktx"))  # what nobody writes in one
_STRAIGHT, _UPRIGHT = 0.93, 1.2


def is_cut(kind: str, writer: str, strokes: Sequence[Stroke]) -> bool:
    """Whether a letter or sign of UNIPEN is one stroke of what it should be.

    Args:
        kind: The letter or sign.
        writer: Who wrote it: contributor, colon, name.
        strokes: Points, float (n, 2), any unit.
    """
    contributor = writer.partition(":")[0]
    return len(strokes) == 1 and contributor == _CUT_APART and kind in _SEVERAL_STROKES


def is_stem(strokes: Sequence[Stroke]) -> bool:
    """Whether a glyph, of strokes float (n, 2) in any unit, is one straight upright line.

    That is a one to anybody: as "not a digit" it would take from the ones what they are.
    """
    if len(strokes) > 1:
        return False
    line = strokes[0]
    width, height = np.ptp(line, axis=0).tolist()
    length = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
    straight = float(np.linalg.norm(line[-1] - line[0])) > _STRAIGHT * length
    return bool(straight and height > _UPRIGHT * width)


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
