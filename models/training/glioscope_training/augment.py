"""Augmentation of one patch: where it is cut (flips, rotation, scale), then how a scanner might have shown it.

Everything draws from the ``numpy`` generator it is given, so that a patch is a function of its seed, and is
computed where the patch lies: nothing here waits for a GPU. Intensities are z-scores; 0 outside the brain stays 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .fading import FadingConfig


@dataclass(frozen=True)
class Spatial:
    """``source``: voxels to cut; ``matrix`` [3, 3] maps patch to source offsets, None if only flipped."""

    source: tuple[int, int, int]
    matrix: "np.ndarray | None"
    flips: tuple[bool, bool, bool]


@dataclass(frozen=True)
class AugmentConfig:
    """Probabilities per patch (``*_channel``: per channel) and ranges. Angles in degrees."""

    flip: float = 0.5
    affine: float = 0.3
    rotate: tuple[float, float] = (-15.0, 15.0)
    rotate_in_plane_only: bool = False
    scale: tuple[float, float] = (0.85, 1.2)
    intensity_channel: float = 0.4
    contrast: tuple[float, float] = (0.75, 1.3)
    brightness: float = 0.25  # standard deviation, in z-score units
    gamma_channel: float = 0.3
    gamma: tuple[float, float] = (0.7, 1.5)
    bias_field: float = 0.15
    evening: float = 0.0  # bias corrected in part or, in half of these, fully; where the prepared file has it
    noise: float = 0.15
    noise_deviation: float = 0.15
    blur_channel: float = 0.1
    low_resolution: float = 0.15
    low_resolution_factor: tuple[float, float] = (1.5, 5.0)
    fading: FadingConfig = field(default_factory=FadingConfig)
    modality_dropout: float = 0.12
    second_dropout: float = 0.2  # share of the dropouts that take a second modality away

    @staticmethod
    def none() -> "AugmentConfig":
        return AugmentConfig(
            flip=0, affine=0, intensity_channel=0, gamma_channel=0, bias_field=0, noise=0, blur_channel=0,
            low_resolution=0, modality_dropout=0,
        )

    def evened(self, rng: np.random.Generator) -> "np.ndarray | None":
        """How far each modality [4] is on the way to its bias-corrected image (``Volumes.cut``); None: not at all."""
        if not self.evening or rng.random() >= self.evening:  # no draw where it is off: seeds of earlier recipes keep their patches
            return None
        return np.ones(4) if rng.random() < 0.5 else rng.uniform(0, 1, 4)

    def spatial(self, rng: np.random.Generator, patch: tuple[int, int, int]) -> Spatial:
        """Draw flips and, with probability ``affine``, a rotation about each axis and a common scale."""
        flips = tuple(bool(rng.random() < self.flip) for _ in range(3))
        if rng.random() >= self.affine:
            return Spatial(patch, None, flips)  # type: ignore[arg-type]
        angles = np.deg2rad(rng.uniform(*self.rotate, size=3))
        if self.rotate_in_plane_only:
            angles[:2] = 0
        matrix = np.eye(3)
        for axis, angle in enumerate(angles):
            turn = np.eye(3)
            i, j = [other for other in range(3) if other != axis]
            turn[i, i] = turn[j, j] = math.cos(angle)
            turn[i, j], turn[j, i] = -math.sin(angle), math.sin(angle)
            matrix = turn @ matrix
        zoom = np.full(3, rng.uniform(*self.scale))
        if self.rotate_in_plane_only:
            zoom[2] = 1
        matrix = matrix / zoom[:, None]
        # The source must hold the turned patch; capped, as corners beyond it may well be empty.
        reach = np.abs(matrix) @ (np.asarray(patch) / 2)
        source = tuple(int(max(size, min(math.ceil(2 * r), 1.5 * size))) for r, size in zip(reach, patch))
        return Spatial(source, matrix, flips)  # type: ignore[arg-type]


def resample(image: Tensor, label: Tensor, inside: Tensor, spatial: Spatial,
             patch: tuple[int, int, int]) -> tuple[Tensor, Tensor, Tensor]:
    """Turn, scale and flip: image [4, *source] linearly, label [*source] and inside [4, *source] by nearest."""
    if spatial.matrix is not None:
        grid = _grid(spatial, patch, image.device)
        def sample(volume: Tensor, mode: str) -> Tensor:
            return F.grid_sample(volume[None], grid, mode=mode, padding_mode="zeros", align_corners=False)[0]
        image = sample(image, "bilinear")
        discrete = sample(torch.cat([inside.float(), label[None].float()]), "nearest")
        inside, label = discrete[:-1] > 0.5, discrete[-1].round().to(label.dtype)
        image = image * inside
    axes = [axis for axis, flip in enumerate(spatial.flips) if flip]
    if axes:
        image, inside = (t.flip([axis + 1 for axis in axes]) for t in (image, inside))
        label = label.flip(axes)
    return image.contiguous(), label.contiguous(), inside.contiguous()


def _grid(spatial: Spatial, patch: tuple[int, int, int], device: torch.device) -> Tensor:
    """Sampling grid [1, *patch, 3] of grid_sample (last axis first, -1..1 over the source)."""
    assert spatial.matrix is not None
    axes = [torch.arange(size, dtype=torch.float32, device=device) - (size - 1) / 2 for size in patch]
    offsets = torch.stack(torch.meshgrid(*axes, indexing="ij"), dim=-1)
    scaled = spatial.matrix.T * 2 / np.asarray(spatial.source)
    return (offsets @ _tensor(scaled, device)).flip(-1)[None]


def _tensor(values: np.ndarray, device: torch.device) -> Tensor:
    return torch.from_numpy(values.astype(np.float32)).to(device, non_blocking=True)


def augment_intensity(image: Tensor, inside: Tensor, config: AugmentConfig, rng: np.random.Generator) -> Tensor:
    """Contrast, brightness, gamma, bias field, blur, coarse resolution, noise, missing modality.

    ``image``, ``inside`` [4, x, y, z]; outside stays 0.
    """
    channels = [channel for channel in image]
    for index, channel in enumerate(channels):
        if rng.random() < config.gamma_channel:
            channel = _gamma(channel, inside[index], float(rng.uniform(*config.gamma)), bool(rng.random() < 0.3))
        if rng.random() < config.intensity_channel:
            channel = channel * float(rng.uniform(*config.contrast)) + float(rng.normal(0, config.brightness))
        if rng.random() < config.blur_channel:
            channel = _blur(channel, float(rng.uniform(0.4, 1.1)))
        channels[index] = channel
    image = torch.stack(channels)
    if rng.random() < config.bias_field:
        image = image * _bias_field(image.shape[1:], rng, image.device)
    if rng.random() < config.low_resolution:
        image = _low_resolution(image, int(rng.integers(3)), float(rng.uniform(*config.low_resolution_factor)),
                                rng.random(len(image)) < 0.6)
    if rng.random() < config.noise:
        generator = torch.Generator(image.device).manual_seed(int(rng.integers(2**31)))
        deviation = float(rng.uniform(0, config.noise_deviation))
        image = image + torch.randn(image.shape, generator=generator, device=image.device) * deviation
    image = image * inside
    if rng.random() < config.modality_dropout:
        first, second = rng.permutation(len(image))[:2]
        image[first] = 0
        if rng.random() < config.second_dropout:
            image[second] = 0
    return image


def _gamma(channel: Tensor, inside: Tensor, gamma: float, inverted: bool) -> Tensor:
    """Gamma curve between the channel's own extremes; mean and deviation of the brain are kept."""
    count = inside.sum().clamp_min(1)
    low = channel.masked_fill(~inside, math.inf).amin()
    span = (channel.masked_fill(~inside, -math.inf).amax() - low).clamp_min(1e-6)
    scaled = ((channel - low) / span).clamp(0, 1).nan_to_num(0.0)  # nan: no brain here
    curved = 1 - (1 - scaled) ** gamma if inverted else scaled ** gamma

    def moments(values: Tensor) -> tuple[Tensor, Tensor]:
        mean = (values * inside).sum() / count
        return mean, (((values - mean) * inside).square().sum() / count).sqrt()

    before, spread_before = moments(channel)
    after, spread_after = moments(curved)
    return (curved - after) / spread_after.clamp_min(1e-6) * spread_before + before


def _blur(channel: Tensor, sigma: float) -> Tensor:
    """Separable Gaussian of ``sigma`` voxels, five taps."""
    taps = [math.exp(-0.5 * (step / sigma) ** 2) for step in range(-2, 3)]
    taps = [tap / sum(taps) for tap in taps]
    blurred = channel
    for axis in range(3):
        if channel.shape[axis] < 5:
            continue
        moved = blurred.movedim(axis, -1)
        padded = F.pad(moved.reshape(1, -1, moved.shape[-1]), (2, 2), mode="replicate")[0]
        total = sum(taps[i] * padded[:, i : i + moved.shape[-1]] for i in range(5))
        blurred = total.reshape(moved.shape).movedim(-1, axis)
    return blurred


def _low_resolution(image: Tensor, axis: int, factor: float, chosen: np.ndarray) -> Tensor:
    """Thick slices along one axis: averaged down by ``factor``, brought back linearly, for the chosen channels."""
    size = list(image.shape[1:])
    coarse = list(size)
    coarse[axis] = max(1, round(size[axis] / factor))
    if not chosen.any() or coarse[axis] == size[axis]:
        return image
    picked = np.flatnonzero(chosen).tolist()
    thick = F.interpolate(torch.stack([image[index] for index in picked])[None], size=coarse, mode="area")
    back = F.interpolate(thick, size=size, mode="trilinear", align_corners=False)[0]
    return torch.stack([back[picked.index(i)] if i in picked else channel for i, channel in enumerate(image)])


def _bias_field(shape: "torch.Size | tuple[int, ...]", rng: np.random.Generator, device: torch.device) -> Tensor:
    """A smooth factor around 1 (about 0.7..1.4), the same for all channels; [1, x, y, z]."""
    coarse = _tensor(rng.normal(0, 0.15, (1, 1, 3, 3, 3)), device)
    return torch.exp(F.interpolate(coarse, size=tuple(shape), mode="trilinear", align_corners=True))[0]
