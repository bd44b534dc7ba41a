"""Where patches are taken: every label is seen, half of the patches are anywhere, mistakes come again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterator

import numpy as np

from .prepare import PreparedCase

#: Coordinates kept per case and label (drawn once): enough variety, little memory.
COORDINATES_KEPT = 4000


@dataclass(frozen=True)
class PatchRequest:
    """A patch to cut: case number, centre voxel (x, y, z), seed of its augmentation, why it was chosen."""

    case: int
    centre: tuple[int, int, int]
    seed: int
    kind: str  # "tumour", "anywhere" or "hard"


@dataclass
class SamplingConfig:
    """Shares of patches. What ``tumour`` and ``hard`` leave goes anywhere in the brain."""

    tumour: float = 0.5
    hard: float = 0.2
    memory: int = 64  # hard places kept
    jitter: int = 16  # voxels a centre is moved at most, each axis


@dataclass
class HardPlaces:
    """The places with most false tumour so far; a place returns until the network gets it right."""

    limit: int
    places: dict[tuple[int, tuple[int, int, int]], float] = field(default_factory=dict)

    def report(self, request: PatchRequest, false_voxels: float, least: float = 50.0) -> None:
        key = (request.case, request.centre)
        if false_voxels < least:
            self.places.pop(key, None)
            return
        self.places[key] = false_voxels
        if len(self.places) > self.limit:
            del self.places[min(self.places, key=lambda place: self.places[place])]

    def draw(self, rng: np.random.Generator) -> tuple[int, tuple[int, int, int]]:
        keys = list(self.places)
        weights = np.sqrt([self.places[key] for key in keys])
        return keys[int(rng.choice(len(keys), p=weights / weights.sum()))]


class PatchSampler:
    """An endless stream of requests; give it to a DataLoader as ``sampler``. Runs in the main process."""

    def __init__(self, cases: list[PreparedCase], config: SamplingConfig, seed: int, first_step: int = 0) -> None:
        self.config = config
        self.seed = seed
        self.step = first_step
        self.hard = HardPlaces(config.memory)
        rng = np.random.default_rng(seed)
        self.coordinates: list[dict[int, np.ndarray]] = []  # per case: label -> [n, 3]; 0 = anywhere in the brain
        for case in cases:
            places = {0: _some(np.flatnonzero(case.image.any(axis=0)), case.label.shape, rng)}
            for label in (1, 2, 3):
                found = np.flatnonzero(case.label == label)
                if found.size:
                    places[label] = _some(found, case.label.shape, rng)
            self.coordinates.append(places)

    def __iter__(self) -> Iterator[PatchRequest]:
        while True:
            yield self.request(self.step)
            self.step += 1

    def request(self, step: int) -> PatchRequest:
        """Deterministic in (seed, step) except for the hard places, which depend on the training itself."""
        rng = np.random.default_rng((self.seed, step))
        case = int(rng.integers(len(self.coordinates)))
        draw = rng.random()
        if draw < self.config.tumour:
            kind = "tumour"
            labels = [label for label in self.coordinates[case] if label] or [0]
            places = self.coordinates[case][labels[int(rng.integers(len(labels)))]]
            centre = places[int(rng.integers(len(places)))]
        elif draw < self.config.tumour + self.config.hard and self.hard.places:
            kind = "hard"
            case, place = self.hard.draw(rng)
            return PatchRequest(case, place, int(rng.integers(2**31)), kind)
        else:
            kind = "anywhere"
            places = self.coordinates[case][0]
            centre = places[int(rng.integers(len(places)))]
        if self.config.jitter:
            centre = centre + rng.integers(-self.config.jitter, self.config.jitter + 1, 3)
        return PatchRequest(case, (int(centre[0]), int(centre[1]), int(centre[2])), int(rng.integers(2**31)), kind)


def _some(flat: np.ndarray, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    if flat.size > COORDINATES_KEPT:
        flat = rng.choice(flat, COORDINATES_KEPT, replace=False)
    return np.stack(np.unravel_index(flat, shape), axis=1)
