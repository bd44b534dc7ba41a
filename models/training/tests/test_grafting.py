"""Grafting of lesions, on made brains."""

import unittest
from dataclasses import replace

try:
    import numpy as np
    import torch

    from glioscope_training.augment import AugmentConfig
    from glioscope_training.grafting import GraftingConfig, Piece, graft
    from glioscope_training.patches import PatchDataset, Volumes
    from glioscope_training.sampling import PatchRequest
    from .made import made_case
except ImportError as missing:  # pragma: no cover
    raise unittest.SkipTest(f"needs {missing.name}")

SIZE = (40, 36, 44)
LESION = (slice(12, 24), slice(10, 22), slice(14, 30))
OWN = (slice(28, 36), slice(6, 14), slice(6, 14))


def made_piece(level: float, lesion: tuple[slice, slice, slice], value: int) -> "Piece":
    """A brain of one grey level with one lesion, ten above it, of label ``value``."""
    label = torch.zeros(SIZE, dtype=torch.uint8)
    label[lesion] = value
    inside = torch.zeros((4, *SIZE), dtype=torch.bool)
    inside[:, 2:-2, 2:-2, 2:-2] = True
    return Piece((level + 10.0 * (label > 0)) * inside, label, inside)


class Grafting(unittest.TestCase):
    def setUp(self) -> None:
        self.receiver, self.donor = made_piece(0.0, OWN, 2), made_piece(1.0, LESION, 3)

    def graft(self, **config: object) -> "Piece":
        return graft(self.receiver, self.donor, GraftingConfig(**{"rim": (3, 3), **config}), np.random.default_rng(1))

    def test_the_lesion_comes_whole_with_its_label_and_the_receivers_own_stays(self) -> None:
        made = self.graft()
        self.assertTrue(torch.equal(made.image[(slice(None), *LESION)], self.donor.image[(slice(None), *LESION)]))
        self.assertTrue(torch.equal(made.label == 3, self.donor.label == 3))
        self.assertTrue(torch.equal(made.label == 2, self.receiver.label == 2))

    def test_the_rim_blends_and_nothing_changes_beyond_it(self) -> None:
        channel = self.graft().image[0]
        beside = channel[:12, 16, 22].tolist()  # towards the lesion, along x
        self.assertEqual(beside[11], 1.0)
        self.assertTrue(all(earlier <= later for earlier, later in zip(beside, beside[1:])))
        self.assertTrue(any(0 < value < 1 for value in beside))
        far = torch.ones(SIZE, dtype=torch.bool)
        far[7:29, 5:27, 9:35] = False
        self.assertTrue(torch.equal(channel[far], self.receiver.image[0][far]))

    def test_what_is_covered_loses_its_label(self) -> None:
        self.receiver = made_piece(0.0, (slice(20, 32), slice(10, 22), slice(14, 30)), 2)
        made = self.graft()
        self.assertTrue(bool((made.label[20:24, 10:22, 14:30] == 3).all()))
        self.assertTrue(bool((made.label[24:26, 12:20, 16:28] == 0).all()))  # rim: the donor's sound brain
        self.assertTrue(bool((made.label[29:32, 10:22, 14:30] == 2).all()))

    def test_a_lesion_that_would_lie_outside_the_brain_is_left_out(self) -> None:
        self.receiver.inside[:, 14:] = False
        self.assertIs(self.graft(), self.receiver)
        made = self.graft(least_inside=0.1)
        self.assertEqual(int(made.label[14:].sum()), 0)
        self.assertEqual(float(made.image[:, 14:].abs().sum()), 0.0)

    def test_without_a_lesion_nothing_changes(self) -> None:
        self.donor = made_piece(1.0, (slice(0), slice(0), slice(0)), 3)
        self.assertIs(self.graft(), self.receiver)


class Patches(unittest.TestCase):
    def test_a_patch_gets_the_lesion_of_another_case_only_where_it_is_asked_for(self) -> None:
        bare, other = made_case("bare"), made_case("other")
        bare.label[:] = 0
        bare.image[bare.image > 0] = 50
        request = PatchRequest(0, (15, 17, 14), 4, "anywhere")
        volumes = [Volumes(bare), Volumes(other)]
        for share, expected in ((0.0, False), (1.0, True)):
            augment = replace(AugmentConfig.none(), grafting=GraftingConfig(share=share, least_inside=0.1))
            image, label, _ = PatchDataset(volumes, (24, 24, 24), augment)[request]
            self.assertEqual(bool((label > 0).any()), expected)
            lesion = image[0][label == 2]
            self.assertTrue(bool((lesion == 102).all()))  # grey levels came with the labels

    def test_a_case_never_gives_itself_a_lesion_while_there_is_another(self) -> None:
        one, other = made_case("one"), made_case("other")
        other.label[:] = np.where(other.label > 0, 1, 0)
        data = PatchDataset([Volumes(one), Volumes(other)], (24, 24, 24), AugmentConfig.none())
        for seed in range(5):
            labels = data.other_lesion(0, np.random.default_rng(seed)).label.unique().tolist()
            self.assertEqual(labels, [0, 1])


if __name__ == "__main__":
    unittest.main()
