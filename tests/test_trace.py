from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inkdigits.errors import ConfigError
from inkdigits.trace import Recorder, Trace

GREY = np.arange(48, dtype=np.uint8).reshape(6, 8)
COLOUR = np.zeros((4, 5, 3), np.uint8)


def recorded(*names: str) -> Trace:
    recorder = Recorder()
    for name in names:
        recorder.record(name, GREY)
    return recorder.finish()


def test_stages_keep_their_order_names_and_times() -> None:
    trace = recorded("grey", "blur", "threshold")
    assert [s.name for s in trace.stages] == ["grey", "blur", "threshold"]
    assert all(s.seconds >= 0 for s in trace.stages)
    assert trace.seconds == sum(s.seconds for s in trace.stages)


def test_a_stage_does_not_change_with_the_array_it_was_made_from() -> None:
    picture = GREY.copy()
    recorder = Recorder()
    recorder.record("grey", picture)
    picture[:] = 0
    kept = recorder.finish().stages[0].image
    np.testing.assert_array_equal(kept, GREY)
    with pytest.raises(ValueError, match="read-only"):
        kept[0, 0] = 1


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((3, 3), np.float32),
        np.zeros((3, 3, 4), np.uint8),
        np.zeros(3, np.uint8),
        np.zeros((0, 3), np.uint8),
    ],
)
def test_a_picture_of_another_kind_is_refused(picture: np.ndarray) -> None:
    with pytest.raises(ValueError, match="uint8"):
        Recorder().record("grey", picture)


def test_saving_writes_numbered_pictures_and_an_index(tmp_path: Path) -> None:
    recorder = Recorder()
    recorder.record("grey", GREY)
    recorder.record("Found boxes!", COLOUR)
    trace = recorder.finish()
    paths = trace.save(tmp_path / "new" / "folder")
    assert [p.name for p in paths] == ["01_grey.png", "02_found_boxes_.png"]
    with Image.open(paths[0]) as grey, Image.open(paths[1]) as colour:
        np.testing.assert_array_equal(np.asarray(grey), GREY)
        assert colour.mode == "RGB"
    index = json.loads((paths[0].parent / "stages.json").read_text(encoding="utf-8"))
    assert [s["name"] for s in index["stages"]] == ["grey", "Found boxes!"]
    assert [(s["width"], s["height"]) for s in index["stages"]] == [(8, 6), (5, 4)]
    assert index["seconds"] == pytest.approx(trace.seconds, abs=1e-5)


def test_saving_again_replaces_its_own_files_only(tmp_path: Path) -> None:
    other = tmp_path / "09_mine.png"
    other.write_bytes(b"mine")
    recorded("grey", "blur", "split").save(tmp_path)
    recorded("grey", "boxes").save(tmp_path)
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == ["01_grey.png", "02_boxes.png", "09_mine.png", "stages.json"]
    assert other.read_bytes() == b"mine"


@pytest.mark.parametrize("index", ["no json", "[]", '{"stages": [{"file": "../outside.png"}]}'])
def test_a_foreign_index_does_no_harm(tmp_path: Path, index: str) -> None:
    outside = tmp_path / "outside.png"
    outside.write_bytes(b"x")
    folder = tmp_path / "trace"
    folder.mkdir()
    (folder / "stages.json").write_text(index, encoding="utf-8")
    recorded("grey").save(folder)
    assert outside.exists()
    assert (folder / "01_grey.png").exists()


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here", encoding="utf-8")
    with pytest.raises(ConfigError, match="folder"):
        recorded("grey").save(tmp_path / "file")


def test_no_stages_save_an_empty_index(tmp_path: Path) -> None:
    assert recorded().save(tmp_path) == []
    index = json.loads((tmp_path / "stages.json").read_text(encoding="utf-8"))
    assert index == {"seconds": 0, "stages": []}
