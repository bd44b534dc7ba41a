"""``python -m glioscope_training --data FILE.npz --run FOLDER --minutes N``: start or resume a training run."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from .augment import AugmentConfig
from .prepare import load_prepared
from .presets import PRESETS
from .train import Run


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m glioscope_training", description="Train a network (or go on).")
    parser.add_argument("--data", required=True, type=Path, help="the file written by glioscope_training.prepare")
    parser.add_argument("--run", required=True, type=Path, help="folder of the run; an existing one is resumed")
    parser.add_argument("--preset", choices=sorted(PRESETS), default="glioscope")
    parser.add_argument("--minutes", type=float, default=0, help="wall-clock budget the learning rate anneals over")
    parser.add_argument("--steps", type=int, default=0, help="budget in steps (with --minutes: whichever ends first)")
    parser.add_argument("--init", type=Path, help="start from the weights of an .onnx file or of a snapshot (.pt)")
    parser.add_argument("--validation", type=Path, help="folder of labelled studies for the curve; never trained on")
    parser.add_argument("--evaluate-minutes", type=float, default=40)
    parser.add_argument("--save-minutes", type=float, default=10)
    parser.add_argument("--snapshot-minutes", type=float, default=20, help="keep the averaged weights this often")
    parser.add_argument("--log-every", type=int, default=10, help="steps")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--precision", choices=["auto", "float32", "bfloat16", "float16"], default="auto")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads of the arithmetic")
    parser.add_argument("--workers", type=int, default=0, help="loader processes, on a CPU; a GPU cuts its own patches")
    parser.add_argument("--batch", type=int, help="patches per step, instead of the preset's")
    parser.add_argument("--patch", type=int, nargs=3, help="voxels, instead of the preset's")
    parser.add_argument("--rate", type=float, help="peak learning rate, instead of the preset's")
    parser.add_argument("--no-augmentation", action="store_true")
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--tensorboard", action="store_true")
    return parser.parse_args()


def main() -> None:
    options = parse()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.backends.cudnn.benchmark = True  # few shapes, each thousands of times
    preset = PRESETS[options.preset]
    cases = load_prepared(options.data, preset.network.normalisation)
    if options.batch:
        preset = replace(preset, batch=options.batch)
    if options.patch:
        preset = replace(preset, patch=tuple(options.patch))
    if options.rate:
        preset = replace(preset, rate=options.rate)
    if options.no_augmentation:
        preset = replace(preset, augment=AugmentConfig.none())
    if preset.epochs and not options.steps:
        # An epoch of the flat network is every axial slice once, of the other every case once.
        per_epoch = sum(c.label.shape[2] for c in cases) if preset.network.flat else len(cases)
        options.steps = preset.epochs * per_epoch // preset.batch
    if not options.minutes and not options.steps:
        raise SystemExit("give a budget: --minutes, --steps, or a preset with epochs")
    print(f"{len(cases)} cases, preset {options.preset}, patch {preset.patch}, {options.device}", flush=True)
    Run(options.run, preset, cases, options).train()


if __name__ == "__main__":
    main()
