"""A running average of a network's weights, which generalises better than the last ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, update_bn

_DECAY = 0.998


def averaged(model: nn.Module) -> AveragedModel:
    """An exponential moving average of `model`, buffers included; forgets its start soon."""
    return AveragedModel(model, multi_avg_fn=_blend, use_buffers=True)


def settle(model: nn.Module, batches: Iterable[torch.Tensor]) -> None:
    """Measure the statistics of batch normalisation anew: averaged weights need their own.

    Args:
        model: The network, changed in place.
        batches: Inputs as in training.
    """
    update_bn(batches, model)


def _blend(
    average: Sequence[torch.Tensor], current: Sequence[torch.Tensor], count: torch.Tensor | int
) -> None:
    share = max(1 - _DECAY, 5.0 / (5.0 + float(count)))
    with torch.no_grad():
        for mean, now in zip(average, current, strict=True):
            if mean.is_floating_point():
                mean.lerp_(now, share)
            else:
                mean.copy_(now)
