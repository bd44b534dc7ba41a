"""Heads around stripped brains: what a brain extraction network is trained on.

Nobody may pass on scans of whole heads with an expert's brain mask for this project, but every training case is a
stripped brain. Fluid, dura, skull, fat, muscle, orbits, face and neck are painted around it, each in a random tone
(half of the time one the modality would have), so that the network learns what a brain is rather than what one scanner
shows around it (the idea of SynthStrip, Hoopes et al. 2022). Brains, tumours included, stay the real ones.

Distances are millimetres, places are (x, y, z) in a frame around the middle of the brain's box: +x left, +y posterior,
+z superior. Tones are multiples of the brain's median.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from scipy import ndimage
from torch import Tensor
from torch.nn import functional as F

from .prepare import PreparedCase

SPACING = 2.0
MARGIN = 36  # voxels of nothing around a brain
T1, T1CE, T2, FLAIR = range(4)
#: Ranges of tones by tissue, for T1, T1ce, T2, FLAIR; what a scanner with fat saturation shows is in ANY's range.
TONES: dict[str, tuple[tuple[float, float], ...]] = {
    "fluid": ((0.15, 0.6), (0.15, 0.6), (1.4, 3.0), (0.05, 0.5)),
    "dura": ((0.3, 1.0), (1.0, 2.4), (0.2, 0.8), (0.3, 1.2)),
    "bone": ((0.0, 0.25), (0.0, 0.25), (0.0, 0.25), (0.0, 0.25)),
    "marrow": ((0.8, 2.6), (0.8, 2.8), (0.4, 1.8), (0.4, 1.8)),
    "muscle": ((0.5, 0.95), (0.6, 1.3), (0.2, 0.7), (0.3, 0.9)),
    "fat": ((1.3, 3.5), (1.3, 3.5), (0.8, 3.0), (0.8, 3.0)),
    "skin": ((0.6, 1.8), (0.8, 2.2), (0.4, 1.6), (0.4, 1.6)),
    "mucosa": ((0.5, 1.1), (1.2, 3.0), (1.4, 3.2), (1.0, 2.6)),
    "cord": ((0.7, 1.2), (0.7, 1.2), (0.6, 1.2), (0.7, 1.2)),
    "sinus": ((0.1, 1.0), (0.8, 3.0), (0.0, 0.8), (0.0, 0.8)),
    "air": ((0.0, 0.05), (0.0, 0.05), (0.0, 0.05), (0.0, 0.05)),
}
ANY = (0.0, 2.8)


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


class Dice:
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


def make_head(brain: Brain, shape: tuple[int, int, int], seed: int) -> tuple[Tensor, Tensor]:
    """One image of one head: [1, *shape] as the network reads it (``normalise``), and its brain [*shape] int64."""
    dice = Dice(seed, shape)
    place, sampled = _put(brain, dice)
    share, distance = sampled[-2].clamp(0, 1), sampled[-1]
    inside, modality = _show(sampled[:4], share, dice)
    kind = dice.rng.random()
    if kind < 0.06:  # stripped already
        image = inside
    else:
        image = inside + (1 - share) * surround(place, distance, brain, draw_tones(modality, dice), dice)
        if kind < 0.12:  # stripped badly
            image = image * (distance < dice.between(4, 14) + 3 * dice.field(30))
        elif kind < 0.2:  # without a face
            image = image * ((place[1] > -brain.half[1] * dice.between(0.5, 0.9)) | (place[2] > dice.between(-30, 10)) | (distance < 6))
    image = _scan(image, dice)
    label = (share >= 0.5).long()
    return normalise(image)[None] * dice.between(0.85, 1.18), label * (image > 0)


def normalise(image: Tensor) -> Tensor:
    """From its 1st percentile on, over the mean of what lies above the mean, 4 at most; air is about 0, brain about 1."""
    flat = image.flatten()
    low = flat.kthvalue(max(1, round(0.01 * (flat.numel() - 1)) + 1)).values
    above = (image - low).clamp_min(0)
    bright = above[above > above.mean()]
    return (above / bright.mean()).clamp_max(4) if bright.numel() else above


def _put(brain: Brain, dice: Dice) -> tuple[Tensor, Tensor]:
    """Turn, stretch, bend and move a brain: places [3, *shape] in its own frame; image, share and distance [6, *shape]."""
    matrix = np.eye(3)
    for axis, limit in enumerate((25, 12, 12)):
        angle = math.radians(dice.between(-limit, limit))
        first, second = [other for other in range(3) if other != axis]
        turn = np.eye(3)
        turn[first, first] = turn[second, second] = math.cos(angle)
        turn[first, second], turn[second, first] = -math.sin(angle), math.sin(angle)
        matrix = turn @ matrix
    stretch = dice.between(0.85, 1.12) * dice.rng.uniform(0.93, 1.07, 3)
    if dice.chance(0.5):
        stretch[0] = -stretch[0]
    matrix = torch.from_numpy((matrix / stretch).astype(np.float32))
    # Higher than the middle more often than lower: many images reach far down the neck.
    middle = torch.tensor([dice.between(-14, 14), dice.between(-20, 20), dice.between(-25, 50)])
    axes = [SPACING * (torch.arange(size, dtype=torch.float32) - (size - 1) / 2) for size in dice.shape]
    offsets = torch.stack(torch.meshgrid(*axes, indexing="ij"), -1) - middle
    place = (offsets @ matrix.T).movedim(-1, 0)
    if dice.chance(0.5):
        place = place + torch.stack([dice.field(60) for _ in range(3)]) * dice.between(1, 5)
    whole = torch.cat([brain.image, brain.share[None], brain.distance[None]])
    extent = torch.tensor(whole.shape[1:]).view(3, 1, 1, 1) * SPACING / 2
    grid = (place / extent).movedim(0, -1).flip(-1)[None]
    sampled = F.grid_sample(whole[None], grid, padding_mode="zeros", align_corners=False)[0]
    beyond = (place.abs() > extent - SPACING).any(0)
    sampled[-1] = torch.where(beyond, torch.full_like(sampled[-1], MARGIN * SPACING), sampled[-1])
    return place, sampled


def _show(channels: Tensor, share: Tensor, dice: Dice) -> tuple[Tensor, int]:
    """The brain in one of its four modalities or in a tone no scanner has; what it is called for the tissues around."""
    modality = int(dice.rng.integers(4))
    shown = channels[modality]
    draw = dice.rng.random()
    if draw < 0.15:
        other = channels[int(dice.rng.integers(4))]
        weight = dice.between(0, 1)
        shown = weight * shown + (1 - weight) * other
    elif draw < 0.22:
        shown = (dice.between(1.8, 2.6) * share - shown).clamp_min(0)
    if dice.chance(0.5):  # the zero of the scale is only guessed, see read_brain
        lift = dice.between(-0.25, 0.5)
        shown = ((shown + lift * share) / (1 + lift)).clamp_min(0)
    return shown, modality


def draw_tones(modality: int, dice: Dice) -> dict[str, float]:
    """A tone for each tissue; all of them real ones half of the time, else some of them anything."""
    odd = 0.0 if dice.chance(0.5) else dice.between(0.1, 0.7)
    tones = {name: dice.between(*(ANY if dice.chance(odd) else ranges[modality])) for name, ranges in TONES.items()}
    if dice.chance(0.25):
        tones["fat"] = tones["marrow"] = dice.between(0.1, 0.7)  # saturated
    tones["air"] = 0.0 if dice.chance(0.7) else dice.between(0, 0.08)
    return tones


def surround(place: Tensor, distance: Tensor, brain: Brain, tones: dict[str, float], dice: Dice) -> Tensor:
    """Everything but the brain, [*shape]: where what is depends on ``dice`` alone, how it looks on ``tones``.

    ``place`` [3, *shape] in the brain's frame, ``distance`` [*shape] to the brain, mm.
    """
    x, y, z = place
    half = brain.half
    depth = distance + dice.field(25) * dice.between(0, 1.5)

    def layer(low: float, high: float, scale: float = 40) -> Tensor:
        thickness = dice.between(low, high)
        return (thickness * (1 + 0.35 * dice.field(scale))).clamp_min(0)

    def soft(inner: Tensor) -> Tensor:
        """How far a voxel lies beyond a surface, as a share of it: voxels are as thick as some of the layers."""
        return (inner / SPACING + 0.5).clamp(0, 1)

    # The vault, from within: fluid, dura, inner table, marrow, outer table, muscle at the temples, fat, skin, air.
    temples = ((x.abs() / half[0] - 0.55).clamp(0, 0.3) / 0.3) * ((15 - z) / 30).clamp(0, 1)
    start = layer(0, 5)
    image = torch.full_like(depth, tones["fluid"])
    reached = start
    for name, thickness in (
        ("dura", layer(0.3, 2)), ("bone", layer(1, 3)), ("marrow", layer(0, 6)), ("bone", layer(1, 3)),
        ("muscle", layer(0, 16) * temples), ("fat", layer(1, 11)), ("skin", layer(1, 3)), ("air", None),
    ):
        weight = soft(depth - reached)
        image = image + weight * (tones[name] * (1 + 0.12 * dice.noise() if name not in ("air", "bone") else 1.0) - image)
        reached = reached if thickness is None else reached + thickness
    # The large sinus along the midline above.
    width, height = dice.between(2, 6), dice.between(3, 9)
    along = (x.abs() < width) & (z > -0.2 * half[2]) & (depth < start + height)
    image = torch.where(along, torch.full_like(image, tones["sinus"]), image)
    # Base of the skull, face and neck: beyond some bone, whatever mosaic of tissues.
    front, back = dice.between(-0.25, 0.05) * half[2], dice.between(-0.95, -0.6) * half[2]
    slope = front + (back - front) * (y / half[1] + 1) / 2
    narrowing = 1 - dice.between(0.15, 0.35) * ((-half[2] - z) / 30).clamp(0, 1)
    wide, long = half[0] + dice.between(4, 16), half[1] + dice.between(6, 30)
    radius = ((x / (wide * narrowing)) ** 2 + ((y + dice.between(0, 14)) / (long * narrowing)) ** 2).sqrt() + 0.05 * dice.field(25)
    below = soft(slope - z + 4 * dice.field(20)) * soft((1 - radius) * 70) * soft(depth - start - layer(1, 5, 20))
    image = image + below * (_mosaic(tones, dice) - image)
    for name, inner, outer in (("fat", 0.90, 0.97), ("skin", 0.97, 1.0)):
        rim = (radius > inner) & (radius < outer) & (below > 0.5)
        image = torch.where(rim, torch.full_like(image, tones[name]), image)
    image = _orbits(image, place, depth, half, tones, dice)
    return _cord(image, place, depth, brain.foot, tones, dice).clamp_min(0)


def _mosaic(tones: dict[str, float], dice: Dice) -> Tensor:
    """Patches of several tissues, each where its field is the largest."""
    count = int(dice.rng.integers(2, 7))
    names = [str(name) for name in dice.rng.choice(["fat", "muscle", "mucosa", "bone", "air", "marrow", "skin"], count)]
    scale = dice.between(10, 30) if dice.chance(0.7) else dice.between(30, 70)
    highest = torch.full(dice.shape, -math.inf)
    picked = torch.zeros(dice.shape)
    for name in names:  # argmax over a stack of fields takes several times as long
        field = dice.field(scale * dice.between(0.7, 1.5))
        picked = torch.where(field > highest, torch.full_like(picked, tones[name]), picked)
        highest = torch.maximum(highest, field)
    return picked * (1 + dice.between(0, 0.2) * dice.noise() + dice.between(0, 0.2) * dice.field(15))


def _orbits(image: Tensor, place: Tensor, depth: Tensor, half: tuple[float, float, float], tones: dict[str, float], dice: Dice) -> Tensor:
    """Two eyes in fat below the frontal lobes; sometimes there are none to be seen."""
    if dice.chance(0.2):
        return image
    height, forward = dice.between(-0.55, -0.2) * half[2], -half[1] + dice.between(-8, 22)
    apart, size = dice.between(27, 36), dice.between(10.5, 13.5)
    free = depth > dice.between(2, 5)
    for side in (-1, 1):
        x, y, z = place[0] - side * apart, place[1] - forward, place[2] - height
        far = (x**2 + y**2 + z**2).sqrt()
        behind = ((x + side * 0.4 * y.clamp_min(0)) ** 2 + z**2).sqrt() + 0.35 * y.clamp_min(0)  # a cone
        image = torch.where(free & (y > -2) & (y < 42) & (behind < 19), torch.full_like(image, tones["fat"]), image)
        image = torch.where(free & (y > 8) & (y < 42) & (behind - 0.35 * y.clamp_min(0) < 3.2), torch.full_like(image, tones["cord"]), image)
        image = torch.where(free & (far < size + 1.5), torch.full_like(image, tones["muscle"]), image)
        image = torch.where(free & (far < size), torch.full_like(image, tones["fluid"]), image)
    return image


def _cord(image: Tensor, place: Tensor, depth: Tensor, foot: tuple[float, float, float], tones: dict[str, float], dice: Dice) -> Tensor:
    """What the brain stem goes on as: looks like brain, counts as not."""
    lean = dice.between(-0.3, 0.3)
    down = foot[2] - place[2]
    far = ((place[0] - foot[0]) ** 2 + (place[1] - foot[1] - lean * down) ** 2).sqrt()
    size = dice.between(5, 10)
    under = (down > -3) & (depth > 1)
    image = torch.where(under & (far < size + dice.between(2, 6)), torch.full_like(image, tones["fluid"]), image)
    return torch.where(under & (far < size), torch.full_like(image, tones["cord"]), image)


def _scan(image: Tensor, dice: Dice) -> Tensor:
    """Bias field, thick slices, blur, noise, and a field of view that ends within the head."""
    if dice.chance(0.6):
        image = image * torch.exp(dice.field(120) * dice.between(0.05, 0.4))
    if dice.chance(0.3):
        image = image ** dice.between(0.75, 1.3)
    if dice.chance(0.5):
        axis = int(dice.rng.choice(3, p=(0.2, 0.2, 0.6)))
        size = list(image.shape)
        size[axis] = max(8, round(size[axis] / dice.between(1.3, 3.5)))
        thick = F.interpolate(image[None, None], size=size, mode="area" if dice.chance(0.7) else "nearest")
        image = F.interpolate(thick, size=image.shape, mode="trilinear", align_corners=False)[0, 0]
    elif dice.chance(0.3):
        image = F.avg_pool3d(image[None, None], 3, stride=1, padding=1)[0, 0]
    deviation = dice.between(0, 0.12) if dice.chance(0.7) else 0.0
    if deviation:
        image = ((image + deviation * dice.noise()) ** 2 + (deviation * dice.noise()) ** 2).sqrt()  # Rician
        if dice.chance(0.3):
            image = image * (image > 2 * deviation)
    if dice.chance(0.35):
        image = image.clone()
        for axis, most in enumerate((10, 10, 24)):
            for end in (0, 1):
                cut = int(dice.rng.integers(most)) if dice.chance(0.4) else 0
                if cut:
                    image.narrow(axis, 0 if end == 0 else image.shape[axis] - cut, cut).zero_()
    return image
