"""The brain extraction network: ``python -m glioscope_training.brain_extraction --data FILE.npz --run FOLDER --minutes N``.

Endless made heads (``heads.py``) around the brains of a prepared file; a small U-Net at 2 mm whose trunk works at 4.
The same command goes on where a run was stopped. Writes ``checkpoint.pt``, ``log.csv`` and ``model.onnx``.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Iterator

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from .brains import Brain, brain_of, read_brain
from .checkpoint import Average, learning_rate, load_file, load_network, save_atomically
from .data import find_studies, read_study
from .export_onnx import export
from .heads import make_head
from .journal import append_row
from .loss import segmentation_loss
from .machine import autocast, choose_precision
from .network import NetworkConfig, UNet
from .prepare import load_prepared

NETWORK = NetworkConfig(widths=(16, 32, 64, 128), channels=1, classes=2, norm="batch", stem_stride=2)
PATCH = (96, 112, 112)  # of 2 mm: nearly a head
MEASURED = (112, 128, 112)
BATCH = 2
RATE, WEIGHT_DECAY, WARMUP, CLIP, EMA = 2e-3, 1e-2, 50, 12.0, 0.998
#: From this share of the budget on the statistics of batch normalisation are frozen, as the export folds them in.
FREEZE = 0.6
STATISTICS_BATCHES = 40
SAVE_SECONDS = 300
FIELDS = ["step", "minutes", "rate", "loss", "dice", "step_seconds"]


class Heads(IterableDataset):
    """Heads without end: image [1, *PATCH], brain [*PATCH]; which ones depends on ``seed``, worker and number."""

    def __init__(self, brains: list[Brain], seed: int) -> None:
        self.brains, self.seed = brains, seed

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        worker = get_worker_info()
        sequence = np.random.SeedSequence((self.seed, 0 if worker is None else worker.id))
        rng = np.random.default_rng(sequence)
        while True:
            brain = self.brains[int(rng.integers(len(self.brains)))]
            yield make_head(brain, PATCH, int(rng.integers(2**31)))


def brain_dice(logits: Tensor, label: Tensor) -> float:
    """Dice of what is called brain; logits [n, 2, ...], label [n, ...]."""
    called = logits[:, 1] > logits[:, 0]
    both = float((called & (label > 0)).sum())
    return 2 * both / max(float(called.sum() + (label > 0).sum()), 1.0)


def train(brains: list[Brain], folder: Path, minutes: float, workers: int, seed: int, steps: int = 0) -> UNet:
    """Train for ``minutes`` altogether, or for ``steps`` if any are given; returns the averaged network."""
    folder.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    precision = choose_precision("auto", device)
    torch.manual_seed(seed)
    network = UNet(NETWORK).to(device, memory_format=torch.channels_last_3d)
    average = Average(network, EMA)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=WEIGHT_DECAY)
    step, seconds, frozen = 0, 0.0, False
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        saved = load_file(checkpoint)
        network.load_state_dict(saved["weights"])
        optimiser.load_state_dict(saved["optimiser"])
        average.updates, step, seconds, frozen = saved["updates"], saved["step"], saved["seconds"], saved["frozen"]
        for name, value in saved["ema"].items():
            average.values[name].copy_(value)
        if frozen:
            network.freeze_statistics()

    def save() -> None:
        save_atomically({
            "network": NETWORK.to_dict(), "weights": network.state_dict(), "ema": average.values, "updates": average.updates,
            "optimiser": optimiser.state_dict(), "step": step, "seconds": seconds, "frozen": frozen,
        }, checkpoint)

    heads = iter(DataLoader(Heads(brains, seed + step), BATCH, num_workers=workers))
    network.train()
    clock, saved_at = time.monotonic(), seconds
    recent: list[tuple[float, float, float]] = []
    while (progress := step / steps if steps else seconds / (60 * minutes)) < 1:
        if progress >= FREEZE and not frozen:
            network.measure_statistics(next(heads)[0].to(device) for _ in range(STATISTICS_BATCHES))
            network.freeze_statistics()
            average.restart(network)
            frozen = True
        image, label = (each.to(device) for each in next(heads))
        rate = learning_rate(RATE, step, WARMUP, progress)
        for group in optimiser.param_groups:
            group["lr"] = rate
        with autocast(device, precision):
            logits = network(image.to(memory_format=torch.channels_last_3d))
        loss = segmentation_loss(logits, label, regions=False)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), CLIP)
        optimiser.step()
        average.update(network)
        step += 1
        now = time.monotonic()
        recent.append((loss.item(), brain_dice(logits[0], label), now - clock))
        seconds, clock = seconds + now - clock, now
        if step % 20 == 0:
            mean_loss, dice, took = np.mean(recent, axis=0)
            row = {"step": step, "minutes": round(seconds / 60, 2), "rate": f"{rate:.2e}", "loss": round(float(mean_loss), 4),
                   "dice": round(float(dice), 4), "step_seconds": round(float(took), 2)}
            append_row(folder / "log.csv", FIELDS, row)
            print(" ".join(f"{name} {value}" for name, value in row.items()), flush=True)
            recent.clear()
        if seconds - saved_at >= SAVE_SECONDS:
            save()
            saved_at = seconds
    save()
    return load_network(checkpoint)


def measure(network: UNet, cases: Path, heads: int = 2) -> list[float]:
    """Dice of the brain in made heads around labelled studies the network has not seen, every voxel decided by itself."""
    scores = []
    for number, files in enumerate(find_studies(cases)):
        brain, _ = brain_of(read_study(files))
        for seed in range(heads):
            image, label = make_head(brain, MEASURED, 7000 + 10 * number + seed)
            with torch.no_grad():
                scores.append(brain_dice(network(image[None]), label[None]))
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path, help="the file written by glioscope_training.prepare")
    parser.add_argument("--run", required=True, type=Path, help="folder of the run; an existing one is resumed")
    parser.add_argument("--minutes", required=True, type=float)
    parser.add_argument("--validation", type=Path, help="labelled studies to measure the network on at the end")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="processes that make heads; about half a second each")
    parser.add_argument("--seed", type=int, default=2026)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    brains = [read_brain(case) for case in load_prepared(arguments.data)]
    network = train(brains, arguments.run, arguments.minutes, arguments.workers, arguments.seed)
    size = export(network, arguments.run / "model.onnx")
    print(f"{arguments.run / 'model.onnx'}: {size / 2**20:.2f} MiB")
    if arguments.validation:
        scores = measure(network, arguments.validation)
        print(f"Dice in {len(scores)} made heads: mean {np.mean(scores):.3f}, least {min(scores):.3f}")


if __name__ == "__main__":
    main()
