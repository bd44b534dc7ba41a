"""PyTorch = ONNX Runtime: ``python -m glioscope_training.parity SNAPSHOT.pt MODEL.onnx``.

Compares logits and arg-max on brain-like noise, or on a real study with ``--study``, at two sizes (the
model's axes are dynamic). Weights are rounded to float16 on both sides, as they are in the file, so what
is left is the order of additions.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Optional

import numpy as np
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .checkpoint import add_adjustments, load_network
from .data import brain_box, find_studies, normalise, read_study
from .evaluate import onnx_predictor, torch_predictor
from .network import Layer, NetworkConfig, UNet

#: Largest difference of a logit, as a share of the largest logit.
TOLERANCE = 1e-3
#: Share of voxels that may change their label (ties only).
LABEL_TOLERANCE = 1e-4


def round_kernels(network: UNet) -> UNet:
    """Kernels rounded to float16 as the export stores them (vectors stay float32), batch normalisation folded in."""
    for layer in network.modules():
        if isinstance(layer, Layer) and isinstance(layer.norm, nn.BatchNorm3d):
            layer.conv, layer.norm = fuse_conv_bn_eval(layer.conv.eval(), layer.norm.eval()), None
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.ndim > 1:
                parameter.copy_(parameter.half().float())
    return network


def synthetic_volume(size: tuple[int, int, int], seed: int = 0) -> np.ndarray:
    """An ellipsoid of smooth z-scored noise in a 0 surrounding; [1, 4, x, y, z] float32."""
    rng = np.random.default_rng(seed)
    axes = np.meshgrid(*(np.linspace(-1, 1, length) for length in size), indexing="ij")
    inside = sum(axis**2 for axis in axes) < 0.9
    noise = rng.normal(size=(4, *size)).astype(np.float32)
    for axis in (1, 2, 3):
        noise = noise + np.roll(noise, 1, axis) + np.roll(noise, 2, axis)
    noise = (noise - noise.mean()) / noise.std()
    return (noise * inside)[None].astype(np.float32)


def compare(network: UNet, model: Path, volume: np.ndarray) -> tuple[float, float]:
    """(largest difference / largest logit, share of voxels with another label)."""
    ours = torch_predictor(round_kernels(network))(volume)
    theirs = onnx_predictor(model)(volume)
    scale = max(float(np.abs(ours).max()), 1e-6)
    changed = float((ours.argmax(1) != theirs.argmax(1)).mean())
    return float(np.abs(ours - theirs).max()) / scale, changed


def study_volume(folder: Path, config: NetworkConfig) -> np.ndarray:
    """The first study of ``folder`` as the network reads it; [1, 4, x, y, z]."""
    image = read_study(find_studies(folder)[0]).image
    volume = normalise(image[(slice(None), *brain_box(image))], config.normalisation)
    return np.pad(volume, [(0, 0), *((0, -s % m) for s, m in zip(volume.shape[1:], config.multiple))])[None]


def check(network: UNet, model: Path, study: Optional[Path] = None) -> bool:
    volumes = [synthetic_volume((64, 48, 80)), synthetic_volume((96, 96, 96), 1)]
    if study is not None:
        volumes.append(study_volume(study, network.config))
    good = True
    for volume in volumes:
        difference, changed = compare(network, model, volume)
        fine = difference <= TOLERANCE and changed <= LABEL_TOLERANCE
        good &= fine
        print(f"{volume.shape[2:]}: largest difference {difference:.1e} of the largest logit, "
              f"{changed:.1e} of the labels change: {'equal' if fine else 'NOT EQUAL'}")
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, help="checkpoint.pt or ema-*.pt")
    parser.add_argument("model", type=Path, help="the .onnx exported from it")
    add_adjustments(parser)
    parser.add_argument("--study", type=Path, help="folder; its first study is compared as well")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    if not check(load_network(arguments.checkpoint, arguments.background, arguments.temperature), arguments.model, arguments.study):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
