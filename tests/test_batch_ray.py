"""Ray as the engine: the same table as the local one, also when a worker is killed meanwhile.

Ray takes seconds to start, so one run shows as much as it can.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.dataset
import pytest

from batch_pages import ONE, SEVEN, TWO, descendants, drawn, folder_of, is_alive
from inkdigits.batch import BatchOptions, parts, read_table, run_batch
from inkdigits.errors import ConfigError

PAGES = 60


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many pages, a PDF, a TIFF and a broken file in `scans`; and the local engine's tables."""
    root = tmp_path_factory.mktemp("ray")
    pages = folder_of(root / "scans", PAGES)
    first, *others = drawn(SEVEN), drawn(TWO), drawn()
    first.save(pages / "a.tif", save_all=True, append_images=others)
    first.save(pages / "b.pdf", save_all=True, append_images=others, resolution=100)
    (pages / "page 9.png").write_text("no picture")
    return root


def ray_command(*args: str | Path, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "inkdigits", "batch", *map(str, args), "--engine", "ray"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
    )


def wait_until(happens: Callable[[], Any], seconds: float = 300) -> Any:
    end = time.monotonic() + seconds
    while not (value := happens()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return value


def test_ray_makes_the_same_table_though_an_actor_is_killed(scans: Path) -> None:
    pipe, picture = scans / "scans" / "page 30.png", scans / "30.png"
    pipe.rename(picture)
    os.mkfifo(pipe)  # whoever opens it waits for ever

    def reader() -> int | None:
        for pid in descendants(run.pid):
            with contextlib.suppress(OSError):
                if any(os.readlink(fd) == str(pipe) for fd in Path(f"/proc/{pid}/fd").iterdir()):
                    return pid
        return None

    def writer() -> int | None:
        with contextlib.suppress(OSError):  # nobody reads it yet
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        return None

    with ray_command("scans", "ray.csv", "--rows", "digit", "--workers", "2", cwd=scans) as run:
        end = wait_until(lambda: writer() or run.poll())
        pid = wait_until(reader)
        os.replace(picture, pipe)
        actor = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        assert "MapWorker" in descendants(run.pid)[actor]
        os.kill(actor, signal.SIGKILL)
        os.close(end)
        _, err = run.communicate(timeout=300)
    assert run.returncode == 3, err
    run_batch(scans / "scans", scans / "local.csv", BatchOptions(rows="digit", workers=2))
    local = (scans / "local.csv").read_text().replace(f"{scans}/", "")
    assert (scans / "ray.csv").read_text() == local
    errors = (scans / "local.csv.errors.csv").read_text().replace(f"{scans}/", "")
    assert (scans / "ray.csv.errors.csv").read_text() == errors
    assert all(line.startswith("inkdigits: ") for line in err.splitlines())  # Ray says nothing
    assert not (scans / "ray.csv.partial").exists()
    wait_until(lambda: not is_alive(pid))  # the process of the actor that was killed ends, too


def test_a_folder_at_a_url_is_read_into_parts_at_a_url(scans: Path) -> None:
    run_batch(scans / "scans", scans / "whole.jsonl", BatchOptions(rows="page", workers=2))
    source, target = f"file://{scans / 'scans'}", f"file://{scans / 'parts.parquet'}"
    with ray_command(source, target, "--rows", "page", "--workers", "1", cwd=scans) as run:
        _, err = run.communicate(timeout=300)
    assert run.returncode == 3, err
    assert "1 page could not be read" in err
    names = sorted(path.name for path in (scans / "parts.parquet").iterdir())
    assert names == ["_errors", "_finished", "_run.json", "part-00000000.parquet"]
    rows = pyarrow.dataset.dataset(scans / "parts.parquet").to_table().to_pylist()
    whole = read_table(scans / "whole.jsonl")
    assert rows == [{**row, "file": f"file://{row['file']}"} for row in whole]


# --- parts, without Ray -----------------------------------------------------------------------


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of two files, made in this process."""

    def map_here(items: Any, actor: Any, *_: Any, **__: Any) -> Iterator[Any]:
        kind, arguments = actor
        made = kind(*arguments)
        try:
            for item in items:
                (answer,) = made({"item": [pickle.dumps(item)]})["answer"]
                yield pickle.loads(answer)
        finally:
            made._pool.close()

    monkeypatch.setattr(parts, "map_with_ray", map_here)
    monkeypatch.setattr(parts, "FILES_IN_A_PART", 2)


@pytest.mark.usefixtures("here")
def test_parts_that_are_there_are_not_made_again(tmp_path: Path) -> None:
    pages = folder_of(tmp_path / "scans", 5)
    (pages / "page 1.png").write_text("no picture")
    out = tmp_path / "out.csv"
    options = BatchOptions(engine="ray")
    run_batch(pages, out.as_uri(), options)
    names = ["part-00000000.csv", "part-00000001.csv", "part-00000002.csv"]
    assert [path.name for path in sorted(out.glob("part-*"))] == names
    assert [row["text"] for row in read_table(out / names[0])] == ["27"]
    with pytest.raises(ConfigError, match=r"this table already.*--force"):
        run_batch(pages, out.as_uri(), options)
    (out / "_finished").unlink()
    (out / names[2]).unlink()
    (out / "_unfinished-part-00000002.csv").write_text("half of it")
    (out / "_errors" / "part-00000002.csv").write_text("file,page,error\ngone,1,for a moment\n")
    kept = (out / names[0]).stat().st_mtime_ns
    summary = run_batch(pages, out.as_uri(), options)
    assert (summary.pages, summary.failed, summary.earlier) == (1, 1, 4)
    assert read_table(out / names[2]) == []  # a blank page
    assert (out / names[0]).stat().st_mtime_ns == kept


@pytest.mark.usefixtures("here")
def test_parts_of_another_run_are_replaced_only_when_asked(tmp_path: Path) -> None:
    pages, out = folder_of(tmp_path / "scans", 3), tmp_path / "out.jsonl"
    run_batch(pages, out.as_uri(), BatchOptions(engine="ray"))
    other = BatchOptions(engine="ray", rows="page")
    with pytest.raises(ConfigError, match=r"another one.*--force"):
        run_batch(pages, out.as_uri(), other)
    run_batch(pages, out.as_uri(), replace(other, force=True))
    assert sum(len(read_table(part)) for part in out.glob("part-*")) == 3
    (tmp_path / "mine.csv").mkdir()
    (tmp_path / "mine.csv" / "letter.txt").write_text("dear")
    with pytest.raises(ConfigError, match="did not write"):
        run_batch(pages, (tmp_path / "mine.csv").as_uri(), replace(other, force=True))
    assert (tmp_path / "mine.csv" / "letter.txt").exists()


def test_without_ray_the_engine_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(ONE).save(tmp_path / "1.png")
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match=r"inkdigits\[ray\]"):
        run_batch(tmp_path / "1.png", tmp_path / "out.csv", BatchOptions(engine="ray"))
    assert [path.name for path in tmp_path.iterdir()] == ["1.png"]
