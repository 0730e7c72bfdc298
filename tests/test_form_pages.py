from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inkdigits.train.data import load_digit_sources
from inkdigits.train.form_pages import FORMS, LOOKS, blank_form, fill_form
from inkdigits.train.hands import index_digits


@pytest.mark.parametrize("kind", FORMS)
def test_what_is_written_fits_the_template(data_root: Path, kind: str) -> None:
    sets = [index_digits(s) for s in load_digit_sources(data_root, "validation")]
    blank = blank_form(kind)
    for look in LOOKS:
        form = fill_form(blank, sets, np.random.default_rng(3), look)
        again = fill_form(blank, sets, np.random.default_rng(3), look)
        assert np.array_equal(form.image, again.image)
        for field in form.template.fields:
            answer = form.answers[field.name]
            assert field.pattern.broken_by(answer) is None if answer else not field.required


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="forms are marks, meter"):
        blank_form("tax")
