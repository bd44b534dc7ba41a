"""Images without their bias field, as many pipelines hand them out: what it does to a tumour is learnt beside the rest.

N4 (Tustison et al. 2010, "N4ITK: improved N3 bias correction") cannot tell a large faint lesion from the slow
change of a coil's sensitivity, and takes much of its contrast away: on FLAIR nearly two thirds, in the mean over the
training cases. Needs SimpleITK.

``python -m glioscope_training.bias_correction CASES OUT`` writes labelled studies corrected, to be evaluated beside
the others. Keep ``OUT`` where ``CASES`` is.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from .data import find_studies, read_study, write_study

#: Every so many voxels along an axis are looked at.
SHRINK = 4
ITERATIONS = (50, 50, 50, 50)
#: How far above 0 the darkest tissue lies, of the brightest (t1, t1ce, t2, flair). Stored cases have lost it; these
#: are near the middle of nine held-out cases as published (their medians: 0.054, 0.033, 0.005, 0.021). The field is a
#: factor, so it matters.
FLOOR = (0.04, 0.04, 0.007, 0.02)


def correct(image: np.ndarray) -> np.ndarray:
    """``image`` [4, x, y, z], 0 outside the brain, each channel divided by its bias field; float32.

    Stored intensities (uint8, ``data.quantise``) are given the floor back that they have lost.
    """
    floors = FLOOR if image.dtype == np.uint8 else (0.0,) * len(image)
    return np.stack([_correct_channel(_with_floor(channel, floor)) for channel, floor in zip(image, floors)])


def _with_floor(channel: np.ndarray, floor: float) -> np.ndarray:
    if not floor:
        return channel.astype(np.float32)
    span = max(int(channel.max()) - 1, 1)
    return np.where(channel > 0, floor + (channel - 1.0) / span * (1 - floor), 0).astype(np.float32)


def _correct_channel(channel: np.ndarray) -> np.ndarray:
    import SimpleITK

    if not (channel > 0).any():
        return channel
    # around 1000: the histogram's bins want numbers that are not tiny
    volume = SimpleITK.GetImageFromArray(channel * np.float32(1000 / channel.max()))
    mask = SimpleITK.Cast(volume > 0, SimpleITK.sitkUInt8)
    shrink = [min(SHRINK, max(1, size // 8)) for size in volume.GetSize()]
    corrector = SimpleITK.N4BiasFieldCorrectionImageFilter()
    corrector.SetMaximumNumberOfIterations(list(ITERATIONS))
    corrector.Execute(SimpleITK.Shrink(volume, shrink), SimpleITK.Shrink(mask, shrink))
    field = SimpleITK.GetArrayFromImage(corrector.GetLogBiasFieldAsImage(volume))
    return np.where(channel > 0, channel / np.exp(field), 0).astype(np.float32)


def _as_int16(channel: np.ndarray) -> np.ndarray:
    """Finer than it came: rounding is not what is to be measured."""
    return np.rint(channel * (30000 / max(float(channel.max()), 1e-6))).astype(np.int16)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    for files in find_studies(arguments.cases):
        study = read_study(files)
        corrected = np.stack([_as_int16(channel) for channel in correct(study.image)])
        write_study(arguments.output, replace(study, image=corrected))
        print(study.name, flush=True)


if __name__ == "__main__":
    main()
