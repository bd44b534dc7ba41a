"""The 3D U-Net that ships, and the flat (slice by slice) U-Net of the baseline preset."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Iterable, Mapping, Optional

import torch
from torch import Tensor, nn
from torch.nn import functional as F

NORM_EPSILON = 1e-5


@dataclass(frozen=True)
class NetworkConfig:
    """``flat``: kernels 3x3x1 and strides 2x2x1, i.e. a 2D network that reads a volume slice by slice.

    ``norm``: "instance" normalises each volume by its own mean and deviation; "batch" by those of the training
    patches, which late in a run are frozen (``UNet.freeze_statistics``) and at export fold into the kernels, so
    that what is computed at a voxel depends on nothing but its neighbourhood and tiles equal one pass; "none"
    gives the plain convolutions of the baseline (slices then stay independent).
    ``slope`` is the negative slope of the activation: 0.01 leaky ReLU, 0 ReLU.
    ``stem_stride`` 2: the first convolution already halves the resolution, and the head gives every coarse
    voxel the logits of the 2 x 2 x 2 fine ones it covers. No layer works at the input's resolution then,
    where three quarters of the time and memory would go.
    """

    widths: tuple[int, ...] = (16, 32, 64, 128, 256)
    channels: int = 4
    classes: int = 4
    flat: bool = False
    norm: str = "instance"
    slope: float = 0.01
    dropout: float = 0.0
    heads: int = 3  # deep supervision: logits at the input's resolution and of the next coarser levels
    stem_stride: int = 1
    normalisation: str = "z-score"  # of what it reads, see data.centre_and_spread

    @property
    def kernel(self) -> tuple[int, int, int]:
        return (3, 3, 1) if self.flat else (3, 3, 3)

    @property
    def stride(self) -> tuple[int, int, int]:
        return (2, 2, 1) if self.flat else (2, 2, 2)

    @property
    def stem(self) -> tuple[int, int, int]:
        return (self.stem_stride, self.stem_stride, 1 if self.flat else self.stem_stride)

    @property
    def multiple(self) -> tuple[int, int, int]:
        """Input sizes must be multiples of this."""
        factor = self.stem_stride * 2 ** (len(self.widths) - 1)
        return (factor, factor, 1 if self.flat else factor)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "NetworkConfig":
        return NetworkConfig(**{**values, "widths": tuple(values["widths"])})


def create_norm(kind: str, channels: int) -> Optional[nn.Module]:
    """The normalisation named ``kind`` (see ``NetworkConfig``), or None; ValueError for a name it does not know."""
    if kind == "instance":
        return nn.InstanceNorm3d(channels, eps=NORM_EPSILON, affine=True)
    if kind == "batch":
        return nn.BatchNorm3d(channels, eps=NORM_EPSILON, momentum=0.02)
    if kind == "none":
        return None
    raise ValueError(f"unknown norm {kind!r}: expected instance, batch or none")


class Layer(nn.Module):
    """Convolution, normalisation (optional), activation."""

    def __init__(self, config: NetworkConfig, inputs: int, outputs: int, stride: tuple[int, int, int]) -> None:
        super().__init__()
        padding = tuple(size // 2 for size in config.kernel)
        self.conv = nn.Conv3d(inputs, outputs, config.kernel, stride, padding, bias=config.norm == "none")
        self.norm = create_norm(config.norm, outputs)
        self.slope = config.slope
        nn.init.kaiming_normal_(self.conv.weight, a=config.slope)
        if self.conv.bias is not None:
            nn.init.zeros_(self.conv.bias)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        if self.norm is not None:
            instance = isinstance(self.norm, nn.InstanceNorm3d)
            if instance and self.training and not x.is_cuda and x.shape[0] == 1:
                # For a single volume batch statistics are instance statistics, and on the CPU this kernel
                # keeps channels-last, where instance_norm copies and group_norm is slow (a tenth of a step).
                x = F.batch_norm(x, None, None, self.norm.weight, self.norm.bias, True, 0.0, NORM_EPSILON)
            else:
                x = self.norm(x)
        return F.leaky_relu(x, self.slope, inplace=True)


def depth_to_space(x: Tensor, factors: tuple[int, int, int]) -> Tensor:
    """[n, fz * fy * fx * c, x, y, z] -> [n, c, fx * x, fy * y, fz * z]; z varies slowest among the channels."""
    n, channels, *size = x.shape
    fx, fy, fz = factors
    apart = x.movedim(1, -1).reshape(n, *size, fz, fy, fx, channels // (fx * fy * fz))
    together = apart.permute(0, 7, 1, 6, 2, 5, 3, 4)
    return together.reshape(n, -1, fx * size[0], fy * size[1], fz * size[2])


def space_to_depth(x: Tensor, factors: tuple[int, int, int]) -> Tensor:
    """The inverse of ``depth_to_space``."""
    n, channels, *size = x.shape
    fx, fy, fz = factors
    apart = x.reshape(n, channels, size[0] // fx, fx, size[1] // fy, fy, size[2] // fz, fz)
    return apart.permute(0, 7, 5, 3, 1, 2, 4, 6).reshape(n, -1, size[0] // fx, size[1] // fy, size[2] // fz)


class UNet(nn.Module):
    """``image`` [n, 4, x, y, z] float32 -> logits [n, 4, x, y, z]; in training a list, finest first.

    Levels of two layers each; down by stride, up by Conv 1x1x1 + nearest up-sampling, skip by
    concatenation (up-sampled first). No transposed convolution anywhere.
    """

    def __init__(self, config: NetworkConfig = NetworkConfig()) -> None:
        super().__init__()
        self.config = config
        self.statistics_frozen = False
        widths, one = config.widths, (1, 1, 1)
        levels = len(widths)
        self.encoder = nn.ModuleList()
        for level, width in enumerate(widths):
            inputs = config.channels if level == 0 else widths[level - 1]
            first = Layer(config, inputs, width, config.stem if level == 0 else config.stride)
            self.encoder.append(nn.ModuleList([first, Layer(config, width, width, one)]))
        self.reduce = nn.ModuleList([nn.Conv3d(widths[i + 1], widths[i], 1) for i in range(levels - 1)])
        self.decoder = nn.ModuleList([
            nn.ModuleList([Layer(config, 2 * widths[i], widths[i], one), Layer(config, widths[i], widths[i], one)])
            for i in range(levels - 1)
        ])
        heads = max(1, min(config.heads, levels - 1))
        self.heads = nn.ModuleList([nn.Conv3d(widths[i], config.classes, 1) for i in range(heads)])
        if config.stem_stride > 1:
            self.heads[0] = nn.Conv3d(widths[0], config.classes * math.prod(config.stem), 1)

    def train(self, mode: bool = True) -> "UNet":
        super().train(mode)
        if self.statistics_frozen:
            for norm in self._batch_norms():
                norm.eval()
        return self

    def freeze_statistics(self) -> None:
        """From now on batch normalisation uses its running statistics in training too, and keeps them."""
        self.statistics_frozen = True
        self.train(self.training)

    @torch.no_grad()
    def measure_statistics(self, images: Iterable[Tensor]) -> None:
        """Set the running statistics to the plain mean over ``images`` (each [n, 4, x, y, z])."""
        norms = self._batch_norms()
        momenta = [norm.momentum for norm in norms]
        was_training = self.training
        self.train()
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # the mean of all batches instead of a moving one
        for image in images:
            self(image)
        for norm, momentum in zip(norms, momenta):
            norm.momentum = momentum
        self.train(was_training)

    def _batch_norms(self) -> list[nn.BatchNorm3d]:
        return [module for module in self.modules() if isinstance(module, nn.BatchNorm3d)]

    def forward(self, image: Tensor) -> Any:
        skips: list[Tensor] = []
        x = image
        for first, second in self.encoder:
            x = second(first(x))
            skips.append(x)
        x = F.dropout(x, self.config.dropout, self.training)
        factor = tuple(float(step) for step in self.config.stride)
        logits: list[Tensor] = []
        for level in reversed(range(len(self.decoder))):
            up = F.interpolate(self.reduce[level](x), scale_factor=factor, mode="nearest")
            first, second = self.decoder[level]
            x = second(first(torch.cat([up, skips[level]], dim=1)))
            if level == 0 or (self.training and level < len(self.heads)):
                output = self.heads[level](x)
                finest = level == 0 and self.config.stem_stride > 1
                logits.insert(0, depth_to_space(output, self.config.stem) if finest else output)
        return logits if self.training else logits[0]
