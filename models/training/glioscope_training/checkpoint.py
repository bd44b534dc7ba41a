"""Checkpoints, EMA weights, and the budget-bound learning rate: what makes a run resumable."""

from __future__ import annotations

import argparse
import math
import os
import pickle
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from .network import NetworkConfig, UNet


def save_atomically(value: Any, path: Path) -> None:
    """A checkpoint is whole or absent: written beside its place, then moved into it."""
    partial = path.with_name(path.name + ".partial")
    torch.save(value, partial)
    os.replace(partial, path)


def load_file(path: Path) -> dict[str, Any]:
    """A file written here (plain tensors and numbers), on the CPU.

    PyTorch 1.13 cannot read numbers in its safe mode, so there the file is read as any pickle would be:
    open only checkpoints that you made.
    """
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        if int(torch.__version__.split(".")[0]) >= 2:
            raise
        return torch.load(path, map_location="cpu")


def load_network(path: Path, background: float = 0.0, temperature: float = 1.0) -> UNet:
    """The averaged network of a checkpoint or of an EMA snapshot.

    ``background`` is added to the logit of "no tumour": with -1 tumour is called where its odds are 1 : 2.7 or better.
    Logits are divided by ``temperature`` (``calibrate.py``), which changes how sure they are and not which is largest.
    """
    saved = load_file(path)
    network = UNet(NetworkConfig.from_dict(saved["network"]))
    network.load_state_dict({name: value.float() for name, value in saved["ema"].items()})
    with torch.no_grad():
        network.heads[0].bias[:: network.config.classes] += background  # one per fine voxel of a coarse one
        network.heads[0].weight /= temperature
        network.heads[0].bias /= temperature
    return network.eval()


def add_adjustments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--background", type=float, default=0.0,
                        help='added to the logit of "no tumour" of a checkpoint; -1 finds more faint tumour')
    parser.add_argument("--temperature", type=float, default=1.0,
                        help="the logits of a checkpoint are divided by it; found by glioscope_training.calibrate")


class Average:
    """Exponential moving average of the weights (float32, on the network's device)."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.updates = 0
        self.values: dict[str, Tensor] = {k: v.detach().clone().float() for k, v in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        self.updates += 1
        # Short at first: the first hundred steps of a fresh network are not worth remembering.
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        kept = list(self.values.values())
        torch._foreach_mul_(kept, decay)  # all at once: a hundred small kernels would cost more than they compute
        torch._foreach_add_(kept, [value.float() for value in network.state_dict().values()], alpha=1 - decay)

    def restart(self, network: nn.Module) -> None:
        """Average from here on, beginning with the weights as they are."""
        for name, value in network.state_dict().items():
            self.values[name].copy_(value)

    def copy_to(self, network: nn.Module) -> None:
        network.load_state_dict(self.values)


def learning_rate(peak: float, step: int, warmup: int, progress: float, floor: float = 0.01) -> float:
    """Linear warm-up by steps, then cosine from ``peak`` to ``floor * peak`` as ``progress`` goes 0..1.

    ``progress`` is time used / time granted (or steps / steps), so the schedule ends annealed when the
    budget ends, however slow the machine was.
    """
    cosine = 0.5 * (1 + math.cos(math.pi * min(max(progress, 0.0), 1.0)))
    return peak * min(1.0, (step + 1) / max(warmup, 1)) * (floor + (1 - floor) * cosine)
