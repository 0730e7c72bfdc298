"""Profiles in the data folder: they come back as saved, can be undone, and damage is said."""

from __future__ import annotations

import json
import os
import shlex
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from inkdigits.classify import Classifier
from inkdigits.errors import ConfigError, ModelError
from inkdigits.profile import (
    VERSIONS_KEPT,
    Change,
    Profile,
    check_profile_name,
    closeness,
    delete_profile,
    directions,
    load_profile,
    profile_names,
    profile_path,
    save_profile,
    undo_profile,
)

Float = NDArray[np.float32]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INKDIGITS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def change(prototypes: int = 3) -> Change:
    rng = np.random.default_rng(prototypes)
    return Change(
        np.full((96, 11), 0.25, np.float32),
        np.arange(11, dtype=np.float32),
        directions(rng.uniform(0, 1, (prototypes, 96)).astype(np.float32)),
        rng.normal(size=(prototypes, 11)).astype(np.float32),
        0.5,
    )


def made(name: str, prototypes: int = 3, **changes: float) -> Profile:
    values = {"temperature": 1.5, "reject_threshold": 0.4, **changes}
    return Profile(name, "abc", change(prototypes), **values, facts={"learned": "today"})


def features(count: int = 5) -> Float:
    return np.random.default_rng(0).uniform(0, 2, (count, 96)).astype(np.float32)


def rewrite(path: Path, **arrays: NDArray[Any] | None) -> None:
    """Replace arrays of a profile's file; None leaves one out."""
    with np.load(path) as pack:
        found = {name: pack[name] for name in pack.files}
    found.update({name: array for name, array in arrays.items() if array is not None})
    np.savez(
        path, **{name: array for name, array in found.items() if arrays.get(name, 0) is not None}
    )


# --- what a change adds ---------------------------------------------------------------------------


def test_around_a_prototype_its_values_are_added_and_far_from_it_nothing() -> None:
    axes = np.eye(4, dtype=np.float32)
    nothing = np.zeros((4, 11), np.float32)
    values = np.arange(11, dtype=np.float32)[None]
    one = Change(nothing, nothing[0], axes[:1], values, 0.5)
    assert np.allclose(one.of(7 * axes[:1]), values, atol=1e-4)  # the direction counts alone
    assert np.abs(one.of(axes[1:])).max() < 0.01
    slightly = one.of(axes[:1] + 0.1 * axes[1:2])
    assert np.all((0.9 * values <= slightly) & (slightly <= values))
    assert np.isfinite(one.of(np.zeros((1, 4), np.float32))).all()


def test_at_its_width_a_prototype_counts_a_third() -> None:
    axes = np.eye(2, dtype=np.float32)
    assert closeness(axes[:1], axes[1:], float(np.sqrt(2)))[0, 0] == pytest.approx(
        1 / np.e, rel=1e-3
    )


def test_a_share_of_a_change_is_that_share_of_all_it_adds() -> None:
    whole, part = change(), change().scaled(0.35)
    assert np.allclose(part.of(features()), 0.35 * whole.of(features()), atol=1e-4)
    bias = np.zeros(11, np.float32)
    local = replace(whole, weights=whole.weights * 0, bias=bias)
    assert np.allclose(local.scaled(0.5).of(features()), 0.5 * local.of(features()), atol=1e-6)
    assert np.abs(local.of(features())).max() > 0.1


# --- kept and undone ------------------------------------------------------------------------------


@pytest.mark.parametrize("prototypes", [3, 0])
def test_a_profile_comes_back_as_it_was_saved(prototypes: int) -> None:
    saved = made("Zoë 2", prototypes)
    save_profile(saved)
    back = load_profile("Zoë 2")
    for name in ("weights", "bias", "prototypes", "values"):
        array = getattr(back.change, name)
        assert array.dtype == np.float32
        assert np.array_equal(array, getattr(saved.change, name))
    assert back.change.width == saved.change.width
    assert (back.model, back.temperature, back.reject_threshold) == ("abc", 1.5, 0.4)
    assert back.facts == {"learned": "today"}
    logits = np.zeros((5, 11), np.float32)
    assert np.array_equal(back.logits(logits, features()), saved.logits(logits, features()))
    assert profile_path("Zoë 2").stat().st_size < 10_000


def test_the_largest_profile_is_a_hundred_kilobytes() -> None:
    assert save_profile(made("anna", 200)).stat().st_size < 100_000


def test_a_profile_of_an_older_inkdigits_has_no_prototypes_and_is_read() -> None:
    path = save_profile(made("anna"))
    facts = {"format": 1, "model": "abc", "temperature": 1.25, "reject_threshold": 0.5, "share": 1}
    old = change()
    np.savez(path, weights=old.weights, bias=old.bias, facts=np.array(json.dumps(facts)))
    back = load_profile("anna")
    assert (back.temperature, back.reject_threshold, back.facts) == (1.25, 0.5, {"share": 1})
    expected = 1 + features() @ old.weights + old.bias
    logits = back.logits(np.ones((5, 11), np.float32), features())
    assert np.allclose(logits, expected, atol=1e-5)
    save_profile(back)
    assert np.array_equal(
        load_profile("anna").logits(logits, features()), back.logits(logits, features())
    )


def test_undo_goes_back_one_version_at_a_time() -> None:
    for temperature in (1.0, 2.0, 3.0):
        save_profile(made("anna", temperature=temperature))
    assert load_profile("anna").temperature == 3.0
    before = undo_profile("anna")
    assert before is not None
    assert before.temperature == load_profile("anna").temperature == 2.0
    undo_profile("anna")
    assert undo_profile("anna") is None
    assert profile_names() == []
    with pytest.raises(ConfigError, match="there is no profile 'anna'"):
        undo_profile("anna")


def test_old_versions_are_let_go() -> None:
    for k in range(VERSIONS_KEPT + 3):
        save_profile(made("anna", temperature=1.0 + k))
    assert len(list(profile_path("anna").parent.iterdir())) == VERSIONS_KEPT
    assert load_profile("anna").temperature == VERSIONS_KEPT + 3


def test_profiles_have_names_and_can_be_deleted() -> None:
    save_profile(made("bea"))
    save_profile(made("anna"))
    assert profile_names() == ["anna", "bea"]
    delete_profile("bea")
    assert profile_names() == ["anna"]
    with pytest.raises(ConfigError, match=r"profiles: anna"):
        delete_profile("bea")


DECOMPOSED = "A\N{COMBINING DIAERESIS}nna"
COMPOSED = "\N{LATIN CAPITAL LETTER A WITH DIAERESIS}nna"


@pytest.mark.parametrize(
    "name", ["\u0905\u0928\u0940\u0924\u093e", DECOMPOSED, "x_-. y", "\u5b57" * 64]
)
def test_names_of_all_languages_can_be_used(name: str) -> None:
    save_profile(made(name))
    assert load_profile(name).temperature == 1.5
    assert profile_names() == [load_profile(name).name]
    delete_profile(name)


def test_an_accent_is_the_same_however_it_was_typed() -> None:
    save_profile(made(DECOMPOSED))
    assert profile_names() == [COMPOSED]
    assert load_profile(COMPOSED).name == load_profile(DECOMPOSED).name == COMPOSED


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"at most 255 bytes .* choose a shorter one"):
        check_profile_name("\U00020000" * 64)


NOT_NAMES = ["", "../anna", "a/b", ".hidden", "x" * 65, "dot.", "nul\0", "a\nb", "\u0308a", "a\\b"]


@pytest.mark.parametrize("name", NOT_NAMES)
def test_names_that_are_no_names_are_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="a profile's name is"):
        save_profile(made(name))
    with pytest.raises(ConfigError, match="a profile's name is"):
        load_profile(name)


def test_a_command_that_is_named_can_be_typed() -> None:
    for name in ("Anna Maria", COMPOSED, "anna"):
        with pytest.raises(ConfigError) as caught:
            load_profile(name)
        command = str(caught.value).split("`")[1]
        assert shlex.split(command) == ["inkdigits", "learn", "--profile", name]


def test_a_home_that_cannot_be_changed_is_a_config_error(monkeypatch: pytest.MonkeyPatch) -> None:
    save_profile(made("anna"))

    def refuse(*args: object, **more: object) -> None:
        raise OSError(30, "Read-only file system")

    for name in ("unlink", "rmdir"):
        monkeypatch.setattr(os, name, refuse)
        monkeypatch.setattr(Path, name, refuse)
    for change_it in (undo_profile, delete_profile):
        with pytest.raises(ConfigError, match=r"cannot be changed .*Read-only.* writable"):
            change_it("anna")
    assert profile_names() == ["anna"]


def test_a_full_disk_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = save_profile(made("anna")).parent

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match=r"No space left.* disk has room"):
        save_profile(made("anna"))
    assert [path.name for path in folder.iterdir()] == ["000001.npz"]


@pytest.mark.parametrize("has_links", [True, False])
def test_two_lessons_at_once_are_two_versions(
    monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    folder = save_profile(made("anna")).parent
    link = os.link

    def late(part: Path, path: Path) -> None:
        if not has_links:
            raise PermissionError(1, "Operation not permitted")
        if path.name == "000002.npz":
            path.write_bytes(b"what another process learned")
        link(part, path)

    monkeypatch.setattr(os, "link", late)
    newest = save_profile(made("anna"))
    assert newest.name == ("000003.npz" if has_links else "000002.npz")
    assert load_profile("anna").name == "anna"
    if has_links:
        assert (folder / "000002.npz").read_bytes() == b"what another process learned"
    assert not list(folder.glob("*.part"))


def test_what_a_killed_process_left_is_swept_and_what_is_being_written_is_not() -> None:
    folder = save_profile(made("anna")).parent
    for name, age in (("tmpold.part", 7200.0), ("tmpnew.part", 5.0)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)
    save_profile(made("anna"))
    assert {path.name for path in folder.glob("*.part")} == {"tmpnew.part"}


# --- damaged --------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"junk", None])
def test_a_damaged_profile_is_a_model_error(content: bytes | None) -> None:
    path = save_profile(made("anna"))
    path.write_bytes(path.read_bytes()[:700] if content is None else content)
    with pytest.raises(ModelError, match="learn --profile anna` again"):
        load_profile("anna")


def test_profiles_that_could_run_code_are_not_loaded() -> None:
    path = save_profile(made("anna"))
    np.savez(path, weights=np.array([object()]), bias=np.zeros(11), facts=np.array("{}"))
    with pytest.raises(ModelError, match="learn --profile anna` again"):
        load_profile("anna")


@pytest.mark.parametrize(
    ("array", "value"),
    [
        ("prototypes", np.zeros((3, 95), np.float32)),
        ("prototypes", np.zeros((2, 96), np.float32)),
        ("prototypes", np.zeros(96, np.float32)),
        ("prototypes", np.full((3, 96), np.nan, np.float32)),
        ("prototypes", np.full((3, 96), 1e30)),
        ("prototypes", np.full((3, 96), "x")),
        ("prototypes", None),
        ("values", np.zeros((3, 10), np.float32)),
        ("values", np.full((3, 11), np.inf, np.float32)),
        ("values", None),
        ("width", np.array(0.0)),
        ("width", np.array(np.nan)),
        ("width", np.zeros(2)),
        ("width", None),
        ("weights", np.zeros((96, 10), np.float32)),
        ("weights", np.array(1.0)),
        ("bias", np.full(11, np.nan, np.float32)),
    ],
)
def test_damaged_arrays_are_a_model_error(array: str, value: NDArray[Any] | None) -> None:
    rewrite(save_profile(made("anna")), **{array: value})
    with pytest.raises(ModelError, match=r"profile 'anna' .*learn --profile anna` again"):
        load_profile("anna")


def test_a_profile_of_a_format_to_come_is_not_guessed_at() -> None:
    path = save_profile(made("anna"))
    rewrite(path, facts=np.array(json.dumps({"format": 3, "model": "abc"})))
    with pytest.raises(ModelError, match="another version of inkdigits"):
        load_profile("anna")


@pytest.mark.parametrize(
    "changes", [{"temperature": 0.0}, {"temperature": np.inf}, {"reject_threshold": 2.0}]
)
def test_profiles_with_impossible_numbers_are_refused(changes: dict[str, float]) -> None:
    with pytest.raises(ModelError, match="temperature above 0"):
        made("anna", **changes)


def test_a_profile_for_another_model_is_not_used() -> None:
    save_profile(made("anna"))
    with pytest.raises(ModelError, match=r"learned for another model .* corrections are kept"):
        Classifier(profile="anna")
