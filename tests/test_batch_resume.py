"""Runs that are killed, journals that are torn, processes that die: no page lost or doubled."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from batch_pages import ONE, SEVEN, TWO, batch_command, descendants, drawn, folder_of, is_alive
from inkdigits.batch import (
    BatchOptions,
    Progress,
    locked,
    read_table,
    run,
    run_batch,
    used_files,
    workers,
)
from inkdigits.batch.inputs import Source
from inkdigits.batch.journal import Journal, Record
from inkdigits.batch.tasks import PageReader, Task, Work
from inkdigits.batch.workers import Pool
from inkdigits.errors import ConfigError, ModelError
from inkdigits.reader import ReaderOptions

PAGES = 30


def start(*args: str | Path, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "inkdigits", "batch", *map(str, args)],
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
        start_new_session=True,
    )


def wait_until(happens: Callable[[], Any], seconds: float = 120) -> Any:
    end = time.monotonic() + seconds
    while not (value := happens()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
    return value


class Stop(Progress):
    """Stops the run after so many pages."""

    def __init__(self, after: int) -> None:
        super().__init__(shown=False)
        self._left = after

    def step(self, *, failed: bool) -> None:
        self._left -= 1
        if not self._left:
            raise KeyboardInterrupt


def stop_after(count: int, pages: Path, out: Path, options: BatchOptions) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_batch(pages, out, options, Stop(count))


def journal_lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PAGES pages in a folder, and `whole.jsonl`: the table of a run that nothing stopped."""
    root = tmp_path_factory.mktemp("resume")
    folder_of(root / "scans", PAGES)
    (root / "scans" / "page 7.png").write_text("no picture")
    run = batch_command("scans", "whole.jsonl", "--rows", "page", "--workers", "1", cwd=root)
    assert run.returncode == 3
    assert len(read_table(root / "whole.jsonl")) == PAGES - 1
    return root


def test_killed_at_random_moments_the_same_command_finishes(scans: Path) -> None:
    chance = random.Random(7)
    out, journal = scans / "killed.jsonl", scans / "killed.jsonl.partial"
    command = ("scans", out.name, "--rows", "page", "--workers", "2")
    kept, kills = [0], 0
    for goal in sorted(chance.sample(range(1, PAGES), 4)):
        with start(*command, cwd=scans) as run:
            wait_until(lambda run=run, goal=goal: journal_lines(journal) > goal or run.poll())
            time.sleep(chance.uniform(0, 0.02))
            workers = descendants(run.pid)
            run.kill()
        kills += run.returncode == -signal.SIGKILL
        wait_until(lambda workers=workers: not any(map(is_alive, workers)))  # none is left over
        kept.append(journal_lines(journal) - 1)
        assert kept[-1] >= max(goal, kept[-2]) or out.exists()
    assert kills >= 2
    last = batch_command(*command, cwd=scans)
    if last.returncode != 2:  # unless the last kill came after the end
        assert last.returncode == 3
        assert "read by a run before" in last.stderr
    assert out.read_bytes() == (scans / "whole.jsonl").read_bytes()
    whole_errors = (scans / "whole.jsonl.errors.csv").read_bytes()
    assert (scans / "killed.jsonl.errors.csv").read_bytes() == whole_errors
    assert not journal.exists()


def test_killed_while_the_table_is_written(scans: Path) -> None:
    out, journal = scans / "late.jsonl", scans / "late.jsonl.partial"
    program = (
        "import os, signal, sys\n"
        "import inkdigits.batch.run as run\n"
        "run.Journal.remove = lambda journal: os.kill(os.getpid(), signal.SIGKILL)\n"
        "if __name__ == '__main__':\n"
        "    options = run.BatchOptions(rows='page', workers=1)\n"
        "    run.run_batch('scans', 'late.jsonl', options)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=scans)
    assert killed.returncode == -signal.SIGKILL
    assert out.exists()
    assert journal.exists()  # so the next run finishes instead of refusing to replace the table
    (scans / "late.jsonl.writing").write_bytes(b"half a table")
    last = batch_command("scans", "late.jsonl", "--rows", "page", "--workers", "1", cwd=scans)
    assert last.returncode == 3
    assert out.read_bytes() == (scans / "whole.jsonl").read_bytes()
    left = sorted(path.name for path in scans.glob("late.jsonl.*"))
    assert left == ["late.jsonl.errors.csv", "late.jsonl.options.json"]


def test_ctrl_c_keeps_what_was_read_and_says_so(scans: Path) -> None:
    command = ("scans", "stopped.jsonl", "--rows", "page", "--workers", "1")
    journal, finished = scans / "stopped.jsonl.partial", scans / "stopped.jsonl"
    for _ in range(10):
        with start(*command, cwd=scans) as run:
            wait_until(lambda: finished.exists() or journal_lines(journal) > 1)
            os.killpg(run.pid, signal.SIGINT)  # as a terminal does: every process gets it
            _, err = run.communicate(timeout=60)
        if not finished.exists():
            break
        finished.unlink()  # it was done before the signal came: once more
    assert run.returncode == 130
    assert "stopped.jsonl.partial" in err
    assert "the same command goes on" in err
    assert "Traceback" not in err
    assert not (scans / "stopped.jsonl").exists()
    assert batch_command(*command, cwd=scans).returncode == 3
    assert (scans / "stopped.jsonl").read_bytes() == (scans / "whole.jsonl").read_bytes()


def test_a_run_that_stopped_goes_on_with_what_is_there_now(tmp_path: Path) -> None:
    pages = folder_of(tmp_path / "scans", 4)
    options = BatchOptions(rows="page", workers=1)
    stop_after(3, pages, tmp_path / "out.jsonl", options)
    drawn(SEVEN).save(pages / "page 2.png")  # was 27
    drawn(SEVEN).save(pages / "page 0.png")
    (pages / "page 3.png").unlink()
    run_batch(pages, tmp_path / "out.jsonl", options)
    rows = read_table(tmp_path / "out.jsonl")
    assert [Path(row["file"]).stem for row in rows] == ["page 0", "page 1", "page 2", "page 4"]
    assert [row["text"] for row in rows] == ["7", "7", "7", "2"]


class Meanwhile(Progress):
    """Does something once a page is read."""

    def __init__(self, happens: Callable[[], Any]) -> None:
        super().__init__(shown=False)
        self._happens: Callable[[], Any] | None = happens

    def step(self, *, failed: bool) -> None:
        happens, self._happens = self._happens, None
        if happens:
            happens()


def test_files_that_change_while_others_are_read_are_read_again(tmp_path: Path) -> None:
    pages = folder_of(tmp_path / "scans", 3)
    whole = (pages / "page 1.png").read_bytes()
    (pages / "page 1.png").write_bytes(whole[: len(whole) // 2])  # a scanner writes it just now
    scan, out = pages / "a.tif", tmp_path / "out.jsonl"
    drawn(SEVEN).save(scan, save_all=True, append_images=[drawn(SEVEN)])

    def happens() -> None:
        (pages / "page 1.png").write_bytes(whole)
        drawn(TWO).save(scan, save_all=True, append_images=[drawn(TWO), drawn(TWO)])
        (pages / "page 3.png").unlink()  # read or not, it is as it was found

    options = BatchOptions(rows="page", workers=1)
    summary = run_batch(pages, out, options, Meanwhile(happens))
    texts = [(Path(row["file"]).stem, row["page"], row["text"]) for row in read_table(out)]
    assert texts == [("a", 1, "2"), ("a", 2, "2"), ("a", 3, "2"), ("page 1", 1, "7"), *texts[4:]]
    assert [text[0] for text in texts[4:]] == ["page 2"]
    assert summary.failed == 1  # page 3


def test_a_run_does_not_replace_a_table_that_another_finished_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, out = folder_of(tmp_path / "scans", 1), tmp_path / "out.csv"
    journal = Journal(tmp_path / "out.csv.partial", {"another": "run"})
    find = run.find_sources

    def finished_meanwhile(place: str) -> list[Source]:
        out.write_text("its table\n")
        journal.remove()
        return find(place)

    monkeypatch.setattr(run, "find_sources", finished_meanwhile)
    with pytest.raises(ConfigError, match="there already"):
        run_batch(pages, out)
    assert out.read_text() == "its table\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "scans"]


def test_a_journal_without_pages_does_not_let_a_table_be_replaced(tmp_path: Path) -> None:
    pages, out = folder_of(tmp_path / "scans", 1), tmp_path / "out.csv"
    out.write_text("a table\n")
    (tmp_path / "out.csv.partial").write_bytes(b"")  # of a run with --force, killed at once
    with pytest.raises(ConfigError, match="there already"):
        run_batch(pages, out)
    assert out.read_text() == "a table\n"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-1],  # the last line has no end
        lambda data: data[: len(data) - 40],
        lambda data: data + b'{"file":"scans/pa',
        lambda data: data + b"\0" * 4096,  # as file systems leave it when power fails
        lambda data: data + b"{}\n[1]\n",
        lambda data: data[: data.index(b"\n") + 1],  # the first line only
        lambda data: data[:20],  # not even that
        lambda data: b"",
    ],
)
def test_a_torn_journal_costs_the_torn_page_only(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    path, settings = tmp_path / "out.csv.partial", {"rows": "page"}
    sources = [Source(f"scans/{k}.png", "1") for k in range(6)]
    records = [Record(s.file, s.stamp, digits=k, rows=({"k": k},)) for k, s in enumerate(sources)]

    def fill(journal: Journal) -> None:
        for source, record in zip(sources, records, strict=True):
            if not journal.holds(source, 0):
                journal.append(source, 0, 1, record.to_line())

    journal = Journal(path, settings)
    fill(journal)
    journal.close()
    path.write_bytes(spoil(path.read_bytes()))
    journal = Journal(path, settings)
    fill(journal)
    assert list(journal.records(sources)) == records
    journal.close()
    lines = path.read_bytes().splitlines()
    assert len(lines) == 7  # nothing damaged is left in it, nothing is in it twice
    assert all(json.loads(line) for line in lines)


def test_a_full_disk_leaves_a_journal_that_can_be_read(tmp_path: Path) -> None:
    path, source = tmp_path / "out.csv.partial", Source("7.png", "1")
    journal = Journal(path, {})
    journal.append(source, 0, 1, Record("7.png", "1").to_line())
    inner, journal._file = journal._file, Full(journal._file)  # type: ignore[assignment]
    with pytest.raises(ConfigError, match=r"cannot write.*No space left.*goes on"):
        journal.append(Source("8.png", "1"), 0, 1, Record("8.png", "1").to_line())
    inner.close()
    again = Journal(path, {})
    assert [record.file for record in again.records([source])] == ["7.png"]
    assert path.read_bytes().count(b"\n") == 2
    assert path.read_bytes().endswith(b"\n")
    again.close()


def full() -> None:
    raise OSError(28, "No space left on device")


class Full:
    """A file that takes 20 bytes more."""

    def __init__(self, file: object) -> None:
        self._file, self._room = file, 20

    def write(self, data: bytes) -> int:
        if not self._room:
            full()
        part, self._room = bytes(data[: self._room]), 0
        return int(self._file.write(part))  # type: ignore[attr-defined]

    def truncate(self, size: int) -> int:
        return int(self._file.truncate(size))  # type: ignore[attr-defined]


# --- journals of others -----------------------------------------------------------------------


def test_a_journal_of_other_options_or_inputs_is_refused(tmp_path: Path) -> None:
    pages, out = folder_of(tmp_path / "scans", 3), tmp_path / "out.csv"
    stop_after(1, pages, out, BatchOptions(rows="page", workers=1))
    kept = (tmp_path / "out.csv.partial").read_bytes()
    refused = batch_command(pages, out, "--rows", "digit")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    for place, options, message in (
        (pages, BatchOptions(rows="number"), "rows 'page'.*rows 'number'"),
        (pages, BatchOptions(ReaderOptions(rotate="90"), rows="page"), "rotate 'auto'"),
        (pages / "page 1.png", BatchOptions(rows="page"), "input"),
    ):
        with pytest.raises(ConfigError, match=message):
            run_batch(place, out, options)
    assert (tmp_path / "out.csv.partial").read_bytes() == kept
    assert batch_command(pages, out, "--rows", "digit", "--force").returncode == 0
    assert len(read_table(out)) == 6
    assert not (tmp_path / "out.csv.partial").exists()


def test_a_run_that_read_nothing_leaves_no_journal(tmp_path: Path) -> None:
    pages, out = folder_of(tmp_path / "scans", 1), tmp_path / "out.csv"
    with pytest.raises(ModelError):
        run_batch(pages, out, BatchOptions(ReaderOptions(model=tmp_path / "none.onnx")))
    assert not (tmp_path / "out.csv.partial").exists()
    (tmp_path / "out.csv.partial").write_text('{"inkdigits_batch": 1, "settings": {"rows": 1}}\n')
    assert run_batch(pages, out, BatchOptions(workers=1)).rows == 1


def test_another_file_in_the_journals_place_is_left_alone(tmp_path: Path) -> None:
    drawn(SEVEN).save(tmp_path / "7.png")
    (tmp_path / "out.csv.partial").write_text("a half-finished download\n")
    with pytest.raises(ConfigError, match="no journal"):
        run_batch(tmp_path / "7.png", tmp_path / "out.csv")
    assert (tmp_path / "out.csv.partial").read_text() == "a half-finished download\n"


@pytest.mark.parametrize("content", ["a half-finished download\n", "of one line", '{"mine": 1}\n'])
def test_not_even_force_replaces_what_is_no_journal(tmp_path: Path, content: str) -> None:
    drawn(SEVEN).save(tmp_path / "7.png")
    (tmp_path / "out.csv.partial").write_text(content)
    with pytest.raises(ConfigError, match="no journal"):
        run_batch(tmp_path / "7.png", tmp_path / "out.csv", BatchOptions(force=True))
    assert (tmp_path / "out.csv.partial").read_text() == content


def test_a_journal_that_its_run_deletes_is_not_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.csv.partial"
    first = Journal(path, {})
    lock = locked._lock

    def slow(file: Any) -> bool:
        if not first._file.closed:
            first.remove()  # after the second run has opened the file, before it locks it
        return lock(file)

    monkeypatch.setattr(locked, "_lock", slow)
    second, source = Journal(path, {}), Source("7.png", "1")
    second.append(source, 0, 1, Record("7.png", "1").to_line())
    second.close()
    assert path.read_bytes().count(b"\n") == 2  # what it read is at the name, not in a deleted file


def test_a_disk_without_room_for_the_first_line_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Journal, "_write", lambda journal, line: full())
    with pytest.raises(ConfigError, match="cannot write"):
        Journal(tmp_path / "out.csv.partial", {})
    assert not list(tmp_path.iterdir())


def test_two_runs_do_not_write_one_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "out.csv.partial", {})
    with pytest.raises(ConfigError, match="another run"):
        Journal(tmp_path / "out.csv.partial", {})
    journal.close()
    Journal(tmp_path / "out.csv.partial", {}).close()


# --- processes that die -----------------------------------------------------------------------


@pytest.fixture
def stuck(tmp_path: Path) -> Path:
    """A folder in which the second of three "pictures" is a pipe: its reader waits for ever."""
    pages = folder_of(tmp_path / "scans", 3)
    (pages / "page 2.png").unlink()
    os.mkfifo(pages / "page 2.png")
    return pages


def kill_reader(pipe: Path, times: int, then: Path | None = None) -> None:
    """Kill the process that has opened the pipe, so many times; `then` takes the pipe's place."""

    def reader() -> int | None:
        for pid in descendants(os.getpid()):
            with contextlib.suppress(OSError):
                if any(os.readlink(fd) == str(pipe) for fd in Path(f"/proc/{pid}/fd").iterdir()):
                    return pid
        return None

    def writer() -> int | None:
        with contextlib.suppress(OSError):  # nobody reads it yet
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        return None

    for _ in range(times):
        end = wait_until(writer)
        pid = wait_until(reader)
        if then is not None:
            os.replace(then, pipe)
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda pid=pid: not is_alive(pid))
        os.close(end)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_page_that_kills_its_process_is_an_error_and_the_run_goes_on(
    stuck: Path, tmp_path: Path, workers: int
) -> None:
    killer = threading.Thread(target=kill_reader, args=(stuck / "page 2.png", 2))
    killer.start()
    out = tmp_path / "out.csv"
    summary = run_batch(stuck, out, BatchOptions(rows="page", workers=workers))
    killer.join()
    assert [row["text"] for row in read_table(out)] == ["7", "112"]
    (error,) = read_table(tmp_path / "out.csv.errors.csv")
    assert Path(error["file"]).name == "page 2.png"
    assert "SIGKILL" in error["error"]
    assert (summary.pages, summary.failed) == (2, 1)
    assert not multiprocessing.active_children()


def dies_at_first_pages(pipe: Any, work: Work) -> None:
    """A process that reads pages, which the first page of every file kills."""
    read = PageReader._found

    def found(reader: PageReader, task: Task, content: Any) -> Any:
        if task.page == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return read(reader, task, content)

    PageReader._found = found  # type: ignore[method-assign]
    workers._serve(pipe, work)


def test_a_first_page_that_kills_its_process_costs_no_other_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [drawn(TWO), drawn(ONE)]
    drawn(SEVEN).save(tmp_path / "a.tif", save_all=True, append_images=others)
    monkeypatch.setattr(workers, "_serve", dies_at_first_pages)
    out = tmp_path / "out.csv"
    summary = run_batch(tmp_path / "a.tif", out, BatchOptions(rows="page", workers=1))
    assert [(row["page"], row["text"]) for row in read_table(out)] == [(2, "2"), (3, "1")]
    assert (summary.pages, summary.failed) == (2, 1)


def test_pages_are_not_read_with_two_profiles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(SEVEN).save(tmp_path / "7.png")
    work = Work(ReaderOptions(), "number", files=used_files(ReaderOptions()))
    PageReader(work)
    learned = replace(work, files={**work.files, "profile": "what it was when the run began"})
    with (
        Pool(learned, 1) as pool,
        pytest.raises(ConfigError, match=r"the profile .* is another one than the run began with"),
    ):
        list(pool.read([Task(Source(str(tmp_path / "7.png"), ""))]))


def test_a_process_that_dies_once_costs_nothing(stuck: Path, tmp_path: Path) -> None:
    picture = tmp_path / "7.png"
    drawn(SEVEN).save(picture)

    killer = threading.Thread(target=kill_reader, args=(stuck / "page 2.png", 1, picture))
    killer.start()
    summary = run_batch(stuck, tmp_path / "out.csv", BatchOptions(rows="page", workers=1))
    killer.join()
    assert summary.failed == 0
    assert [row["text"] for row in read_table(tmp_path / "out.csv")] == ["7", "7", "112"]


def test_a_process_that_cannot_start_ends_the_run_with_advice(tmp_path: Path) -> None:
    drawn(SEVEN).save(tmp_path / "7.png")
    program = (
        "import os, sys\n"
        "if __name__ != '__main__': os._exit(9)\n"
        "import inkdigits.cli as c; c.main()\n"
    )
    (tmp_path / "program.py").write_text(program)
    run = subprocess.run(
        [sys.executable, "program.py", "batch", "7.png", "out.csv"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
    )
    assert run.returncode == 1
    assert "--workers" in run.stderr
    assert "exit code 9" in run.stderr
