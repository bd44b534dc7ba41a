"""Lesions set into another patient's brain: places, sizes and neighbours that few training cases have.

After CarveMix (Zhang et al., MICCAI 2021): a lesion and a rim of what is around it is cut out of one case along its
outline and laid over another; the rim blends. Both are normalised, so that brain fits brain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True)
class GraftingConfig:
    """``share`` of the patches that get a second case's lesion; ``rim`` voxels of its surroundings come along."""

    share: float = 0.0
    rim: tuple[int, int] = (2, 6)
    least_inside: float = 0.8  # of the lesion, within the receiving brain; else it is left out


@dataclass(frozen=True)
class Piece:
    """What is grafted: ``image`` [4, x, y, z] z-scores, ``label`` [x, y, z], ``inside`` [4, x, y, z]: where its brain is."""

    image: Tensor
    label: Tensor
    inside: Tensor


def graft(receiver: Piece, donor: Piece, config: GraftingConfig, rng: np.random.Generator) -> Piece:
    """The receiver with the donor's lesion at the same place of the patch; the receiver itself where that does not fit.

    What the receiver has of a lesion stays beside the new one, is covered beneath it. Its brain mask stays.
    """
    lesion = donor.label > 0
    rim = int(rng.integers(config.rim[0], config.rim[1] + 1))
    brain = receiver.inside.any(0)
    size = int(lesion.sum())
    if size == 0 or int((lesion & brain).sum()) < config.least_inside * size:
        return receiver
    # Wherever either lacks a modality there is nothing to blend.
    shared = brain & donor.inside.any(0)
    cover = _wider(lesion, rim) * shared
    weight = F.avg_pool3d(cover[None, None], 3, stride=1, padding=1, count_include_pad=False)[0, 0] * shared
    image = torch.lerp(receiver.image, donor.image, weight)
    label = torch.where(weight > 0.5, donor.label, receiver.label)
    return Piece(image * receiver.inside, label * brain, receiver.inside)


def _wider(mask: Tensor, voxels: int) -> Tensor:
    """A mask and what lies within ``voxels`` of it along the axes, as 0 and 1 in float32."""
    return F.max_pool3d(mask.float()[None, None], 2 * voxels + 1, stride=1, padding=voxels)[0, 0]
