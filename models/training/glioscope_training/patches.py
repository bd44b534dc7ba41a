"""Patches cut from the cases, augmented and put together, on the CPU or where the GPU has them at hand."""

from __future__ import annotations

from typing import Iterator

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from .augment import AugmentConfig, augment_intensity, resample
from .fading import fade
from .prepare import PreparedCase
from .sampling import PatchRequest, PatchSampler

Batch = tuple[Tensor, Tensor, list[PatchRequest]]


class Volumes:
    """A prepared case as tensors on ``device``: image [4, x, y, z] and label [x, y, z] uint8; centre, spread [4, 1, 1, 1]."""

    def __init__(self, case: PreparedCase, device: "torch.device | str" = "cpu") -> None:
        self.image = torch.from_numpy(case.image).to(device)
        self.label = torch.from_numpy(case.label).to(device)
        self.centre, self.spread = (
            torch.from_numpy(values)[:, None, None, None].to(device) for values in (case.centre, case.spread)
        )
        self.shape = case.label.shape
        self.corrected = None if case.corrected is None else Volumes(case.corrected, device)

    def cut(self, start: tuple[int, int, int], size: tuple[int, int, int],
            evened: "np.ndarray | None" = None) -> tuple[Tensor, Tensor, Tensor]:
        """The box of ``size`` voxels from ``start``: normalised image, 0 outside; label; where the brain is [4, ...].

        ``evened`` [4]: how far each modality is on the way (0 to 1) to what bias correction makes of it, if that is known.
        """
        raw = cut(self.image, start, size).float()
        inside = raw > 0
        image = ((raw - self.centre) / self.spread).mul_(inside)
        if self.corrected is not None and evened is not None:
            even, _, _ = self.corrected.cut(start, size)
            image = torch.lerp(image, even, image.new_tensor(evened).view(-1, 1, 1, 1))
        return image, cut(self.label, start, size), inside


def place(centre: tuple[int, int, int], size: tuple[int, int, int], shape: tuple[int, ...]) -> tuple[int, int, int]:
    """First voxel of the box of ``size`` around ``centre``, moved into a volume of ``shape`` as far as it fits.

    The whole brain is what is seen later, so as little as possible of what is seen now should be nothing.
    """
    starts = [
        (extent - length) // 2 if length >= extent else min(max(middle - length // 2, 0), extent - length)
        for middle, length, extent in zip(centre, size, shape)
    ]
    return starts[0], starts[1], starts[2]


def cut(volume: Tensor, start: tuple[int, int, int], size: tuple[int, int, int]) -> Tensor:
    """The box of ``size`` voxels from ``start`` of [..., x, y, z]; 0 beyond the volume."""
    result = volume.new_zeros((*volume.shape[:-3], *size))
    source, target = [], []
    for begin, length, extent in zip(start, size, volume.shape[-3:]):
        first, last = max(begin, 0), min(begin + length, extent)
        if first >= last:
            return result
        source.append(slice(first, last))
        target.append(slice(first - begin, last - begin))
    result[(..., *target)] = volume[(..., *source)]
    return result


def examples(cases: list[PreparedCase], count: int = 12, size: int = 96) -> list[tuple[Tensor, Tensor]]:
    """The middles of a few cases as the network reads them: image [4, size, size, size], label [size, size, size]."""
    found = []
    for case in cases[:: max(1, len(cases) // count)][:count]:
        box = (size, size, size)
        x, y, z = (length // 2 for length in case.label.shape)
        image, label, _ = Volumes(case).cut(place((x, y, z), box, case.label.shape), box)
        found.append((image, label.long()))
    return found


class PatchDataset(Dataset):
    """Request -> (image [4, *patch] float32, label [*patch] int64, request), where the volumes are."""

    def __init__(self, cases: list[Volumes], patch: tuple[int, int, int], augment: AugmentConfig) -> None:
        self.cases = cases
        self.patch = patch
        self.augment = augment

    def __getitem__(self, request: PatchRequest) -> tuple[Tensor, Tensor, PatchRequest]:
        case = self.cases[request.case]
        rng = np.random.default_rng(request.seed)
        spatial = self.augment.spatial(rng, self.patch)
        evened = self.augment.evened(rng)
        image, label, inside = case.cut(place(request.centre, spatial.source, case.shape), spatial.source, evened)
        image, label, inside = resample(image, label, inside, spatial, self.patch)
        image = fade(image, label, inside, self.augment.fading, rng)
        image = augment_intensity(image, inside, self.augment, rng)
        return image, label.long(), request


def batches(data: PatchDataset, sampler: PatchSampler, size: int, workers: int) -> Iterator[Batch]:
    """Batches without end: images [n, 4, *patch], labels [n, *patch], the requests.

    ``workers`` loader processes, for volumes on the CPU; with 0 a batch is made here, when it is asked for.
    """
    return iter(DataLoader(data, batch_size=size, sampler=sampler, num_workers=workers, collate_fn=collate))


def collate(items: list[tuple[Tensor, Tensor, PatchRequest]]) -> Batch:
    images, labels, requests = zip(*items)
    return torch.stack(images), torch.stack(labels), list(requests)
