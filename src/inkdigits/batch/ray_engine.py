"""Ray Data as the engine: the same pages read by actors, on this machine or on many.

Every actor reads through a process of its own (`workers.Pool`), so that a picture that kills its
reader becomes a page that failed, and not an actor that Ray starts again for ever.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import pickle
import sys
import tempfile
from collections.abc import Generator, Iterator, Sequence
from typing import Any

from inkdigits.batch.tasks import Task, Work
from inkdigits.batch.workers import Answer, Pool
from inkdigits.errors import ConfigError, InkDigitsError

FILES_AT_A_TIME = 16
"""Files an actor is handed together, and reads again if its machine is lost meanwhile."""

_MOST_BLOCKS = 20_000  # Ray plans some thousand a second
_OBJECT_STORE = 256 * 2**20  # of a Ray of our own: tasks and records are small
_NOTICE = b"has constructor arguments in the object store"
_CPUS_OF_AN_ACTOR = 0.5  # with a whole CPU each, actors leave none for what feeds them


def read_with_ray(
    tasks: Sequence[Task], work: Work, *, actors: int, address: str | None
) -> Generator[Answer, None, None]:
    """Read pages with Ray, as `Pool.read` does.

    Args:
        tasks: The pages.
        work: What to do with each.
        actors: How many read; 0 takes as many as Ray has CPUs.
        address: A cluster's address; None starts Ray on this machine and stops it at the end.

    Yields:
        An answer for each page, as they come.

    Raises:
        ConfigError: Ray is not installed, or there is no cluster at the address.
        InkDigitsError: What stops every page: a model that cannot be used, say.
    """
    actor = (PageActor, (work,))
    yield from map_with_ray(tasks, actor, FILES_AT_A_TIME, actors=actors, address=address)


def map_with_ray(
    items: Sequence[Any],
    actor: tuple[type, tuple[Any, ...]],
    items_at_a_time: int,
    *,
    actors: int,
    address: str | None,
) -> Generator[Any, None, None]:
    """Hand items to actors, some at a time, and take what they answer, in no order.

    Args:
        items: What can be pickled.
        actor: A class whose objects take a batch `{"item": ...}` of pickled items and give
            `{"answer": ...}` of pickled answers, and what it is made with.
        items_at_a_time: How many an actor gets together.
        actors: How many; 0 takes as many as Ray has CPUs.
        address: A cluster's address; None starts Ray on this machine and stops it at the end.

    Raises:
        ConfigError: Ray is not installed, or there is no cluster at the address.
        InkDigitsError: What an actor raised.
    """
    if not items:
        return
    with _ray_running(actors, address) as ray:
        actors = actors or max(1, int(ray.cluster_resources().get("CPU", 1)))
        blocks = min(-(-len(items) // items_at_a_time), _MOST_BLOCKS)
        kind, arguments = actor
        rows = [{"item": pickle.dumps(item)} for item in items]
        dataset = ray.data.from_items(rows, override_num_blocks=blocks).map_batches(
            kind,
            fn_constructor_args=arguments,
            batch_size=items_at_a_time,
            batch_format="numpy",
            compute=ray.data.ActorPoolStrategy(size=min(actors, blocks)),
            num_cpus=_CPUS_OF_AN_ACTOR,
        )
        batches = iter(dataset.iter_batches(batch_size=None, batch_format="numpy"))
        try:
            with _without_notice():
                first = next(batches)
            for batch in itertools.chain([first], batches):
                yield from map(pickle.loads, batch["answer"])
        except ray.exceptions.RayError as error:
            raise _reason(error) from error


class PageActor:
    """What a Ray actor does: read batches of pages.

    Args:
        work: What to do with each page.
    """

    def __init__(self, work: Work) -> None:
        """Start nothing yet; the process with the models comes with the first batch."""
        self._pool = Pool(work, 1)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[bytes]]:
        """Read the pages of a batch, and the further pages of their files."""
        tasks = [pickle.loads(item) for item in batch["item"]]
        return {"answer": [pickle.dumps(answer) for answer in self._pool.read(tasks)]}


@contextlib.contextmanager
def _ray_running(actors: int, address: str | None) -> Iterator[Any]:
    """The module `ray`, quiet, connected to a cluster or started here."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # read when Ray is imported
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ConfigError(
            f"the engine ray needs Ray, which is not installed ({error}): "
            f"pip install 'inkdigits[ray]'"
        ) from error
    ours = not ray.is_initialized()
    if ours:
        _start(ray, actors, address)
    try:
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        yield ray
    finally:
        if ours:
            ray.shutdown()


def _start(ray: Any, actors: int, address: str | None) -> None:
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address is None:
        options |= {"include_dashboard": False, "object_store_memory": _OBJECT_STORE}
        if actors:
            options["num_cpus"] = max(1, actors)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    try:
        ray.init(address=address, **options)
    except Exception as error:  # ConnectionError, ValueError, RuntimeError, by version and cause
        where = f"at {address!r}" if address else "on this machine"
        raise ConfigError(
            f"cannot start or reach Ray {where} ({type(error).__name__}: {error}): check the "
            f"address with  ray status, set RAY_AUTH_MODE=token if the cluster asks for one, "
            f"or leave --address away"
        ) from error


@contextlib.contextmanager
def _without_notice() -> Iterator[None]:
    """Keep one line of Ray's C++ parts off stderr, which comes whenever actors may start again."""
    sys.stderr.flush()
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stderr, 2)
            said.seek(0)
            for line in said:
                if _NOTICE not in line:
                    os.write(stderr, line)
            os.close(stderr)


def _reason(error: BaseException) -> InkDigitsError:
    """The error of ours that stopped an actor, or one that says that Ray gave up."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, InkDigitsError):
        cause = getattr(cause, "cause", None) or cause.__cause__
    return cause or InkDigitsError(
        f"Ray gave up ({str(error).splitlines()[0]}): run the same command again to go on from "
        f"what was read"
    )
