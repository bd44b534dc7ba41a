"""The 3D U-Net that ships, and the flat (slice by slice) U-Net of the baseline preset."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

NORM_EPSILON = 1e-5


@dataclass(frozen=True)
class NetworkConfig:
    """``flat``: kernels 3x3x1 and strides 2x2x1, i.e. a 2D network that reads a volume slice by slice.

    ``norm`` False gives the plain ReLU convolutions of the baseline (slices then stay independent).
    ``slope`` is the negative slope of the activation: 0.01 leaky ReLU, 0 ReLU.
    """

    widths: tuple[int, ...] = (16, 32, 64, 128, 256)
    channels: int = 4
    classes: int = 4
    flat: bool = False
    norm: bool = True
    slope: float = 0.01
    dropout: float = 0.0
    heads: int = 3  # deep supervision: logits at full, 1/2 and 1/4 resolution

    @property
    def kernel(self) -> tuple[int, int, int]:
        return (3, 3, 1) if self.flat else (3, 3, 3)

    @property
    def stride(self) -> tuple[int, int, int]:
        return (2, 2, 1) if self.flat else (2, 2, 2)

    @property
    def multiple(self) -> tuple[int, int, int]:
        """Input sizes must be multiples of this."""
        factor = 2 ** (len(self.widths) - 1)
        return (factor, factor, 1 if self.flat else factor)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "NetworkConfig":
        return NetworkConfig(**{**values, "widths": tuple(values["widths"])})


class Layer(nn.Module):
    """Convolution, instance normalisation (optional), activation."""

    def __init__(self, config: NetworkConfig, inputs: int, outputs: int, stride: tuple[int, int, int]) -> None:
        super().__init__()
        padding = tuple(size // 2 for size in config.kernel)
        self.conv = nn.Conv3d(inputs, outputs, config.kernel, stride, padding, bias=not config.norm)
        self.norm = nn.InstanceNorm3d(outputs, eps=NORM_EPSILON, affine=True) if config.norm else None
        self.slope = config.slope
        nn.init.kaiming_normal_(self.conv.weight, a=config.slope)
        if self.conv.bias is not None:
            nn.init.zeros_(self.conv.bias)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        if self.norm is not None:
            if self.training and not x.is_cuda and x.shape[0] == 1:
                # For a single volume batch statistics are instance statistics, and on the CPU this kernel
                # keeps channels-last, where instance_norm copies and group_norm is slow (a tenth of a step).
                x = F.batch_norm(x, None, None, self.norm.weight, self.norm.bias, True, 0.0, NORM_EPSILON)
            else:
                x = self.norm(x)
        return F.leaky_relu(x, self.slope, inplace=True)


class UNet(nn.Module):
    """``image`` [n, 4, x, y, z] float32 -> logits [n, 4, x, y, z]; in training a list, finest first.

    Levels of two layers each; down by stride, up by Conv 1x1x1 + nearest up-sampling, skip by
    concatenation (up-sampled first). No transposed convolution anywhere.
    """

    def __init__(self, config: NetworkConfig = NetworkConfig()) -> None:
        super().__init__()
        self.config = config
        widths, one = config.widths, (1, 1, 1)
        levels = len(widths)
        self.encoder = nn.ModuleList()
        for level, width in enumerate(widths):
            inputs = config.channels if level == 0 else widths[level - 1]
            first = Layer(config, inputs, width, one if level == 0 else config.stride)
            self.encoder.append(nn.ModuleList([first, Layer(config, width, width, one)]))
        self.reduce = nn.ModuleList([nn.Conv3d(widths[i + 1], widths[i], 1) for i in range(levels - 1)])
        self.decoder = nn.ModuleList([
            nn.ModuleList([Layer(config, 2 * widths[i], widths[i], one), Layer(config, widths[i], widths[i], one)])
            for i in range(levels - 1)
        ])
        heads = max(1, min(config.heads, levels - 1))
        self.heads = nn.ModuleList([nn.Conv3d(widths[i], config.classes, 1) for i in range(heads)])

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
                logits.insert(0, self.heads[level](x))
        return logits if self.training else logits[0]


_SHORT = {"e": "encoder", "d": "decoder"}


def state_from_onnx(path: str) -> dict[str, Tensor]:
    """The weights in an ONNX file written by ``export_onnx`` or named like the first network's, as float32."""
    import onnx
    from onnx import numpy_helper

    state: dict[str, Tensor] = {}
    for tensor in onnx.load(path).graph.initializer:
        name = re.sub(r"_h$", "", tensor.name)
        block = re.match(r"^([ed])\.(\d+)\.(\d+)\.([01])\.(weight|bias)$", name)
        if block:
            part = "conv" if block[4] == "0" else "norm"
            name = f"{_SHORT[block[1]]}.{block[2]}.{block[3]}.{part}.{block[5]}"
        name = re.sub(r"^u\.(\d+)\.", r"reduce.\1.", name)
        name = re.sub(r"^o\.(\d+)\.", r"heads.\1.", name)
        if re.match(r"^(encoder|decoder|reduce|heads)\.", name):
            state[name] = torch.from_numpy(numpy_helper.to_array(tensor).astype("float32"))
    return state


def load_initial(network: UNet, path: str) -> list[str]:
    """Warm start from an ONNX file; returns the names of what it did not hold (deep-supervision heads only)."""
    missing, unexpected = network.load_state_dict(state_from_onnx(path), strict=False)
    strangers = [name for name in missing if not re.match(r"^heads\.[1-9]", name)] + list(unexpected)
    if strangers:
        raise ValueError(f"{path} holds another network: {strangers[:5]}")
    return list(missing)
