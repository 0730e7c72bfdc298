from __future__ import annotations

import pytest

from inkdigits.errors import ConfigError, DataError, ImageError, InkDigitsError, ModelError


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [(InkDigitsError, 1), (ConfigError, 2), (ImageError, 3), (DataError, 3), (ModelError, 4)],
)
def test_every_error_is_an_inkdigits_error_with_its_exit_code(
    error: type[InkDigitsError], exit_code: int
) -> None:
    assert issubclass(error, InkDigitsError)
    assert error.exit_code == exit_code
    assert str(error("expected this, found that")) == "expected this, found that"


def test_no_kind_of_error_hides_another() -> None:
    kinds = (ConfigError, ImageError, DataError, ModelError)
    for kind in kinds:
        assert [other for other in kinds if issubclass(kind, other)] == [kind]
