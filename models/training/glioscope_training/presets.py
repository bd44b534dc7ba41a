"""The recipes: ``half-resolution-gpu``, then ``faint-lesions``, then ``even-fields`` (what ships), ``half-resolution``
(for a CPU), ``glioscope`` (finer), ``report`` (the baseline)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Optional

from .augment import AugmentConfig
from .fading import FadingConfig
from .loss import SMOOTH
from .network import NetworkConfig
from .sampling import SamplingConfig


@dataclass(frozen=True)
class LateStage:
    """From ``start`` (share of the budget) on: other patches; the statistics of batch normalisation frozen."""

    start: float
    patch: tuple[int, int, int]
    batch: int = 1


@dataclass(frozen=True)
class Preset:
    """Everything that is a choice rather than a circumstance. ``patch`` in voxels, ``epochs`` in passes."""

    network: NetworkConfig
    augment: AugmentConfig
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    patch: tuple[int, int, int] = (96, 96, 96)
    batch: int = 1
    late: Optional[LateStage] = None
    optimiser: str = "adamw"
    rate: float = 1e-3
    warm_share: float = 0.5  # of the rate, for what a warm start brought along
    epsilon: float = 1e-8
    weight_decay: float = 1e-2
    warmup: int = 40
    constant_rate: bool = False
    ema: float = 0.995
    clip: float = 12.0
    region_dice: bool = True
    smooth: float = SMOOTH
    epochs: int = 0  # 0: the budget decides


HALF_RESOLUTION = NetworkConfig(widths=(32, 64, 128, 256), norm="batch", stem_stride=2, normalisation="robust")
#: For runs long enough to see each case a thousand times.
WIDER = AugmentConfig(
    affine=0.5, rotate=(-25.0, 25.0), scale=(0.75, 1.3), bias_field=0.25, noise=0.2, noise_deviation=0.2, gamma=(0.65, 1.6),
    contrast=(0.7, 1.35),
)

PRESETS: dict[str, Preset] = {
    "glioscope": Preset(network=NetworkConfig(), augment=AugmentConfig()),
    # Nothing at full resolution but input and logits: half the time per step, two fifths of the memory.
    # Two small patches of different cases a step while statistics are learned, then nearly whole brains.
    "half-resolution": Preset(
        network=HALF_RESOLUTION,
        augment=AugmentConfig(), rate=1e-3, ema=0.997, batch=2, late=LateStage(0.5, (128, 128, 128)),
    ),
    # The same network where a GPU makes patches as quickly as they are wanted: larger ones, varied more.
    "half-resolution-gpu": Preset(
        network=HALF_RESOLUTION, augment=WIDER, rate=1e-3, ema=0.999, batch=4, patch=(128, 128, 128), warmup=200,
        late=LateStage(0.6, (128, 128, 128), 4), weight_decay=3e-2,
    ),
    # Goes on from a trained network (``--init SNAPSHOT.pt``), with lesions as faint as few of the cases have them.
    "faint-lesions": Preset(
        network=HALF_RESOLUTION, augment=replace(WIDER, fading=FadingConfig(tumour=0.4, enhancement=0.3, core=0.2)),
        rate=3e-4, warm_share=1.0, ema=0.998, patch=(128, 128, 128), weight_decay=3e-2,
    ),
    # Goes on from that, on images as they are and with their bias fields taken out (a file prepared with
    # ``--correct-bias``); the average of both (``average.py``) is what ships.
    "even-fields": Preset(
        network=HALF_RESOLUTION,
        augment=replace(WIDER, fading=FadingConfig(tumour=0.4, enhancement=0.3, core=0.2), evening=0.5),
        rate=3e-4, warm_share=1.0, ema=0.998, patch=(128, 128, 128), weight_decay=3e-2,
    ),
    # Adam (0.001, 0.9, 0.999, 1e-7), Dice + cross-entropy 1:1, batch 1, dropout 0.5, rotation 0-90 degrees,
    # zoom 1-1.1, axial slices of 128x128, soft-max over 4 classes, 50 epochs; no average of the weights.
    "report": Preset(
        network=NetworkConfig(widths=(32, 64, 128, 256, 512), flat=True, norm="none", slope=0.0, dropout=0.5, heads=1),
        augment=AugmentConfig(
            flip=0, affine=1, rotate=(0.0, 90.0), rotate_in_plane_only=True, scale=(1.0, 1.1), intensity_channel=0,
            gamma_channel=0, bias_field=0, noise=0, blur_channel=0, low_resolution=0, modality_dropout=0,
        ),
        sampling=SamplingConfig(tumour=0.0, hard=0.0, jitter=0),
        patch=(128, 128, 1), optimiser="adam", epsilon=1e-7, weight_decay=0.0, warmup=0, constant_rate=True, ema=0.0,
        clip=0.0, region_dice=False, smooth=1.0, epochs=50,
    ),
}
