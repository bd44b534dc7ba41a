"""Made heads: what they keep of the brain, and the network that learns from them."""

import csv
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import torch

from glioscope_training import brain_extraction
from glioscope_training.brains import MARGIN, Draws, read_brain
from glioscope_training.data import Study
from glioscope_training.heads import make_head, normalise
from glioscope_training.made_studies import dress
from glioscope_training.network import NetworkConfig
from glioscope_training.prepare import PreparedCase
from glioscope_training.surroundings import draw_tones, surround


def made_brain(name: str = "made") -> PreparedCase:
    """An ellipsoid of 60 x 72 x 64 voxels with another tone on its left."""
    rng = np.random.default_rng(3)
    axes = [(np.arange(size) - (size - 1) / 2) / (size / 2) for size in (60, 72, 64)]
    x, y, z = np.meshgrid(*axes, indexing="ij")
    inside = x**2 + y**2 + z**2 <= 1
    image = (rng.integers(50, 70, (4, *inside.shape)) + 30 * (x > 0)).astype(np.uint8) * inside
    return PreparedCase(name, image, np.zeros(inside.shape, np.uint8), np.zeros(4, np.float32), np.ones(4, np.float32))


class Heads(unittest.TestCase):
    def test_a_brain_is_halved_in_resolution_and_has_its_median_at_1(self) -> None:
        brain = read_brain(made_brain())
        self.assertEqual(tuple(brain.share.shape), (30 + 2 * MARGIN, 36 + 2 * MARGIN, 32 + 2 * MARGIN))
        self.assertEqual(brain.half, (30.0, 36.0, 32.0))
        self.assertAlmostEqual(float(brain.image[0][brain.share == 1].median()), 1.0, delta=0.1)
        self.assertAlmostEqual(float(brain.share.sum()) * 8, 4 / 3 * np.pi * 30 * 36 * 32, delta=3000)
        self.assertAlmostEqual(brain.foot[2], -31, delta=3)
        # ten voxels of 2 mm left of the ellipsoid's end
        self.assertAlmostEqual(float(brain.distance[MARGIN + 30 + 9, MARGIN + 18, MARGIN + 16]), 20, delta=2.1)

    def test_a_head_depends_on_its_seed_alone(self) -> None:
        brain = read_brain(made_brain())
        first, label = make_head(brain, (48, 56, 48), 11)
        again, same = make_head(brain, (48, 56, 48), 11)
        other, _ = make_head(brain, (48, 56, 48), 12)
        self.assertTrue(torch.equal(first, again) and torch.equal(label, same))
        self.assertFalse(torch.equal(first, other))
        self.assertEqual(tuple(first.shape), (1, 48, 56, 48))
        self.assertGreater(int(label.sum()), 5000)

    def test_most_heads_have_something_around_the_brain(self) -> None:
        brain = read_brain(made_brain())
        bright = 0
        for seed in range(12):
            image, label = make_head(brain, (48, 56, 48), seed)
            bright += int(((image[0] > 0.3) & (label == 0)).sum() > 1000)
        self.assertGreaterEqual(bright, 8)

    def test_surroundings_are_the_same_in_every_tone(self) -> None:
        brain = read_brain(made_brain())
        shape = tuple(brain.share.shape)
        place = torch.stack(torch.meshgrid(*[2.0 * (torch.arange(size) - (size - 1) / 2) for size in shape], indexing="ij"))

        def around(tones: "dict[str, float]") -> torch.Tensor:
            return surround(place, brain.distance, brain, tones, Draws(5, shape))

        tones = draw_tones(0, Draws(1, shape))
        doubled = around({name: 2 * tone for name, tone in tones.items()})
        torch.testing.assert_close(doubled, 2 * around(tones), atol=1e-4, rtol=1e-4)
        far = brain.distance > 60
        self.assertLess(float(around({**tones, "air": 0.0})[far & (place[2] > 0)].max()), 0.01)

    def test_intensities_are_measured_from_the_first_percentile_on(self) -> None:
        values = torch.arange(101, dtype=torch.float32).repeat(2).reshape(2, 101, 1) + 10
        # from 11 on: 0..99; mean 49.01 (of 0, 0, 1 .. 99), mean of what is above it 74.5 (50 .. 99)
        read = normalise(values)
        self.assertAlmostEqual(float(read.max()), 99 / 74.5, places=4)
        self.assertAlmostEqual(float(read[0, 1, 0]), 0, places=5)
        self.assertAlmostEqual(float(normalise(values * 7 + 3).max()), 99 / 74.5, places=4)
        self.assertEqual(float(normalise(torch.full((4, 4, 4), 5.0)).abs().max()), 0)  # nothing to see


class Dressing(unittest.TestCase):
    def test_the_brain_stays_as_it_is_in_its_place(self) -> None:
        image = made_brain().image.astype(np.int16) * 9
        image = np.pad(image, [(0, 0), (5, 3), (7, 2), (4, 9)])
        study = Study("made", image, np.zeros(image.shape[1:], np.uint8), np.eye(4))
        dressed, shift = dress(study, 4)
        self.assertEqual(shift.tolist(), [2 * MARGIN - 5, 2 * MARGIN - 7, 2 * MARGIN - 4])
        inside = image[0] > 0
        there = dressed[:, shift[0] :, shift[1] :, shift[2] :][:, : image.shape[1], : image.shape[2], : image.shape[3]]
        np.testing.assert_array_equal(there[:, inside], image[:, inside])
        self.assertGreater((there[:, ~inside] > 0).mean(), 0.3)


class Training(unittest.TestCase):
    def test_a_run_learns_freezes_exports_and_goes_on(self) -> None:
        tiny = NetworkConfig(widths=(4, 8), heads=1, channels=1, classes=2, norm="batch", stem_stride=2)
        brains = [read_brain(made_brain())]
        changes = {"NETWORK": tiny, "PATCH": (32, 32, 32), "STATISTICS_BATCHES": 2}
        with tempfile.TemporaryDirectory() as name, mock.patch.multiple(brain_extraction, **changes):
            folder = Path(name)
            network = brain_extraction.train(brains, folder, minutes=0, workers=0, seed=1, steps=20)
            saved = torch.load(folder / "checkpoint.pt", weights_only=True)
            self.assertTrue(saved["frozen"])
            self.assertEqual(saved["step"], 20)
            with (folder / "log.csv").open() as file:
                self.assertTrue(all(np.isfinite(float(row["loss"])) for row in csv.DictReader(file)))
            with torch.no_grad():
                logits = network(torch.zeros(1, 1, 32, 32, 32))
            self.assertEqual(tuple(logits.shape), (1, 2, 32, 32, 32))
            brain_extraction.train(brains, folder, minutes=0, workers=0, seed=1, steps=25)
            again = torch.load(folder / "checkpoint.pt", weights_only=True)
            self.assertEqual(again["step"], 25)


if __name__ == "__main__":
    unittest.main()
