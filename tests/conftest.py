"""What all tests share: the data folder, and the rule that nothing skips where all is required."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples each time, and no verdict that depends on how busy the machine is.
settings.register_profile(
    "inkdigits",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("inkdigits")

DATA_VARIABLE = "INKDIGITS_DATA"
REQUIRE_ALL_VARIABLE = "INKDIGITS_REQUIRE_ALL"


@pytest.fixture(scope="session")
def data_root() -> Path:
    """The folder of real handwriting that INKDIGITS_DATA names."""
    folder = os.environ.get(DATA_VARIABLE, "")
    if not folder or not Path(folder).is_dir():
        pytest.skip(f"needs real handwriting: set {DATA_VARIABLE} to the data folder")
    return Path(folder).resolve()


def _all_required() -> bool:
    return os.environ.get(REQUIRE_ALL_VARIABLE, "") not in ("", "0")


def _skip_to_failure(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and _all_required() and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{REQUIRE_ALL_VARIABLE} is set, so nothing may skip. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _skip_to_failure(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _skip_to_failure(report)
    return report
