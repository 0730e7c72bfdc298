"""Learn a person's hand from a few corrections, and keep what was known before."""

from __future__ import annotations

from inkdigits.learn.lesson import FEWEST, Figures, Lesson, learn
from inkdigits.learn.memory import load_memory
from inkdigits.learn.mnist import measure_mnist
from inkdigits.learn.stored import MOST, learn_from_store

__all__ = [
    "FEWEST",
    "MOST",
    "Figures",
    "Lesson",
    "learn",
    "learn_from_store",
    "load_memory",
    "measure_mnist",
]
