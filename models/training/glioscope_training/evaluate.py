"""Whole-brain Dice of a network on a folder of labelled studies, used sparingly while training.

The figures that count are those of the product's own evaluation; this one exists to draw the curve.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Callable, Optional

import numpy as np
import torch

from . import CHANNELS, REGIONS
from .checkpoint import add_adjustments, load_network
from .data import Study, brain_box, find_studies, normalise, read_study
from .marking import largest, promising
from .network import NetworkConfig

#: Volume [1, 4, x, y, z] float32 -> logits [1, 4, x, y, z].
Predictor = Callable[[np.ndarray], np.ndarray]
#: Logits [classes, n] of the voxels of a brain -> labels [n].
Marking = Callable[[np.ndarray], np.ndarray]
MARKINGS: dict[str, Marking] = {"largest": largest, "expected-dice": promising}


def predict_labels(study: Study, predict: Predictor, config: NetworkConfig, missing: Optional[int] = None,
                   marking: Marking = largest) -> np.ndarray:
    """Label map [x, y, z] of the study: crop to the brain, normalise, pad, one pass, ``marking``, 0 outside."""
    box = brain_box(study.image)
    image = study.image[(slice(None), *box)]
    inside = (image != 0).any(axis=0)
    volume = normalise(image, config.normalisation)
    if missing is not None:
        volume[missing] = 0
    padding = [(0, -size % step) for size, step in zip(inside.shape, config.multiple)]
    logits = predict(np.pad(volume, [(0, 0), *padding])[None])[0]
    cut = logits[(slice(None), *(slice(0, size) for size in inside.shape))]
    result = np.zeros(study.image.shape[1:], np.uint8)
    result[box][inside] = marking(cut[:, inside])
    return result


def dice(predicted: np.ndarray, reference: np.ndarray, members: tuple[int, ...]) -> float:
    """Dice of a union of labels. Both empty: 1 (the BraTS rule); one empty: 0."""
    p, r = np.isin(predicted, members), np.isin(reference, members)
    total = int(p.sum()) + int(r.sum())
    return 1.0 if total == 0 else 2.0 * int((p & r).sum()) / total


def evaluate_folder(folder: Path, predict: Predictor, config: NetworkConfig, missing: Optional[int] = None,
                    marking: Marking = largest) -> list[dict]:
    """Per case: name and Dice of NCR, ED, ET, WT, TC."""
    rows = []
    for files in find_studies(folder):
        if files.label is None:
            continue
        study = read_study(files)
        assert study.label is not None
        predicted = predict_labels(study, predict, config, missing, marking)
        rows.append({"case": study.name, **{name: dice(predicted, study.label, m) for name, m in REGIONS.items()}})
    return rows


def mean_of(rows: list[dict]) -> dict[str, float]:
    return {name: float(np.mean([row[name] for row in rows])) for name in REGIONS}


def torch_predictor(network: torch.nn.Module) -> Predictor:
    """Runs a network of this package; switches it to evaluation, and back when it was training."""
    device = next(network.parameters()).device

    def predict(volume: np.ndarray) -> np.ndarray:
        was_training = network.training
        network.eval()
        with torch.no_grad():
            logits = network(torch.from_numpy(volume).to(device)).float().cpu().numpy()
        network.train(was_training)
        return logits

    return predict


def onnx_predictor(path: Path) -> Predictor:
    """Runs an exported network in ONNX Runtime."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda volume: session.run(["logits"], {"image": volume.astype(np.float32)})[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="an exported .onnx, or a checkpoint / EMA snapshot .pt")
    parser.add_argument("--cases", required=True, type=Path, help="folder of labelled studies (never trained on)")
    parser.add_argument("--missing", choices=[*CHANNELS, "each"], help="leave one modality out, or each in turn")
    parser.add_argument("--normalisation", choices=["z-score", "robust"], default="z-score", help="of an .onnx")
    add_adjustments(parser)
    parser.add_argument("--marking", choices=sorted(MARKINGS), default="largest", help="as the model's manifest has it")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    config = NetworkConfig(normalisation=arguments.normalisation)
    if arguments.model.suffix == ".onnx":
        predict = onnx_predictor(arguments.model)
    else:
        network = load_network(arguments.model, arguments.background, arguments.temperature)
        predict, config = torch_predictor(network), network.config
    left_out = {None: [None], "each": list(CHANNELS)}.get(arguments.missing, [arguments.missing])
    results = {}
    for modality in left_out:
        started = time.time()
        index = None if modality is None else CHANNELS.index(modality)
        rows = evaluate_folder(arguments.cases, predict, config, index, MARKINGS[arguments.marking])
        results[modality or "all modalities"] = rows
        for row in [*rows, {"case": f"mean, without {modality}" if modality else "mean", **mean_of(rows)}]:
            print(f"{row['case']:32}" + "  ".join(f"{name} {row[name]:.3f}" for name in REGIONS))
        print(f"{time.time() - started:.0f} s", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
