"""Dice + cross-entropy 1:1, over labels and regions, with deep supervision."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

#: Voxels added to both sides of the Dice quotient at full resolution. Where a label is absent this is what
#: makes the loss feel false tumour: with p false voxels the term is p / (p + SMOOTH), not a constant 1.
SMOOTH = 50.0


def dice_loss(probabilities: Tensor, label: Tensor, regions: bool, smooth: float) -> Tensor:
    """1 - mean soft Dice of NCR, ED, ET (and WT, TC with ``regions``), over the batch as one volume.

    ``probabilities`` [n, 4, x, y, z] float32, ``label`` [n, x, y, z] int64.
    """
    axes = (0, 2, 3, 4)
    classes = torch.arange(probabilities.shape[1], device=label.device).view(1, -1, 1, 1, 1)
    target = (label[:, None] == classes).to(probabilities.dtype)
    predicted_sum, target_sum = probabilities.sum(axes), target.sum(axes)
    both = (probabilities * target).sum(axes)
    scores = [(2 * both[1:] + smooth) / (predicted_sum[1:] + target_sum[1:] + smooth)]
    if regions:
        for members in ((1, 2, 3), (1, 3)):
            region = list(members)
            p, t = probabilities[:, region].sum(1), target[:, region].sum(1)
            scores.append(((2 * (p * t).sum() + smooth) / (p.sum() + t.sum() + smooth))[None])
    return 1 - torch.cat(scores).mean()


def segmentation_loss(logits: list[Tensor], label: Tensor, regions: bool = True, smooth: float = SMOOTH) -> Tensor:
    """Weighted mean over resolutions (1, 1/2, 1/4, ...) of cross-entropy + Dice; computed in float32.

    ``logits``: finest first, each [n, 4, ...]; ``label`` [n, x, y, z] int64 at full resolution.
    """
    total = logits[0].new_zeros((), dtype=torch.float32)
    weights = 0.0
    for level, output in enumerate(logits):
        output = output.float()
        steps = [full // size for full, size in zip(label.shape[1:], output.shape[2:])]
        target = label[:, :: steps[0], :: steps[1], :: steps[2]]
        share = 0.5**level
        volume = steps[0] * steps[1] * steps[2]
        dice = dice_loss(output.softmax(1), target, regions, smooth / volume)
        total = total + share * (F.cross_entropy(output, target) + dice)
        weights += share
    return total / weights


def false_tumour(logits: Tensor, label: Tensor) -> Tensor:
    """Voxels of each batch member called tumour of any kind where there is none; [n]."""
    called = logits[:, 1:].amax(1) > logits[:, 0]  # argmax over the channels is many times slower on a CPU
    return (called & (label == 0)).flatten(1).sum(1).float()
