"""The command line, run as people run it: as a program."""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

import click
import numpy as np
import pytest
from PIL import Image, ImageDraw

import inkdigits
from inkdigits.cli.commands import program
from inkdigits.image import load_rgb
from inkdigits.result import Page

COMMAND = [sys.executable, "-W", "error", "-m", "inkdigits"]


def inkdigits_command(
    *args: str | Path, stdin: bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    run = subprocess.run(
        [*COMMAND, *map(str, args)], input=stdin, capture_output=True, cwd=cwd, timeout=120
    )
    out, err = run.stdout.decode(), run.stderr.decode()
    assert "Traceback" not in err
    return subprocess.CompletedProcess(run.args, run.returncode, out, err)


SEVEN = [(20, 20), (60, 20), (36, 80)]
TWO = [(22, 32), (28, 22), (42, 18), (54, 26), (54, 38), (20, 78), (60, 78)]


def drawn(*digits: list[tuple[int, int]]) -> Image.Image:
    """Pen strokes side by side on white, each in a field of 80 x 96 pixels."""
    picture = Image.new("L", (80 * len(digits), 96), 255)
    pen = ImageDraw.Draw(picture)
    for i, points in enumerate(digits):
        pen.line([(80 * i + x, y) for x, y in points], fill=0, width=7, joint="curve")
    return picture


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """seven.png, row.png (2 and 7), blank.png, and what is no picture: broken.png, notes.txt."""
    folder = tmp_path_factory.mktemp("pictures")
    drawn(SEVEN).save(folder / "seven.png")
    drawn(TWO, SEVEN).save(folder / "row.png")
    Image.new("L", (80, 60), 255).save(folder / "blank.png")
    (folder / "broken.png").write_bytes((folder / "row.png").read_bytes()[:120])
    (folder / "notes.txt").write_text("no picture")
    return folder


# --- the program itself -----------------------------------------------------------------------


def test_help_names_every_command() -> None:
    run = inkdigits_command("--help")
    assert run.returncode == 0
    for name in program.list_commands(click.Context(program)):
        assert f"\n  {name}" in run.stdout


@pytest.mark.parametrize("name", program.list_commands(click.Context(program)))
def test_every_command_explains_itself(name: str) -> None:
    command = program.get_command(click.Context(program), name)
    assert command is not None
    assert command.name == name
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


def test_the_console_script_is_the_same_program() -> None:
    script = Path(sys.executable).parent / "inkdigits"
    run = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert run.stdout == f"inkdigits {inkdigits.__version__}\n"
    assert inkdigits_command("--version").stdout == run.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["fly"], "No such command"),
        (["read"], "Missing argument"),
        (["classify"], "Missing argument"),
        (["read", "--locator", "tarot", "a.png"], "tarot"),
        (["read", "--crop", "1,2,3", "a.png"], "X0,Y0,X1,Y1"),
        (["read", "--crop", "9,0,1,5", "a.png"], "X0 < X1"),
        (["read", "--crop", "a,b,c,d", "a.png"], "X0,Y0,X1,Y1"),
        (["read", "--pdf-page", "-1", "a.png"], "pdf-page"),
        (["read", "--rotate", "45", "a.png"], "rotate"),
        (["read", "--annotate", "out.png", "a.png", "b.png"], "one IMAGE"),
        (["app", "--port", "99999"], "port"),
        (["train", "classifier"], "--out"),
        (["train", "horse"], "No such command"),
    ],
)
def test_wrong_use_is_a_sentence_and_exit_code_2(args: list[str], message: str) -> None:
    run = inkdigits_command(*args)
    assert run.returncode == 2
    assert message in run.stderr
    assert run.stdout == ""


def test_a_port_in_use_is_a_sentence_and_exit_code_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = inkdigits_command("app", "--host", "127.0.0.1", "--port", str(port), "--no-browser")
    assert run.returncode == 2
    assert f"port {port}" in run.stderr
    assert "in use" in run.stderr


@pytest.mark.parametrize(
    ("module", "args", "extra"),
    [
        ("streamlit", ["app", "--port", "0", "--no-browser"], "inkdigits[web]"),
        ("torch", ["train", "classifier", "--out", "run"], "inkdigits[train]"),
    ],
)
def test_a_missing_extra_is_a_sentence_and_exit_code_2(
    module: str, args: list[str], extra: str, tmp_path: Path
) -> None:
    program = f"import sys; sys.modules[{module!r}] = None; import inkdigits.cli as c; c.main()"
    run = subprocess.run(
        [sys.executable, "-c", program, *args], capture_output=True, text=True, cwd=tmp_path
    )
    assert run.returncode == 2
    assert f"pip install '{extra}'" in run.stderr
    assert "Traceback" not in run.stderr


def run_failing(error: str, *options: str) -> subprocess.CompletedProcess[str]:
    """The command, whose work ends in an error; `error` is the code that makes it."""
    code = (
        "import inkdigits, inkdigits.cli as cli, inkdigits.cli.commands as commands\n"
        f"def fail(**kwargs): raise {error}\n"
        "commands.program.main = fail\n"
        "cli.main()"
    )
    return subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, timeout=60
    )


def test_an_error_of_ours_that_nobody_expected_is_a_sentence_too() -> None:
    run = run_failing("ZeroDivisionError('seven')")
    assert run.returncode == 1
    assert "ZeroDivisionError: seven" in run.stderr
    assert "Traceback" not in run.stderr
    assert "Traceback" in run_failing("ZeroDivisionError('seven')", "-X", "dev").stderr


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        ("inkdigits.ConfigError('too odd')", 2),
        ("inkdigits.ImageError('too odd')", 3),
        ("inkdigits.DataError('too odd')", 3),
        ("inkdigits.ModelError('too odd')", 4),
        ("KeyboardInterrupt", 130),
    ],
)
def test_errors_become_a_message_and_an_exit_code(error: str, exit_code: int) -> None:
    run = run_failing(error)
    said = "" if exit_code == 130 else "inkdigits: too odd\n"
    assert (run.returncode, run.stdout, run.stderr) == (exit_code, "", said)


def test_ctrl_c_counts_whatever_a_library_makes_of_it(pictures: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "class Import:\n"
        "    def find_spec(self, name, *others):\n"
        "        if name == {module!r}:\n"
        "            try: os.kill(os.getpid(), signal.SIGINT)\n"
        "            except KeyboardInterrupt: raise ImportError('initialization failed')\n"
        "sys.meta_path.insert(0, Import())\n"
        "import inkdigits.cli\n"
        "inkdigits.cli.main()"
    )
    for module in ("click", "cv2", "onnxruntime"):
        run = subprocess.run(
            [sys.executable, "-c", code.format(module=module), "read", str(pictures / "row.png")],
            capture_output=True,
            text=True,
            timeout=60,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        assert (run.returncode, run.stdout, run.stderr.strip()) == (130, "", ""), module


def test_ctrl_c_that_was_told_to_be_ignored_is() -> None:
    ignoring = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    code = ignoring + "signal.raise_signal(2); import inkdigits.cli as cli; cli.main()"
    run = subprocess.run([sys.executable, "-c", code, "--version"], capture_output=True, timeout=60)
    assert run.returncode == 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["template"], "Page of a PDF or TIFF"),
        (["train", "classifier"], "--preset quick downloads MNIST"),
        (["read"], "of one IMAGE only"),
    ],
)
def test_help_says_what_is_so(args: list[str], words: str) -> None:
    assert words in " ".join(inkdigits_command(*args, "--help").stdout.split())


# --- where stdin, stdout and stderr go ---------------------------------------------------------


def in_shell(line: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A line of bash, in which `ink` is the command; it ends as the line's first command does."""
    script = f'ink() {{ {shlex.join(COMMAND)} "$@"; }}; {line}; exit ${{PIPESTATUS[0]}}'
    return subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, cwd=cwd, timeout=120
    )


@pytest.mark.parametrize("args", ["--version", "read row.png", "classify seven.png"])
def test_stdout_may_be_closed(args: str, pictures: Path) -> None:
    run = in_shell(f"ink {args} >&-", pictures)
    assert (run.returncode, run.stderr) == (0, "")


def test_a_closed_stdin_is_an_empty_one(pictures: Path) -> None:
    run = in_shell("ink classify - seven.png <&-", pictures)
    assert run.returncode == 3
    assert "is empty" in run.stderr
    assert run.stdout.startswith("seven.png\t7")


def test_a_batch_needs_no_streams_at_all(pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run = in_shell(f"ink batch row.png {out} --workers 2 >&- 2>&- <&-", pictures)
    assert run.returncode == 0
    assert "27" in out.read_text()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
@pytest.mark.parametrize(
    "args", ["--help", "read row.png", "read --json row.png row.png", "classify seven.png"]
)
def test_a_full_disk_behind_stdout_is_named(args: str, pictures: Path) -> None:
    run = in_shell(f"ink {args} >/dev/full", pictures)
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert "cannot write to standard output (No space left on device): check" in run.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
@pytest.mark.parametrize(("args", "code"), [("read notes.txt", 3), ("fly", 2)])
def test_a_full_disk_behind_stderr_changes_no_exit_code(
    args: str, code: int, pictures: Path
) -> None:
    assert in_shell(f"ink {args} 2>/dev/full", pictures).returncode == code


@pytest.mark.parametrize("args", ["--help", "read row.png row.png row.png", "classify seven.png"])
def test_whoever_stops_reading_the_output_is_no_trouble(args: str, pictures: Path) -> None:
    # `true` reads nothing and is gone long before the first word is written.
    run = in_shell(f"ink {args} | true", pictures)
    assert (run.returncode, run.stderr) == (0, "")


# --- classify ---------------------------------------------------------------------------------


def test_classify_prints_a_line_for_each_picture(pictures: Path) -> None:
    run = inkdigits_command("classify", pictures / "seven.png", pictures / "blank.png")
    assert run.returncode == 0
    assert run.stderr == ""
    seven, blank = (line.split("\t") for line in run.stdout.splitlines())
    assert seven[:2] == [str(pictures / "seven.png"), "7"]
    assert 0.5 < float(seven[2]) <= 1
    assert blank[:2] == [str(pictures / "blank.png"), "blank"]


def test_classify_prints_json_lines(pictures: Path) -> None:
    run = inkdigits_command("classify", "--json", pictures / "seven.png", pictures / "blank.png")
    seven, blank = map(json.loads, run.stdout.splitlines())
    assert (seven["value"], seven["reason"]) == (7, None)
    assert (blank["value"], blank["reason"]) == (None, "blank")
    assert seven.pop("image") == str(pictures / "seven.png")
    assert inkdigits.Digit.from_dict(seven).value == 7


def test_classify_reads_stdin(pictures: Path) -> None:
    run = inkdigits_command("classify", "-", stdin=(pictures / "seven.png").read_bytes())
    assert run.stdout.split("\t")[:2] == ["-", "7"]


def test_classify_says_what_is_doubtful(pictures: Path, tmp_path: Path) -> None:
    unclear = [(14, 20), (70, 26), (40, 50), (42, 84), (60, 30)]
    drawn(unclear).save(tmp_path / "unclear.png")
    run = inkdigits_command("classify", "--json", "unclear.png", cwd=tmp_path)
    assert json.loads(run.stdout)["needs_review"]
    assert run.stderr == "inkdigits: unclear.png is doubtful: check it\n"


@pytest.mark.parametrize("ending", ["pdf", "tif"])
def test_classify_a_page_of_several(pictures: Path, tmp_path: Path, ending: str) -> None:
    two, seven = drawn(TWO), drawn(SEVEN)
    many = f"two.{ending}"
    two.save(tmp_path / many, save_all=True, append_images=[seven], resolution=100)
    for page, digit in (("0", "2"), ("1", "7")):
        run = inkdigits_command("classify", "--pdf-page", page, many, cwd=tmp_path)
        assert (run.stdout.split("\t")[:2], run.stderr) == ([many, digit], "")
    first = inkdigits_command("classify", many, cwd=tmp_path)
    assert (first.returncode, first.stdout.split("\t")[:2]) == (0, [many, "2"])
    assert f"{many}: the first of 2 pages was taken" in first.stderr
    beyond = inkdigits_command("classify", "--pdf-page", "2", many, cwd=tmp_path)
    assert (beyond.returncode, beyond.stdout) == (3, "")
    assert "2 pages" in beyond.stderr


def test_a_model_that_is_none_is_exit_code_4(pictures: Path) -> None:
    for model in ("nowhere.onnx", "notes.txt"):
        for command in ("classify", "read"):
            run = inkdigits_command(command, "--model", model, "row.png", cwd=pictures)
            assert (run.returncode, run.stdout) == (4, "")
            assert model in run.stderr


# --- read -------------------------------------------------------------------------------------


def test_read_prints_the_text_and_nothing_else(pictures: Path) -> None:
    run = inkdigits_command("read", pictures / "row.png")
    assert run.returncode == 0
    assert run.stdout.replace(" ", "") == "27\n"


def test_read_prints_a_header_for_each_of_several_pictures(pictures: Path) -> None:
    run = inkdigits_command("read", "row.png", "blank.png", "seven.png", cwd=pictures)
    assert run.returncode == 0
    lines = run.stdout.replace(" ", "").splitlines()
    assert lines == ["#row.png", "27", "#blank.png", "#seven.png", "7"]
    assert "no digits found in blank.png" in run.stderr


def test_read_prints_pages_as_json_lines(pictures: Path) -> None:
    run = inkdigits_command("read", "--json", "row.png", "blank.png", cwd=pictures)
    row, blank = map(json.loads, run.stdout.splitlines())
    assert (row["image"], row["width"], row["height"]) == ("row.png", 160, 96)
    page = Page.from_dict(row)
    assert [d.value for d in page.digits] == [2, 7]
    assert all(0 <= d.box.x_min < d.box.x_max <= 160 for d in page.digits)
    assert blank["lines"] == []


def test_read_goes_on_after_a_bad_picture_and_ends_with_3(pictures: Path) -> None:
    run = inkdigits_command(
        "read", "row.png", "broken.png", "nowhere.png", "notes.txt", "seven.png", cwd=pictures
    )
    assert run.returncode == 3
    assert run.stdout.replace(" ", "").splitlines() == ["#row.png", "27", "#seven.png", "7"]
    for name in ("broken.png", "nowhere.png", "notes.txt"):
        assert name in run.stderr


def test_stdin_that_is_no_picture_or_named_twice(pictures: Path) -> None:
    run = inkdigits_command("read", "-", stdin=b"")
    assert (run.returncode, run.stdout) == (3, "")
    assert "empty" in run.stderr
    assert inkdigits_command("read", "-", "-").returncode == 2


@pytest.mark.parametrize("locator", ["detector", "contours"])
def test_read_with_either_locator_and_a_crop(pictures: Path, locator: str) -> None:
    run = inkdigits_command(
        "read", "--locator", locator, "--crop", "0,0,80,96", pictures / "row.png"
    )
    assert run.stdout == "2\n"


@pytest.mark.parametrize("command", [["classify"], ["read"], ["read", "--locator", "contours"]])
def test_the_tone_of_the_ink_can_be_said(
    pictures: Path, tmp_path: Path, command: list[str]
) -> None:
    negative = tmp_path / "seven.png"
    Image.eval(Image.open(pictures / "seven.png"), lambda tone: 255 - tone).save(negative)
    polarities = {negative: "light_on_dark", pictures / "seven.png": "dark_on_light"}
    for picture, right in polarities.items():
        (wrong,) = set(polarities.values()) - {right}
        runs = [inkdigits_command(*command, picture, "--polarity", p) for p in (right, wrong)]
        assert [run.returncode for run in runs] == [0, 0]
        answers = [run.stdout.replace(str(picture), "") for run in runs]
        assert "7" in answers[0].split()
        assert answers[0] != answers[1]


def test_read_a_crop_outside_the_picture_is_wrong_use(pictures: Path) -> None:
    run = inkdigits_command("read", "--crop", "500,500,600,600", pictures / "row.png")
    assert run.returncode in (2, 3)
    assert "crop" in run.stderr


def test_read_turns_the_picture_as_told(pictures: Path, tmp_path: Path) -> None:
    # Stored on its side: to be turned by a quarter clockwise before it can be read.
    Image.open(pictures / "row.png").transpose(Image.Transpose.ROTATE_90).save(tmp_path / "s.png")
    run = inkdigits_command("read", "--json", "--rotate", "90", tmp_path / "s.png")
    page = Page.from_dict(json.loads(run.stdout))
    assert page.rotation == 90
    assert [d.value for d in page.digits] == [2, 7]


def test_read_a_page_of_a_pdf(pictures: Path, tmp_path: Path) -> None:
    blank, row = (Image.open(pictures / name) for name in ("blank.png", "row.png"))
    blank.save(tmp_path / "two.pdf", save_all=True, append_images=[row], resolution=100)
    run = inkdigits_command("read", "--pdf-page", "1", tmp_path / "two.pdf")
    assert run.stdout.replace(" ", "") == "27\n"
    beyond = inkdigits_command("read", "--pdf-page", "2", tmp_path / "two.pdf")
    assert beyond.returncode == 3
    assert "2 pages" in beyond.stderr


@pytest.mark.parametrize("ending", ["pdf", "tif"])
def test_every_page_is_read_where_none_is_named(
    pictures: Path, tmp_path: Path, ending: str
) -> None:
    seven, row = (Image.open(pictures / name).convert("L") for name in ("seven.png", "row.png"))
    many = tmp_path / f"two.{ending}"
    seven.save(many, save_all=True, append_images=[row], resolution=100)
    run = inkdigits_command(
        "read", many, "--annotate", tmp_path / "o.png", "--debug", tmp_path / "d"
    )
    lines = [line.replace(" ", "") for line in run.stdout.splitlines()]
    assert lines == [f"#{many},page0", "7", f"#{many},page1", "27"]
    for at in (0, 1):
        assert (tmp_path / f"o-{at}.png").is_file()
        assert list((tmp_path / "d" / f"page-{at}").glob("*.png"))

    found = inkdigits_command("read", "--json", many, pictures / "row.png")
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert [row.get("page") for row in rows] == [0, 1, None]
    assert [len(Page.from_dict(row).digits) for row in rows] == [1, 2, 2]


def test_a_tiff_of_which_only_the_first_page_is_sound(pictures: Path, tmp_path: Path) -> None:
    row = Image.open(pictures / "row.png")
    row.save(tmp_path / "both.tif", save_all=True, append_images=[row])
    whole = (tmp_path / "both.tif").read_bytes()
    # TIFF 6.0, section 2: a directory is a count, entries of 12 bytes, and where the next one is.
    (first,) = struct.unpack_from("<I", whole, 4)
    (entries,) = struct.unpack_from("<H", whole, first)
    (second,) = struct.unpack_from("<I", whole, first + 2 + 12 * entries)
    (tmp_path / "torn.tif").write_bytes(whole[: second + 20])
    (tmp_path / "bare.tif").write_bytes(whole[:20])
    run = inkdigits_command("read", "torn.tif", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (3, "")
    assert "Its first page can be read: --pdf-page 0" in run.stderr
    run = inkdigits_command("read", "--pdf-page", "0", "torn.tif", cwd=tmp_path)
    assert (run.returncode, run.stdout.replace(" ", "")) == (0, "27\n")
    assert "--pdf-page" not in inkdigits_command("read", "bare.tif", cwd=tmp_path).stderr
    assert inkdigits_command("classify", "torn.tif", cwd=tmp_path).returncode == 0


def test_a_pipe_is_read_like_a_file(pictures: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes((pictures / "row.png").read_bytes()))
    writer.start()
    run = inkdigits_command("read", pipe)
    writer.join()
    assert run.stdout.replace(" ", "") == "27\n"


def test_read_writes_an_annotated_picture(pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    run = inkdigits_command("read", "--annotate", out, pictures / "row.png")
    assert run.returncode == 0
    with Image.open(out) as annotated:
        assert annotated.mode == "RGB"
        assert not np.array_equal(np.asarray(annotated), np.asarray(load_rgb(pictures / "row.png")))


@pytest.mark.parametrize("out", ["nowhere/out.png", "out.unknown"])
def test_an_annotated_picture_that_cannot_be_written(
    pictures: Path, tmp_path: Path, out: str
) -> None:
    run = inkdigits_command("read", "--annotate", tmp_path / out, pictures / "row.png")
    assert run.returncode == 2
    assert ".png" in run.stderr


@pytest.mark.parametrize(
    "args", ["read seven.png", "form seven.png --template f.toml", "template seven.png -o t.toml"]
)
def test_a_picture_is_not_drawn_over(pictures: Path, tmp_path: Path, args: str) -> None:
    shutil.copy(pictures / "seven.png", tmp_path)
    (tmp_path / "f.toml").touch()
    run = inkdigits_command(
        *args.split(), "--annotate", "../" + tmp_path.name + "/seven.png", cwd=tmp_path
    )
    assert run.returncode == 2
    assert "would write over" in run.stderr
    assert (tmp_path / "seven.png").read_bytes() == (pictures / "seven.png").read_bytes()


def test_read_writes_a_picture_of_each_stage(pictures: Path, tmp_path: Path) -> None:
    one, several = tmp_path / "one", tmp_path / "several"
    inkdigits_command("read", "--debug", one, pictures / "row.png")
    assert len(list(one.glob("[0-9][0-9]_*.png"))) >= 2
    run = inkdigits_command("read", "--debug", several, "row.png", "seven.png", cwd=pictures)
    assert run.returncode == 0
    assert sorted(p.name for p in several.iterdir()) == ["001-row", "002-seven"]


def test_a_file_name_that_is_no_text_is_printed_all_the_same(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff7.png"
    with open(path, "wb") as file:
        drawn(SEVEN).save(file, "PNG")
    run = inkdigits_command("classify", os.fsdecode(path))
    assert run.returncode == 0
    assert run.stdout.split("\t")[1] == "7"


def test_ctrl_c_ends_quietly_with_130() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "inkdigits", "app", "--port", "0", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A test run started in the background may have been told to ignore Ctrl+C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as run:
        try:
            assert run.stderr is not None
            assert "http://localhost:" in run.stderr.readline()
            run.send_signal(signal.SIGINT)
            out, err = run.communicate(timeout=60)
        finally:
            run.kill()
    assert (run.returncode, out, err.strip()) == (130, "", "")


def test_a_picture_on_stdin_may_be_of_any_format() -> None:
    stream = io.BytesIO()
    drawn(SEVEN).convert("RGB").save(stream, "JPEG")
    assert inkdigits_command("classify", "-", stdin=stream.getvalue()).stdout.split("\t")[1] == "7"
