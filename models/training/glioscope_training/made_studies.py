"""Labelled studies put back into heads: ``python -m glioscope_training.made_studies CASES OUT``.

For measuring what brain extraction costs: ``glioscope evaluate --cases OUT`` beside ``--cases CASES``. Keep ``OUT`` where
``CASES`` is: the brains in it are patients'.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from .brains import MARGIN, SPACING, Draws, brain_of
from .data import Study, find_studies, read_study, write_study
from .surroundings import draw_tones, surround


def dress(study: Study, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The study's four images (1 mm) in one made head: [4, x, y, z] int16 on a larger grid, and what to add to an index
    of the study to have the same place there. The brain's own intensities stay as they are."""
    brain, box = brain_of(study)
    image = study.image[(slice(None), *box)]
    shape = tuple(brain.share.shape)
    axes = [SPACING * (torch.arange(size, dtype=torch.float32) - (size - 1) / 2) for size in shape]
    place = torch.stack(torch.meshgrid(*axes, indexing="ij"))
    dressed = np.zeros((4, *(2 * size for size in shape)), np.int16)
    room = 2 * MARGIN
    inner = tuple(slice(room, room + size) for size in image.shape[1:])
    for channel in range(4):
        draws = Draws(seed, shape)  # the same head for all four
        tones = draw_tones(channel, Draws(seed + 1 + channel, shape))
        around = surround(place, brain.distance, brain, tones, draws)
        noise = 0.02 * (around + draws.noise() * 0.5).abs()
        fine = F.interpolate((around + noise)[None, None], scale_factor=2, mode="trilinear", align_corners=False)[0, 0].numpy()
        values = image[channel]
        dressed[channel] = np.rint(np.clip(fine * float(np.median(values[values > 0])), 0, 32000))
        dressed[(channel, *inner)] = np.where(values > 0, values, dressed[(channel, *inner)])
    return dressed, np.array([room - part.start for part in box])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for number, files in enumerate(find_studies(arguments.cases)):
        study = read_study(files)
        assert study.label is not None
        dressed, shift = dress(study, arguments.seed + 10 * number)
        affine = study.affine.copy()
        affine[:3, 3] -= affine[:3, :3] @ shift
        label = np.zeros(dressed.shape[1:], np.uint8)
        first = np.maximum(shift, 0)
        source = tuple(slice(int(f - s), None) for f, s in zip(first, shift))
        part = study.label[source]
        part = part[tuple(slice(0, int(size - f)) for size, f in zip(label.shape, first))]
        label[tuple(slice(int(f), int(f) + size) for f, size in zip(first, part.shape))] = part
        write_study(arguments.output, Study(files.name, dressed, label, affine))
        print(f"{files.name}: {dressed.shape[1:]}", flush=True)


if __name__ == "__main__":
    main()
