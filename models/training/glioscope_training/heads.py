"""Heads around stripped brains: what a brain extraction network is trained on.

Nobody may pass on scans of whole heads with an expert's brain mask for this project, but every training case is a
stripped brain. Its surroundings are painted (``surroundings.py``), each tissue in a random tone (half of the time one
the modality would have), so that the network learns what a brain is rather than what one scanner shows around it (the
idea of SynthStrip, Hoopes et al. 2022). Brains, tumours included, stay the real ones.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .brains import MARGIN, SPACING, Brain, Draws
from .surroundings import draw_tones, surround


def make_head(brain: Brain, shape: tuple[int, int, int], seed: int) -> tuple[Tensor, Tensor]:
    """One image of one head: [1, *shape] as the network reads it (``normalise``), and its brain [*shape] int64."""
    draws = Draws(seed, shape)
    place, sampled = _put(brain, draws)
    share, distance = sampled[-2].clamp(0, 1), sampled[-1]
    inside, modality = _show(sampled[:4], share, draws)
    kind = draws.rng.random()
    if kind < 0.06:  # stripped already
        image = inside
    else:
        image = inside + (1 - share) * surround(place, distance, brain, draw_tones(modality, draws), draws)
        if kind < 0.12:  # stripped badly
            image = image * (distance < draws.between(4, 14) + 3 * draws.field(30))
        elif kind < 0.2:  # without a face
            image = image * ((place[1] > -brain.half[1] * draws.between(0.5, 0.9)) | (place[2] > draws.between(-30, 10)) | (distance < 6))
    image = _scan(image, draws)
    label = (share >= 0.5).long()
    return normalise(image)[None] * draws.between(0.85, 1.18), label * (image > 0)


def normalise(image: Tensor) -> Tensor:
    """From its 1st percentile on, over the mean of what lies above the mean, 4 at most; air is about 0, brain about 1."""
    flat = image.flatten()
    low = flat.kthvalue(max(1, round(0.01 * (flat.numel() - 1)) + 1)).values
    above = (image - low).clamp_min(0)
    bright = above[above > above.mean()]
    return (above / bright.mean()).clamp_max(4) if bright.numel() else above


def _put(brain: Brain, draws: Draws) -> tuple[Tensor, Tensor]:
    """Turn, stretch, bend and move a brain: places [3, *shape] in its own frame; image, share and distance [6, *shape]."""
    matrix = np.eye(3)
    for axis, limit in enumerate((25, 12, 12)):
        angle = math.radians(draws.between(-limit, limit))
        first, second = [other for other in range(3) if other != axis]
        turn = np.eye(3)
        turn[first, first] = turn[second, second] = math.cos(angle)
        turn[first, second], turn[second, first] = -math.sin(angle), math.sin(angle)
        matrix = turn @ matrix
    stretch = draws.between(0.85, 1.12) * draws.rng.uniform(0.93, 1.07, 3)
    if draws.chance(0.5):
        stretch[0] = -stretch[0]
    matrix = torch.from_numpy((matrix / stretch).astype(np.float32))
    # Higher than the middle more often than lower: many images reach far down the neck.
    middle = torch.tensor([draws.between(-14, 14), draws.between(-20, 20), draws.between(-25, 50)])
    axes = [SPACING * (torch.arange(size, dtype=torch.float32) - (size - 1) / 2) for size in draws.shape]
    offsets = torch.stack(torch.meshgrid(*axes, indexing="ij"), -1) - middle
    place = (offsets @ matrix.T).movedim(-1, 0)
    if draws.chance(0.5):
        place = place + torch.stack([draws.field(60) for _ in range(3)]) * draws.between(1, 5)
    whole = torch.cat([brain.image, brain.share[None], brain.distance[None]])
    extent = torch.tensor(whole.shape[1:]).view(3, 1, 1, 1) * SPACING / 2
    grid = (place / extent).movedim(0, -1).flip(-1)[None]
    sampled = F.grid_sample(whole[None], grid, padding_mode="zeros", align_corners=False)[0]
    beyond = (place.abs() > extent - SPACING).any(0)
    sampled[-1] = torch.where(beyond, torch.full_like(sampled[-1], MARGIN * SPACING), sampled[-1])
    return place, sampled


def _show(channels: Tensor, share: Tensor, draws: Draws) -> tuple[Tensor, int]:
    """The brain in one of its four modalities or in a tone no scanner has; what it is called for the tissues around."""
    modality = int(draws.rng.integers(4))
    shown = channels[modality]
    draw = draws.rng.random()
    if draw < 0.15:
        other = channels[int(draws.rng.integers(4))]
        weight = draws.between(0, 1)
        shown = weight * shown + (1 - weight) * other
    elif draw < 0.22:
        shown = (draws.between(1.8, 2.6) * share - shown).clamp_min(0)
    if draws.chance(0.5):  # the zero of the scale is only guessed, see read_brain
        lift = draws.between(-0.25, 0.5)
        shown = ((shown + lift * share) / (1 + lift)).clamp_min(0)
    return shown, modality


def _scan(image: Tensor, draws: Draws) -> Tensor:
    """Bias field, thick slices, blur, noise, and a field of view that ends within the head."""
    if draws.chance(0.6):
        image = image * torch.exp(draws.field(120) * draws.between(0.05, 0.4))
    if draws.chance(0.3):
        image = image ** draws.between(0.75, 1.3)
    if draws.chance(0.5):
        axis = int(draws.rng.choice(3, p=(0.2, 0.2, 0.6)))
        size = list(image.shape)
        size[axis] = max(8, round(size[axis] / draws.between(1.3, 3.5)))
        thick = F.interpolate(image[None, None], size=size, mode="area" if draws.chance(0.7) else "nearest")
        image = F.interpolate(thick, size=image.shape, mode="trilinear", align_corners=False)[0, 0]
    elif draws.chance(0.3):
        image = F.avg_pool3d(image[None, None], 3, stride=1, padding=1)[0, 0]
    deviation = draws.between(0, 0.12) if draws.chance(0.7) else 0.0
    if deviation:
        image = ((image + deviation * draws.noise()) ** 2 + (deviation * draws.noise()) ** 2).sqrt()  # Rician
        if draws.chance(0.3):
            image = image * (image > 2 * deviation)
    if draws.chance(0.35):
        image = image.clone()
        for axis, most in enumerate((10, 10, 24)):
            for end in (0, 1):
                cut = int(draws.rng.integers(most)) if draws.chance(0.4) else 0
                if cut:
                    image.narrow(axis, 0 if end == 0 else image.shape[axis] - cut, cut).zero_()
    return image
