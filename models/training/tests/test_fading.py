"""Fading of lesions, on a made brain."""

import unittest

try:
    import numpy as np
    import torch

    from glioscope_training.fading import FadingConfig, fade
except ImportError as missing:  # pragma: no cover
    raise unittest.SkipTest(f"needs {missing.name}")

SIZE = (48, 40, 56)


def made_brain() -> tuple["torch.Tensor", "torch.Tensor", "torch.Tensor"]:
    """Noise of deviation 0.1 about 0 in the brain; NCR at -1, ED at 2, ET at 3, in every modality."""
    label = torch.zeros(SIZE, dtype=torch.int64)
    label[12:36, 10:30, 16:40] = 2
    label[18:30, 14:26, 22:34] = 3
    label[21:27, 17:23, 25:31] = 1
    inside = torch.zeros((4, *SIZE), dtype=torch.bool)
    inside[:, 2:-2, 2:-2, 2:-2] = True
    levels = torch.tensor([0.0, -1.0, 2.0, 3.0])
    noise = 0.1 * torch.randn((4, *SIZE), generator=torch.Generator().manual_seed(1))
    return (levels[label] + noise) * inside, label, inside


class Fading(unittest.TestCase):
    def setUp(self) -> None:
        self.image, self.label, self.inside = made_brain()

    def fade(self, **config: object) -> "torch.Tensor":
        return fade(self.image, self.label, self.inside, FadingConfig(**config), np.random.default_rng(3))

    def within(self, value: int) -> "torch.Tensor":
        """A tissue without its outermost voxels, where the change is on its way to nothing."""
        mask = (self.label == value).float()[None, None]
        return torch.nn.functional.avg_pool3d(mask, 3, 1, 1)[0, 0] > 0.999

    def test_a_tumour_keeps_a_share_of_its_contrast_and_all_of_its_texture(self) -> None:
        faded = self.fade(tumour=1.0, tumour_range=(0.5, 0.5))
        for channel in range(4):
            shares = [float(faded[channel][self.within(v)].mean() / self.image[channel][self.within(v)].mean()) for v in (1, 2, 3)]
            for share in shares:
                self.assertLess(abs(share - 0.5), 0.35)  # each modality's own share varies a little
            self.assertLess(max(shares) - min(shares), 0.1)
            inner = self.within(2)
            self.assertGreater(float(np.corrcoef(faded[channel][inner], self.image[channel][inner])[0, 1]), 0.9)

    def test_enhancement_moves_towards_the_tumour_in_one_modality_alone(self) -> None:
        faded = self.fade(enhancement=1.0, enhancement_range=(0.25, 0.25))
        self.assertTrue(torch.equal(faded[[0, 2, 3]], self.image[[0, 2, 3]]))
        rest = self.image[1][(self.label == 1) | (self.label == 2)].mean()
        before, after = (float((image[1][self.within(3)] - rest).mean()) for image in (self.image, faded))
        self.assertLess(abs(after / before - 0.25), 0.2)

    def test_nothing_changes_elsewhere(self) -> None:
        faded = self.fade(tumour=1.0, enhancement=1.0, core=1.0)
        far = torch.nn.functional.max_pool3d((self.label > 0).float()[None, None], 3, 1, 1)[0, 0] == 0
        self.assertTrue(torch.equal(faded[:, far], self.image[:, far]))
        self.assertEqual(float(faded[~self.inside].abs().max()), 0.0)
        self.assertFalse(torch.equal(faded, self.image))

    def test_without_tumour_or_chance_the_image_is_the_same(self) -> None:
        self.assertIs(self.fade(), self.image)
        self.label = torch.zeros_like(self.label)
        self.assertIs(self.fade(tumour=1.0, enhancement=1.0, core=1.0), self.image)

    def test_a_tissue_that_is_missing_is_passed_over(self) -> None:
        self.label = torch.where(self.label == 3, 2, self.label)
        self.assertTrue(torch.equal(self.fade(enhancement=1.0), self.image))


if __name__ == "__main__":
    unittest.main()
