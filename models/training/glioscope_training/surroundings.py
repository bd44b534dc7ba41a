"""What lies around a brain, in tones at will: fluid, dura, skull, scalp, orbits, face and neck.

Distances are millimetres, places are (x, y, z) in a frame around the middle of the brain's box: +x left, +y posterior,
+z superior. Tones are multiples of the brain's median.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from .brains import SPACING, Brain, Draws

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


def draw_tones(modality: int, draws: Draws) -> dict[str, float]:
    """A tone for each tissue; all of them real ones half of the time, else some of them anything."""
    odd = 0.0 if draws.chance(0.5) else draws.between(0.1, 0.7)
    tones = {name: draws.between(*(ANY if draws.chance(odd) else ranges[modality])) for name, ranges in TONES.items()}
    if draws.chance(0.25):
        tones["fat"] = tones["marrow"] = draws.between(0.1, 0.7)  # saturated
    tones["air"] = 0.0 if draws.chance(0.7) else draws.between(0, 0.08)
    return tones


def surround(place: Tensor, distance: Tensor, brain: Brain, tones: dict[str, float], draws: Draws) -> Tensor:
    """Everything but the brain, [*shape]: where what is depends on ``draws`` alone, how it looks on ``tones``.

    ``place`` [3, *shape] in the brain's frame, ``distance`` [*shape] to the brain, mm.
    """
    x, y, z = place
    half = brain.half
    depth = distance + draws.field(25) * draws.between(0, 1.5)

    def layer(low: float, high: float, scale: float = 40) -> Tensor:
        thickness = draws.between(low, high)
        return (thickness * (1 + 0.35 * draws.field(scale))).clamp_min(0)

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
        image = image + weight * (tones[name] * (1 + 0.12 * draws.noise() if name not in ("air", "bone") else 1.0) - image)
        reached = reached if thickness is None else reached + thickness
    # The large sinus along the midline above.
    width, height = draws.between(2, 6), draws.between(3, 9)
    along = (x.abs() < width) & (z > -0.2 * half[2]) & (depth < start + height)
    image = torch.where(along, torch.full_like(image, tones["sinus"]), image)
    # Base of the skull, face and neck: beyond some bone, whatever mosaic of tissues.
    front, back = draws.between(-0.25, 0.05) * half[2], draws.between(-0.95, -0.6) * half[2]
    slope = front + (back - front) * (y / half[1] + 1) / 2
    narrowing = 1 - draws.between(0.15, 0.35) * ((-half[2] - z) / 30).clamp(0, 1)
    wide, long = half[0] + draws.between(4, 16), half[1] + draws.between(6, 30)
    radius = ((x / (wide * narrowing)) ** 2 + ((y + draws.between(0, 14)) / (long * narrowing)) ** 2).sqrt() + 0.05 * draws.field(25)
    below = soft(slope - z + 4 * draws.field(20)) * soft((1 - radius) * 70) * soft(depth - start - layer(1, 5, 20))
    image = image + below * (_mosaic(tones, draws) - image)
    for name, inner, outer in (("fat", 0.90, 0.97), ("skin", 0.97, 1.0)):
        rim = (radius > inner) & (radius < outer) & (below > 0.5)
        image = torch.where(rim, torch.full_like(image, tones[name]), image)
    image = _orbits(image, place, depth, half, tones, draws)
    return _cord(image, place, depth, brain.foot, tones, draws).clamp_min(0)


def _mosaic(tones: dict[str, float], draws: Draws) -> Tensor:
    """Patches of several tissues, each where its field is the largest."""
    count = int(draws.rng.integers(2, 7))
    names = [str(name) for name in draws.rng.choice(["fat", "muscle", "mucosa", "bone", "air", "marrow", "skin"], count)]
    scale = draws.between(10, 30) if draws.chance(0.7) else draws.between(30, 70)
    highest = torch.full(draws.shape, -math.inf)
    picked = torch.zeros(draws.shape)
    for name in names:  # argmax over a stack of fields takes several times as long
        field = draws.field(scale * draws.between(0.7, 1.5))
        picked = torch.where(field > highest, torch.full_like(picked, tones[name]), picked)
        highest = torch.maximum(highest, field)
    return picked * (1 + draws.between(0, 0.2) * draws.noise() + draws.between(0, 0.2) * draws.field(15))


def _orbits(image: Tensor, place: Tensor, depth: Tensor, half: tuple[float, float, float], tones: dict[str, float], draws: Draws) -> Tensor:
    """Two eyes in fat below the frontal lobes; sometimes there are none to be seen."""
    if draws.chance(0.2):
        return image
    height, forward = draws.between(-0.55, -0.2) * half[2], -half[1] + draws.between(-8, 22)
    apart, size = draws.between(27, 36), draws.between(10.5, 13.5)
    free = depth > draws.between(2, 5)
    for side in (-1, 1):
        x, y, z = place[0] - side * apart, place[1] - forward, place[2] - height
        far = (x**2 + y**2 + z**2).sqrt()
        behind = ((x + side * 0.4 * y.clamp_min(0)) ** 2 + z**2).sqrt() + 0.35 * y.clamp_min(0)  # a cone
        image = torch.where(free & (y > -2) & (y < 42) & (behind < 19), torch.full_like(image, tones["fat"]), image)
        image = torch.where(free & (y > 8) & (y < 42) & (behind - 0.35 * y.clamp_min(0) < 3.2), torch.full_like(image, tones["cord"]), image)
        image = torch.where(free & (far < size + 1.5), torch.full_like(image, tones["muscle"]), image)
        image = torch.where(free & (far < size), torch.full_like(image, tones["fluid"]), image)
    return image


def _cord(image: Tensor, place: Tensor, depth: Tensor, foot: tuple[float, float, float], tones: dict[str, float], draws: Draws) -> Tensor:
    """What the brain stem goes on as: looks like brain, counts as not."""
    lean = draws.between(-0.3, 0.3)
    down = foot[2] - place[2]
    far = ((place[0] - foot[0]) ** 2 + (place[1] - foot[1] - lean * down) ** 2).sqrt()
    size = draws.between(5, 10)
    under = (down > -3) & (depth > 1)
    image = torch.where(under & (far < size + draws.between(2, 6)), torch.full_like(image, tones["fluid"]), image)
    return torch.where(under & (far < size), torch.full_like(image, tones["cord"]), image)
