"""Lesions made fainter or plainer than they were: augmentation for the contrast that few training cases have.

A low-grade or treated tumour may stand out from the brain by half of what most do. Where label maps say what is
lesion, how far its tissue lies from what is around it can be changed while texture, edges and labels stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

NCR, ED, ET = 1, 2, 3
T1CE = 1
#: Local means are taken over cubes of so many voxels, then smoothed over five of them.
CUBE = 8
#: How far around the tumour brain is looked at, in voxels.
REACH = 24


@dataclass(frozen=True)
class FadingConfig:
    """Probabilities per patch; ranges of what is left of a contrast (1: as it was)."""

    tumour: float = 0.0  # the whole tumour against the brain, all modalities
    tumour_range: tuple[float, float] = (0.3, 1.2)
    enhancement: float = 0.0  # enhancing tumour against the rest of the tumour, T1ce only
    enhancement_range: tuple[float, float] = (0.3, 1.2)
    core: float = 0.0  # necrosis against oedema, all modalities
    core_range: tuple[float, float] = (0.5, 1.2)


def fade(image: Tensor, label: Tensor, inside: Tensor, config: FadingConfig, rng: np.random.Generator) -> Tensor:
    """Change the contrast of the lesion: ``image`` [4, x, y, z] z-scores, ``label`` [x, y, z], ``inside`` [4, x, y, z].

    What lies outside the brain stays 0. A patch without both of the tissues concerned stays as it is.
    """
    draws = rng.random(3) < (config.enhancement, config.core, config.tumour)
    tumour = label > 0
    if not draws.any() or not bool(tumour.any()):
        return image
    near = _box(tumour, REACH)  # nothing else moves: a fraction of the patch to compute
    part, label, brain, tumour = image[(slice(None), *near)], label[near], inside[(slice(None), *near)].any(0), tumour[near]
    channels = len(image)
    if draws[0]:
        kept = [1.0 if channel != T1CE else float(rng.uniform(*config.enhancement_range)) for channel in range(channels)]
        part = _towards(part, [label == ET], tumour & (label != ET), kept)
    if draws[1]:
        part = _towards(part, [label == NCR], label == ED, [float(rng.uniform(*config.core_range))] * channels)
    if draws[2]:
        common = rng.uniform(*config.tumour_range)
        kept = np.clip(common + rng.normal(0, 0.1, channels), 0.2, 1.4).tolist()
        part = _towards(part, [label == value for value in (NCR, ED, ET)], brain & ~tumour, kept)
    faded = image.clone()
    faded[(slice(None), *near)] = part
    return faded * inside


def _box(mask: Tensor, margin: int) -> tuple[slice, slice, slice]:
    """The box around what a mask has, ``margin`` voxels wider on every side where there is room."""
    found = [mask.any(first).any(second).nonzero() for first, second in ((2, 1), (2, 0), (1, 0))]
    x, y, z = (
        slice(max(int(places[0]) - margin, 0), min(int(places[-1]) + 1 + margin, size))
        for places, size in zip(found, mask.shape)
    )
    return x, y, z


def _towards(image: Tensor, tissues: list[Tensor], around: Tensor, kept: list[float]) -> Tensor:
    """Move each of ``tissues`` (masks) towards what ``around`` (another) shows nearby, until ``kept`` of the distance is left."""
    tissues = [tissue for tissue in tissues if bool(tissue.any())]
    if not tissues or not bool(around.any()):
        return image
    there = _local_mean(image, around)
    away = sum(_soft(tissue) * (_local_mean(image, tissue) - there) for tissue in tissues)
    return image - (1 - image.new_tensor(kept).view(-1, 1, 1, 1)) * away


def _local_mean(image: Tensor, mask: Tensor) -> Tensor:
    """Mean of each channel over ``mask`` within about two centimetres; far from it the mean over all of it."""
    weight = mask.to(image.dtype)
    size = mask.shape
    both = torch.cat([image * weight, weight[None]])[None]
    total = F.avg_pool3d(both, CUBE, ceil_mode=True, count_include_pad=False)
    overall = both.sum((2, 3, 4), keepdim=True) / weight.sum()
    smooth = total
    for _ in range(2):
        smooth = F.avg_pool3d(F.pad(smooth, (1,) * 6), 3, stride=1)  # PyTorch pads no side of two itself
    prior = 1e-3
    mean = (smooth[:, :-1] + prior * overall[:, :-1]) / (smooth[:, -1:] + prior)
    return F.interpolate(mean, size=size, mode="trilinear", align_corners=False)[0]


def _soft(mask: Tensor) -> Tensor:
    """A mask whose edge takes a voxel to either side, so that no outline is drawn where the lesion fades."""
    return F.avg_pool3d(mask.float()[None, None], 3, stride=1, padding=1, count_include_pad=False)[0, 0]
