"""One prepared file from any number of data folders: ``python -m glioscope_training.prepare``.

The file is an .npz: ``image_0000`` [4, x, y, z] uint8 (each channel's brain 1..127, 0 outside, cropped to
the brain), ``label_0000`` [x, y, z] uint8, ``index`` (JSON as bytes); with ``--correct-bias`` also
``corrected_0000``, the image without its bias fields. It holds everything that training
needs, so it is the only thing to carry to a GPU machine. It is patient data: keep it where the data is.
"""

from __future__ import annotations

import argparse
import json
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

import numpy as np

from .bias_correction import correct
from .data import brain_box, centre_and_spread, coarsen, find_studies, quantise, read_study

FORMAT = "glioscope-training-1"


@dataclass
class PreparedCase:
    """``image`` [4, x, y, z] uint8, ``label`` [x, y, z] uint8; ``centre``/``spread`` [4] over non-zero voxels."""

    name: str
    image: np.ndarray
    label: np.ndarray
    centre: np.ndarray
    spread: np.ndarray
    corrected: Optional["PreparedCase"] = None  # the same with its bias fields taken out


def write_prepared(
    folders: list[Path], output: Path, compress: bool, exclude: set[str], levels: int = 127, correct_bias: bool = False
) -> int:
    """Read all labelled cases of ``folders`` into ``output``; returns the number of cases."""
    output.parent.mkdir(parents=True, exist_ok=True)
    index: list[dict[str, object]] = []
    seen: set[str] = set()
    method = zipfile.ZIP_LZMA if compress else zipfile.ZIP_STORED
    partial = output.with_name(output.name + ".partial")
    with zipfile.ZipFile(partial, "w", method, allowZip64=True) as archive:
        for files in (study for folder in folders for study in find_studies(folder)):
            if files.label is None or files.name in exclude or files.name in seen:
                print(f"skipped {files.name}: no label, excluded, or seen before")
                continue
            seen.add(files.name)
            study = read_study(files)
            assert study.label is not None
            box = brain_box(study.image)
            image = study.image[(slice(None), *box)]
            number = f"{len(index):04d}"
            if correct_bias:
                _write_array(archive, f"corrected_{number}", coarsen(quantise(correct(image)), levels))
            # The stacked layout is quantised already; doing it twice would only add rounding.
            if not (files.layout == "stacked" and image.dtype == np.uint8):
                image = quantise(image)
            _write_array(archive, f"image_{number}", coarsen(image, levels))
            _write_array(archive, f"label_{number}", study.label[box])
            counts = np.bincount(study.label[box].ravel(), minlength=4).tolist()
            index.append({"name": files.name, "shape": list(image.shape), "voxels_per_label": counts})
            print(f"{number} {files.name} {image.shape} labels {counts}", flush=True)
        header = json.dumps({"format": FORMAT, "cases": index}).encode()
        _write_array(archive, "index", np.frombuffer(header, np.uint8))
    partial.replace(output)
    return len(index)


def _write_array(archive: zipfile.ZipFile, name: str, array: np.ndarray) -> None:
    with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
        np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)


def load_prepared(path: Path, normalisation: str = "z-score") -> list[PreparedCase]:
    """All cases of a prepared file, in memory, to be normalised as ``data.centre_and_spread`` says."""
    cases: list[PreparedCase] = []
    with np.load(path, allow_pickle=False) as archive:
        index = json.loads(archive["index"].tobytes())
        if index.get("format") != FORMAT:
            raise ValueError(f"{path} is not a prepared file of this version ({FORMAT})")
        for number, entry in enumerate(index["cases"]):
            label = archive[f"label_{number:04d}"]
            versions = [
                _with_statistics(entry["name"], archive[key], label, normalisation)
                for key in (f"image_{number:04d}", f"corrected_{number:04d}") if key in archive
            ]
            cases.append(replace(versions[0], corrected=versions[1] if len(versions) > 1 else None))
    return cases


def _with_statistics(name: str, image: np.ndarray, label: np.ndarray, normalisation: str) -> PreparedCase:
    """A case and what its intensities are normalised by."""
    centre, spread = np.zeros(len(image), np.float32), np.ones(len(image), np.float32)
    for channel, volume in enumerate(image):
        values = volume[volume > 0]
        if values.size:
            centre[channel], spread[channel] = centre_and_spread(values, normalisation)
    return PreparedCase(name, image, label, centre, spread)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="data folders: stacked, BraTS or MSD Task01 layout")
    parser.add_argument("--output", required=True, type=Path, help="the .npz to write (outside the repository)")
    parser.add_argument("--compress", action="store_true", help="LZMA, about a quarter of the size; slow to write")
    parser.add_argument("--levels", type=int, default=127, help="grey levels kept; 24 halves a compressed file")
    parser.add_argument("--exclude", nargs="*", default=[], help="case names to leave out (held out elsewhere)")
    parser.add_argument("--correct-bias", action="store_true", help="each case a second time, without its bias fields")
    arguments = parser.parse_args()
    count = write_prepared(arguments.folders, arguments.output, arguments.compress, set(arguments.exclude),
                           arguments.levels, arguments.correct_bias)
    print(f"{count} cases, {arguments.output.stat().st_size / 2**20:.1f} MiB in {arguments.output}")


if __name__ == "__main__":
    main()
