"""The networks: `DigitNet` and `DetectorNet` are shipped, `TextbookNet` is for learning."""

from __future__ import annotations

from typing import cast

import torch
from torch import nn
from torch.nn import functional

from inkdigits.train.symbols import SYMBOLS

CLASSES = (*"0123456789", "not_a_digit")
"""Outputs of the classifier."""


class Residual(nn.Module):
    """Two 3x3 convolutions around a shortcut (He et al., 2016)."""

    def __init__(self, channels: int) -> None:
        """Make it for `channels` channels."""
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        y = functional.relu(self.first_norm(self.first(x)))
        return functional.relu(x + self.second_norm(self.second(y)))


def _conv(inputs: int, outputs: int, stride: int = 1, size: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


class DigitNet(nn.Module):
    """The shipped classifier: a small residual network, (N, 1, 28, 28) -> logits (N, 11)."""

    def __init__(self, classes: int = len(CLASSES)) -> None:
        """Make it for `classes` outputs."""
        super().__init__()
        self.features = nn.Sequential(
            _conv(1, 16),
            _conv(16, 32, stride=2),
            _conv(32, 48),
            _conv(48, 64, stride=2),
            Residual(64),
            _conv(64, 96),
        )
        # Half as fine, a layer costs a third: here is most of what the network knows.
        self.coarse = nn.Sequential(_conv(96, 128, stride=2), Residual(128))
        self.dropout = nn.Dropout(0.25)
        # A learned weight for each place, starting at the mean.
        self.pool = nn.Conv2d(96, 96, 7, groups=96)
        self.coarse_pool = nn.Conv2d(128, 128, 4, groups=128)
        self.head = nn.Linear(96 + 128, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, 1, 28, 28) -> logits (N, classes)."""
        x = self.features(x)
        seen = torch.cat((self.pool(x), self.coarse_pool(self.coarse(x))), dim=1)
        return cast(torch.Tensor, self.head(self.dropout(functional.relu(seen.flatten(1)))))


class TextbookNet(nn.Module):
    """What the textbooks draw: conv, pool, conv, pool, dense; (N, 1, 28, 28) -> logits (N, 10)."""

    def __init__(self, classes: int = 10) -> None:
        """Make it for `classes` outputs."""
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 32, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.head = nn.Sequential(
            nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Dropout(0.4), nn.Linear(128, classes)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, 1, 28, 28) -> logits (N, classes)."""
        return cast(torch.Tensor, self.head(self.features(x)))


class _Block(nn.Module):
    """Two 3x3 convolutions around a shortcut."""

    def __init__(self, channels: int) -> None:
        """Make it for `channels` channels."""
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        return functional.relu(x + self.body(x))


class DetectorNet(nn.Module):
    """(N, 1, H, W) grey in 0..1 -> heat map logits (N, 14, H/4, W/4) and geometry (N, 4, H/4, W/4).

    The heat maps are of the ten digits, then of `SYMBOLS`. Geometry holds, for what has its centre
    in a cell: x and y offset of the centre from the cell's corner in cells, and the logarithms of
    width and height over 30 px.
    """

    def __init__(self, widths: tuple[int, int, int, int] = (48, 80, 112, 128)) -> None:
        """Make it with these channels at strides 4, 8, 16 and 32."""
        super().__init__()
        a, b, c, d = widths
        self.stem = nn.Sequential(_conv(1, 16, 2, 5), _conv(16, a, 2), _Block(a))
        self.down8 = nn.Sequential(_conv(a, b, 2), _Block(b))
        self.down16 = nn.Sequential(_conv(b, c, 2), _Block(c), _Block(c))
        self.down32 = nn.Sequential(_conv(c, d, 2), _Block(d), _Block(d))
        self.side16, self.top32 = nn.Conv2d(c, b, 1), nn.Conv2d(d, b, 1)
        self.fuse16 = _conv(b, b)
        self.side8, self.top16 = nn.Conv2d(b, a, 1), nn.Conv2d(b, a, 1)
        self.fuse8 = _conv(a, a)
        self.side4 = nn.Conv2d(a, a, 1)
        self.fuse4 = _conv(a, 64)
        self.heat = nn.Conv2d(64, 10 + len(SYMBOLS), 1)
        self.geometry = nn.Conv2d(64, 4, 1)
        nn.init.constant_(cast(torch.Tensor, self.heat.bias), -4.6)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """See the class."""
        p4 = self.stem(x)
        p8 = self.down8(p4)
        p16 = self.down16(p8)
        p32 = self.down32(p16)
        u16 = self.fuse16(functional.relu(self.side16(p16) + _double(self.top32(p32))))
        u8 = self.fuse8(functional.relu(self.side8(p8) + _double(self.top16(u16))))
        u4 = self.fuse4(functional.relu(self.side4(p4) + _double(u8)))
        return self.heat(u4), self.geometry(u4)


def _double(x: torch.Tensor) -> torch.Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")
