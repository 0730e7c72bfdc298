"""Pictures of a training run: loss curves, confusion matrix, worst mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import matplotlib
import numpy as np
from numpy.typing import NDArray

matplotlib.use("Agg")
from matplotlib import pyplot as plt


def loss_curves(history: Sequence[dict[str, float]], path: Path) -> None:
    """Draw the training loss and each validation error by epoch into `path`."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    epochs = [row["epoch"] for row in history]
    left.plot(epochs, [row["loss"] for row in history])
    left.set(xlabel="epoch", ylabel="training loss")
    for name in history[0] if history else ():
        if name not in ("epoch", "loss", "seconds"):
            right.plot(epochs, [row[name] for row in history], label=name)
    right.set(xlabel="epoch", ylabel="validation error, %")
    if any(v > 0 for line in right.get_lines() for v in line.get_ydata()):
        right.set_yscale("log")
    if history:
        right.legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    plt.close(figure)


def confusion_matrix(
    predicted: NDArray[Any], labels: NDArray[Any], classes: Sequence[str], path: Path
) -> None:
    """Draw how often each class was taken for each other one into `path`."""
    counts = np.zeros((len(classes), len(classes)), int)
    np.add.at(counts, (labels, predicted), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, axes = plt.subplots(figsize=(7, 6.5))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row in range(len(classes)):
        for column in range(len(classes)):
            if counts[row, column]:
                colour = "white" if shares[row, column] > 0.5 else "black"
                text = str(counts[row, column])
                axes.text(column, row, text, ha="center", va="center", fontsize=7, color=colour)
    axes.set(
        xlabel="predicted", ylabel="label", xticks=range(len(classes)), yticks=range(len(classes))
    )
    axes.set_xticklabels(classes, rotation=45, ha="right")
    axes.set_yticklabels(classes)
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    plt.close(figure)


def worst_mistakes(
    images: NDArray[np.uint8],
    logits: NDArray[np.float32],
    labels: NDArray[Any],
    classes: Sequence[str],
    path: Path,
    count: int = 40,
) -> None:
    """Draw the wrong answers with the largest margin into `path`: label, then what was read.

    Args:
        images: Framed pictures, uint8 (N, 28, 28).
        logits: float32 (N, classes).
        labels: Classes (N,).
        classes: Names of the classes.
        path: PNG file to write.
        count: How many mistakes at most.
    """
    predicted = logits.argmax(axis=1)
    margin = logits.max(axis=1) - logits[np.arange(len(labels)), labels]
    wrong = np.flatnonzero(predicted != labels)
    wrong = wrong[np.argsort(-margin[wrong])][:count]
    columns, cell = 10, 84
    rows = max(1, -(-len(wrong) // columns))
    sheet = np.full((rows * (cell + 18), columns * cell), 255, np.uint8)
    for place, index in enumerate(wrong):
        y, x = place // columns * (cell + 18), place % columns * cell
        big = cv2.resize(images[index], (cell - 4, cell - 4), interpolation=cv2.INTER_NEAREST)
        sheet[y : y + cell - 4, x : x + cell - 4] = 255 - big
        short = [
            ("junk" if classes[c] == "not_a_digit" else classes[c])
            for c in (labels[index], predicted[index])
        ]
        text = f"{short[0]} > {short[1]}"
        cv2.putText(
            sheet, text, (x + 2, y + cell + 11), cv2.FONT_HERSHEY_SIMPLEX, 0.42, 0, 1, cv2.LINE_AA
        )
    cv2.imwrite(str(path), sheet)
