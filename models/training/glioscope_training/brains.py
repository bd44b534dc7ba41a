"""Stripped brains at 2 mm, and random numbers: what heads are made of."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from scipy import ndimage
from torch import Tensor
from torch.nn import functional as F

from .data import Study, brain_box, quantise
from .prepare import PreparedCase

SPACING = 2.0
MARGIN = 36  # voxels of nothing around a brain


@dataclass(frozen=True)
class Brain:
    """A stripped brain at 2 mm with room around it. ``image`` [4, x, y, z], 0 outside, the brain's median 1.

    ``share`` [x, y, z]: how much of a voxel is brain; ``distance``: mm to the brain, 0 inside; ``half``: half of the
    brain's box in mm; ``foot``: where it ends below.
    """

    image: Tensor
    share: Tensor
    distance: Tensor
    half: tuple[float, float, float]
    foot: tuple[float, float, float]


def read_brain(case: PreparedCase) -> Brain:
    """A prepared case (1 mm) as a ``Brain``."""
    inside = ndimage.binary_fill_holes((case.image > 0).any(axis=0))
    even = [(0, size % 2) for size in inside.shape]
    share = torch.from_numpy(np.pad(inside, even).astype(np.float32))
    # What the scanner gave for nothing is not known: the darkest of the brain is some way above it.
    raw = torch.from_numpy(np.pad(case.image, [(0, 0), *even]).astype(np.float32)) + 12 * share
    medians = torch.stack([channel[share > 0].median() for channel in raw])
    stacked = torch.cat([raw * share / medians.view(-1, 1, 1, 1), share[None]])
    coarse = F.pad(F.avg_pool3d(stacked[None], 2)[0], (MARGIN,) * 6)
    solid = coarse[-1].numpy() >= 0.5
    distance = ndimage.distance_transform_edt(~solid, sampling=SPACING).astype(np.float32)
    half = tuple(SPACING * (size - 2 * MARGIN) / 2 for size in solid.shape)
    places = np.argwhere(solid)
    lowest = places[places[:, 2] <= places[:, 2].min() + 2].mean(axis=0)
    foot = tuple(float(SPACING * (at - (size - 1) / 2)) for at, size in zip(lowest, solid.shape))
    return Brain(coarse[:-1].clone(), coarse[-1].clone(), torch.from_numpy(distance), half, foot)  # type: ignore[arg-type]


def brain_of(study: Study) -> tuple[Brain, tuple[slice, slice, slice]]:
    """The brain of a study as its authors published it, and its box in the study."""
    box = brain_box(study.image)
    image = quantise(study.image[(slice(None), *box)])
    label = np.zeros(image.shape[1:], np.uint8)
    return read_brain(PreparedCase(study.name, image, label, np.zeros(4, np.float32), np.ones(4, np.float32))), box


class Draws:
    """Random numbers and smooth random fields of one head."""

    def __init__(self, seed: int, shape: tuple[int, int, int]) -> None:
        self.rng = np.random.default_rng(seed)
        self.generator = torch.Generator().manual_seed(seed)
        self.shape = shape

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def between(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def noise(self) -> Tensor:
        return torch.randn(self.shape, generator=self.generator)

    def field(self, scale: float) -> Tensor:
        """A smooth field of deviation about 1 (less between its nodes), with nodes every ``scale`` mm."""
        coarse = [max(2, math.ceil(size * SPACING / scale) + 1) for size in self.shape]
        nodes = torch.randn((1, 1, *coarse), generator=self.generator)
        return F.interpolate(nodes, size=self.shape, mode="trilinear", align_corners=True)[0, 0]
