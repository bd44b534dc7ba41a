"""Reading labelled studies from disk: the layouts, the axes, the labels, the intensity normalisation."""

from __future__ import annotations

import lzma
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Optional

import nibabel as nib
import numpy as np

from . import CHANNELS

#: Percentiles of the non-zero voxels between which every channel is clipped.
CLIP_PERCENTILES = (0.05, 99.95)
NIFTI = r"\.nii(?:\.gz|\.xz)?$"
#: The names BraTS gave its modalities: 2018-2021 and 2023.
MODALITY_OF_SUFFIX = {
    "t1": "t1", "t1ce": "t1ce", "t2": "t2", "flair": "flair", "seg": "seg",
    "t1n": "t1", "t1c": "t1ce", "t2w": "t2", "t2f": "flair",
}
BRATS_NAME = re.compile(rf"^(?P<case>.+)[_-](?P<suffix>{'|'.join(MODALITY_OF_SUFFIX)}){NIFTI}", re.IGNORECASE)
STACKED_NAME = re.compile(rf"^(?P<case>.+)_image{NIFTI}")
#: Medical Segmentation Decathlon, Task01: channel order FLAIR, T1w, T1gd, T2w ...
MSD_CHANNELS = (1, 2, 3, 0)
#: ... and 1 oedema, 2 non-enhancing, 3 enhancing.
MSD_LABELS = {1: 2, 2: 1, 3: 3}
#: BraTS up to 2021 codes enhancing tumour 4, from 2023 on 3.
BRATS_LABELS = {1: 1, 2: 2, 3: 3, 4: 3}


@dataclass(frozen=True)
class StudyFiles:
    """The files of one case. ``images``: one 4D file, or four 3D files in the order of CHANNELS."""

    name: str
    layout: str  # "stacked", "brats" or "msd"
    images: tuple[Path, ...]
    label: Optional[Path]


@dataclass
class Study:
    """``image`` [4, x, y, z] as stored (arbitrary units, 0 outside), ``label`` [x, y, z] uint8 0-3; axes LPS."""

    name: str
    image: np.ndarray
    label: Optional[np.ndarray]
    affine: np.ndarray


def find_studies(folder: Path) -> list[StudyFiles]:
    """All cases below ``folder``, whichever of the known layouts it has, sorted by name."""
    if not folder.is_dir():
        raise FileNotFoundError(f"no such folder: {folder}")
    if (folder / "imagesTr").is_dir():
        found = list(_find_msd(folder))
    else:
        found = list(_find_stacked(folder)) or list(_find_brats(folder))
    if not found:
        raise ValueError(f"no case found in {folder}: expected *_image.nii*, BraTS names, or imagesTr/ + labelsTr/")
    return sorted(found, key=lambda study: study.name)


def write_study(output: Path, study: Study) -> None:
    """As BraTS 2018 to 2021 name and code it, in a folder of its own within ``output``."""
    folder = output / study.name
    folder.mkdir(parents=True, exist_ok=True)
    label = [] if study.label is None else [np.where(study.label == 3, 4, study.label).astype(np.uint8)]
    for name, volume in zip((*CHANNELS, "seg"), (*study.image, *label)):
        nib.save(nib.Nifti1Image(volume, study.affine), folder / f"{study.name}_{name}.nii.gz")


def _find_stacked(folder: Path) -> Iterator[StudyFiles]:
    for path in sorted(folder.rglob("*_image.nii*")):
        match = STACKED_NAME.match(path.name)
        if match:
            label = path.with_name(path.name.replace("_image.nii", "_label.nii"))
            yield StudyFiles(match["case"], "stacked", (path,), label if label.exists() else None)


def _find_brats(folder: Path) -> Iterator[StudyFiles]:
    groups: dict[tuple[Path, str], dict[str, Path]] = {}
    for path in sorted(folder.rglob("*.nii*")):
        match = BRATS_NAME.match(path.name)
        if match:
            modality = MODALITY_OF_SUFFIX[match["suffix"].lower()]
            groups.setdefault((path.parent, match["case"]), {})[modality] = path
    for (parent, case), files in groups.items():
        if any(channel not in files for channel in CHANNELS):
            continue
        # One label map of BraTS 2020 kept the name of its annotator: "..._Segm.nii".
        label = files.get("seg") or next(iter(sorted(parent.glob("*_Segm.nii*"))), None)
        yield StudyFiles(case, "brats", tuple(files[channel] for channel in CHANNELS), label)


def _find_msd(folder: Path) -> Iterator[StudyFiles]:
    for path in sorted((folder / "imagesTr").glob("[!.]*.nii*")):
        label = folder / "labelsTr" / path.name
        yield StudyFiles(re.sub(NIFTI, "", path.name), "msd", (path,), label if label.exists() else None)


def load_nifti(path: Path) -> nib.Nifti1Image:
    """A NIfTI file, plain, gzip or xz."""
    if path.suffix == ".xz":
        return nib.Nifti1Image.from_bytes(lzma.decompress(path.read_bytes()))
    return nib.load(path)


def to_lps(array: np.ndarray, affine: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Flip and permute the first three axes of ``array`` to LPS; returns array and its affine."""
    source = nib.orientations.io_orientation(affine)
    target = nib.orientations.axcodes2ornt(("L", "P", "S"))
    transform = nib.orientations.ornt_transform(source, target)
    turned = nib.orientations.apply_orientation(array, transform)
    return turned, affine @ nib.orientations.inv_ornt_aff(transform, array.shape[:3])


def read_label(path: Path, layout: str) -> np.ndarray:
    """Label map [x, y, z] uint8 with 0, 1 NCR, 2 ED, 3 ET; axes LPS. Unknown values are refused."""
    file = load_nifti(path)
    raw, _ = to_lps(np.rint(np.asanyarray(file.dataobj)).astype(np.int16), file.affine)
    label = np.zeros(raw.shape, np.uint8)
    mapping = MSD_LABELS if layout == "msd" else BRATS_LABELS
    unknown = set(np.unique(raw).tolist()) - {0, *mapping}
    if unknown:
        raise ValueError(f"{path.name}: unknown label values {sorted(unknown)}")
    for value, ours in mapping.items():
        label[raw == value] = ours
    return label


def read_study(files: StudyFiles) -> Study:
    """Images [4, x, y, z] and label of a case, axes LPS."""
    volumes: list[np.ndarray] = []
    affine = np.eye(4)
    for path in files.images:
        file = load_nifti(path)
        array, affine = to_lps(np.asanyarray(file.dataobj), file.affine)
        volumes.append(array)
    image = np.moveaxis(volumes[0], -1, 0) if len(volumes) == 1 else np.stack(volumes)
    if files.layout == "msd":
        image = image[list(MSD_CHANNELS)]
    if image.ndim != 4 or image.shape[0] != len(CHANNELS):
        raise ValueError(f"{files.name}: expected 4 channels, found shape {image.shape}")
    label = None if files.label is None else read_label(files.label, files.layout)
    if label is not None and label.shape != image.shape[1:]:
        raise ValueError(f"{files.name}: label {label.shape} and image {image.shape[1:]} differ")
    return Study(files.name, image, label, affine)


def brain_box(image: np.ndarray) -> tuple[slice, slice, slice]:
    """The box of voxels that are non-zero in any channel of ``image`` [4, x, y, z]."""
    inside = (image != 0).any(axis=0)
    if not inside.any():
        raise ValueError("the image is empty")
    edges = []
    for axis in range(3):
        used = np.flatnonzero(inside.any(axis=tuple(other for other in range(3) if other != axis)))
        edges.append(slice(int(used[0]), int(used[-1]) + 1))
    return edges[0], edges[1], edges[2]


def clip_range(channel: np.ndarray) -> tuple[float, float]:
    """The two clipping percentiles of the non-zero voxels of one channel, in its own units."""
    values = channel[channel != 0]
    if values.size == 0:
        return 0.0, 0.0
    low, high = np.percentile(values, CLIP_PERCENTILES)
    return float(low), float(high)


def centre_and_spread(values: np.ndarray, kind: str) -> tuple[float, float]:
    """What becomes 0 and what becomes 1: mean and standard deviation ("z-score"), or median and quartiles ("robust").

    A large tumour moves mean and deviation of FLAIR so far that healthy tissue looks another in each patient;
    the quartiles stay where they are. 1.349 is the distance of the quartiles of a normal distribution.
    """
    if kind == "z-score":
        return float(values.mean()), max(float(values.std()), 1e-6)
    lower, median, upper = np.percentile(values, (25, 50, 75))
    return float(median), max(float(upper - lower) / 1.349, 1e-6)


def normalise(image: np.ndarray, kind: str = "z-score") -> np.ndarray:
    """What the network reads: per channel clip to the percentiles, normalise over non-zero voxels, 0 outside.

    ``image`` [4, x, y, z] in arbitrary units -> float32 of the same shape. ``kind``: see ``centre_and_spread``.
    """
    result = np.zeros(image.shape, np.float32)
    for index, channel in enumerate(image):
        inside = channel != 0
        if not inside.any():
            continue
        low, high = clip_range(channel)
        values = np.clip(channel[inside].astype(np.float32), low, high)
        centre, spread = centre_and_spread(values, kind)
        result[index][inside] = (values - centre) / spread
    return result


def quantise(image: np.ndarray, levels: int = 127) -> np.ndarray:
    """Each channel's brain mapped linearly to 1..levels between its percentiles, 0 outside; uint8.

    The z-score of the result over its non-zero voxels equals ``normalise(image)`` up to rounding.
    """
    result = np.zeros(image.shape, np.uint8)
    for index, channel in enumerate(image):
        inside = channel != 0
        if not inside.any():
            continue
        low, high = clip_range(channel)
        scaled = (np.clip(channel[inside].astype(np.float32), low, high) - low) / max(high - low, 1e-6)
        result[index][inside] = 1 + np.rint(scaled * (levels - 1))
    return result


def coarsen(stored: np.ndarray, levels: int, before: int = 127) -> np.ndarray:
    """A quantised volume (1..before, 0 outside) in fewer levels: coarser, but much smaller when compressed."""
    if levels >= before:
        return stored
    inside = stored > 0
    return np.where(inside, 1 + np.rint((stored - 1.0) * (levels - 1) / (before - 1)), 0).astype(np.uint8)
