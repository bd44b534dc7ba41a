"""How sure the network may be: ``python -m glioscope_training.calibrate SNAPSHOT.pt --cases LABELLED``.

A network trained long on few cases is surer than it is right. Its logits divided by one number (temperature
scaling: Guo et al. 2017, "On Calibration of Modern Neural Networks") are labelled no differently where the
largest wins, but say probabilities that can be relied on. The number is the one at which the experts' labels are
least surprising; the cases must be others than those trained on. Printed besides: Dice at each temperature when
what promises most is marked (``mark``), and which temperature the cases but one choose, each left out in turn.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from . import REGIONS
from .checkpoint import load_network
from .data import Study, brain_box, find_studies, read_study
from .evaluate import dice, mean_of, predict_labels, torch_predictor
from .marking import mark, probabilities
from .network import UNet

TEMPERATURES = (1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0)


def surprise(p: np.ndarray, label: np.ndarray) -> float:
    """Negative log likelihood, in nats, of ``label`` [n] under ``p`` [classes, n], summed over voxels."""
    return float(-np.log(np.maximum(p[label, np.arange(label.size)], 1e-7)).sum())


def whole_logits(study: Study, network: UNet) -> tuple[np.ndarray, np.ndarray]:
    """Logits [classes, n] and labels [n] of the voxels of the study's brain."""
    kept: list[np.ndarray] = []
    plain = torch_predictor(network)

    def keep(volume: np.ndarray) -> np.ndarray:
        kept.append(plain(volume))
        return kept[-1]

    predict_labels(study, keep, network.config)
    box = brain_box(study.image)
    inside = (study.image[(slice(None), *box)] != 0).any(axis=0)
    logits = kept[0][0][(slice(None), *(slice(0, size) for size in inside.shape))]
    assert study.label is not None
    return logits[:, inside], study.label[box][inside]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="a checkpoint or an EMA snapshot .pt")
    parser.add_argument("--cases", required=True, type=Path, help="folder of labelled studies (never trained on)")
    arguments = parser.parse_args()
    network = load_network(arguments.model)
    surprises: list[list[float]] = []
    rows: dict[float, list[dict[str, float]]] = {temperature: [] for temperature in TEMPERATURES}
    for files in find_studies(arguments.cases):
        study = read_study(files)
        if study.label is None:
            continue
        logits, label = whole_logits(study, network)
        surprises.append([])
        for temperature in TEMPERATURES:
            p = probabilities(logits, temperature)
            surprises[-1].append(surprise(p, label))
            marked = mark(p)
            rows[temperature].append({name: dice(marked, label, members) for name, members in REGIONS.items()})
    table = np.asarray(surprises)
    for temperature, total in zip(TEMPERATURES, table.sum(axis=0)):
        means = mean_of(rows[temperature])  # type: ignore[arg-type]
        print(f"temperature {temperature:<5}  surprise {total / 1e3:8.1f} knats  "
              + "  ".join(f"{name} {means[name]:.3f}" for name in REGIONS))
    without_one = [TEMPERATURES[int((table.sum(axis=0) - row).argmin())] for row in table]
    print("each case left out:", *without_one)


if __name__ == "__main__":
    main()
