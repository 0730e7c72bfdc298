"""Which commands there are: apart from `main`, which minds Ctrl+C before click is imported."""

from __future__ import annotations

import importlib

import click

from inkdigits import __version__

_COMMANDS = {
    "app": "Open the web page: draw, upload, read.",
    "batch": "Read many pages into one table; stopped, it goes on where it was.",
    "benchmark": "Measure how fast this machine reads.",
    "classify": "Say which digit each picture is.",
    "correct": "Say what is right where a picture was read wrong, and keep it.",
    "corrections": "List, search, delete, export and import what was corrected.",
    "draw": "Open a window to draw in: the answer follows the pen.",
    "evaluate": "Measure how well pictures with known content are read.",
    "export-model": "Write the classifier for ONNX, Keras or PyTorch.",
    "import-model": "Use a Keras or ONNX classifier of others.",
    "learn": "Learn your hand from your corrections.",
    "form": "Read the fields of filled-in forms.",
    "read": "Find and read all digits in pictures.",
    "review": "Look at the doubtful digits of a table, one key each.",
    "serve": "Serve the HTTP API.",
    "template": "Propose a template for a form from a picture of it.",
    "train": "Train a model.",
}


class _LazyGroup(click.Group):
    """Imports a command's module when it is run, so that `--help` needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"{__package__}.{cmd_name.replace('-', '_')}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
    epilog="Exit codes: 0 done, 1 unforeseen, 2 wrong use or an output that cannot be written, "
    "3 bad input, 4 model trouble, 130 Ctrl+C.",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def program() -> None:
    """Read handwritten digits from photos, scans, PDFs and drawings."""
