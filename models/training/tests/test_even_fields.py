"""Bias fields taken out, in preparation and in patches; averages of snapshots. Made data only."""

import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np

try:
    import torch

    from glioscope_training.augment import AugmentConfig
    from glioscope_training.average import average
    from glioscope_training.data import Study, find_studies, read_study, write_study
    from glioscope_training.patches import PatchDataset, Volumes
    from glioscope_training.prepare import load_prepared, write_prepared
    from glioscope_training.sampling import PatchRequest

    from .made import made_case
except ImportError as missing:  # pragma: no cover
    raise unittest.SkipTest(f"needs {missing.name}")

try:
    import SimpleITK  # noqa: F401

    from glioscope_training.bias_correction import correct
    from glioscope_training.bias_correction import main as write_corrected
except ImportError:  # pragma: no cover
    correct = None


class EvenFields(unittest.TestCase):
    def test_a_patch_goes_all_the_way_to_the_corrected_image_or_part_of_it(self) -> None:
        case = made_case()
        other = replace(case, image=np.where(case.image > 0, 50, 0).astype(np.uint8))
        volumes = Volumes(replace(case, corrected=other))
        box = ((2, 2, 2), (16, 16, 16))
        plain, label, inside = volumes.cut(*box)
        whole, same_label, _ = volumes.cut(*box, np.ones(4))
        part, _, _ = volumes.cut(*box, np.array([0, 0.25, 1, 0]))
        self.assertTrue(torch.equal(whole, 50.0 * inside))
        self.assertTrue(torch.equal(label, same_label))
        self.assertTrue(torch.equal(part[0], plain[0]))
        self.assertTrue(torch.allclose(part[1], 0.75 * plain[1] + 0.25 * whole[1]))
        self.assertTrue(torch.equal(Volumes(case).cut(*box, np.ones(4))[0], plain))

    def test_recipes_without_it_draw_the_patches_they_drew(self) -> None:
        request = PatchRequest(case=0, centre=(15, 17, 14), seed=5, kind="anywhere")
        case = made_case()
        without = PatchDataset([Volumes(case)], (16, 16, 16), AugmentConfig())[request][0]
        corrected = replace(case, corrected=replace(case, image=case.image // 2))
        self.assertTrue(torch.equal(without, PatchDataset([Volumes(corrected)], (16, 16, 16), AugmentConfig())[request][0]))
        always = PatchDataset([Volumes(corrected)], (16, 16, 16), AugmentConfig(evening=1.0))[request][0]
        self.assertFalse(torch.equal(without, always))

    def test_averages_of_snapshots(self) -> None:
        first = {"network": {"widths": [4]}, "step": 1, "ema": {"w": torch.tensor([0.0, 4.0]), "n": torch.tensor(3)}}
        second = {"network": {"widths": [4]}, "step": 9, "ema": {"w": torch.tensor([2.0, 0.0]), "n": torch.tensor(3)}}
        mixed = average(first, second, 0.25)
        self.assertEqual((mixed["ema"]["w"].tolist(), int(mixed["ema"]["n"]), mixed["step"]), ([0.5, 3.0], 3, 9))
        with self.assertRaises(ValueError):
            average(first, {**second, "network": {"widths": [8]}})


@unittest.skipIf(correct is None, "needs SimpleITK")
class BiasCorrection(unittest.TestCase):
    def setUp(self) -> None:
        rng = np.random.default_rng(3)
        tissue = rng.normal(500, 15, (64, 64, 64))
        tissue[:, 32:] += 400
        ramp = np.linspace(0.7, 1.4, 64)[:, None, None]
        inside = np.zeros(tissue.shape, bool)
        inside[4:60, 4:60, 4:60] = True
        self.inside, self.tissue = inside, tissue
        self.image = np.stack([np.where(inside, tissue * ramp, 0)] * 4).astype(np.float32)

    def test_a_ramp_over_the_brain_goes_and_air_stays_air(self) -> None:
        even = correct(self.image)
        self.assertEqual(even.shape, self.image.shape)
        self.assertTrue(bool((even[:, ~self.inside] == 0).all()))

        def unevenness(image: np.ndarray) -> float:
            ratio = image[0][self.inside] / self.tissue[self.inside]
            return float(ratio.std() / ratio.mean())

        self.assertLess(unevenness(even), unevenness(self.image) / 3)

    def study(self) -> Study:
        label = np.where(self.inside, 2, 0).astype(np.uint8)
        label[tuple(size // 2 for size in label.shape)] = 3
        return Study("a", self.image, label, np.diag([-1.0, -1.0, 1.0, 1.0]))

    def test_studies_written_corrected_keep_place_and_label(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            given, output = Path(name) / "given", Path(name) / "corrected"
            write_study(given, self.study())
            with mock.patch("sys.argv", ["bias_correction", str(given), str(output)]):
                write_corrected()
            (files,) = find_studies(output)
            written = read_study(files)
            self.assertTrue(np.array_equal(written.label, self.study().label))
            self.assertTrue(np.array_equal(written.affine, self.study().affine))
            self.assertTrue(bool(((written.image > 0) == (self.image > 0)).all()))
            expected = correct(self.image)
            for got, wanted in zip(written.image, expected):
                self.assertLess(float(np.abs(got / got.max() - wanted / wanted.max()).max()), 1e-4)

    def test_stored_intensities_get_back_the_floor_they_have_lost(self) -> None:
        stored = np.where(self.image > 0, 1 + self.image / self.image.max() * 126, 0).astype(np.uint8)
        with tempfile.TemporaryDirectory() as name:
            given, output = Path(name) / "given", Path(name) / "corrected"
            write_study(given, replace(self.study(), image=stored))
            with mock.patch("sys.argv", ["bias_correction", str(given), str(output)]):
                write_corrected()
            (files,) = find_studies(output)
            for got, wanted, plain in zip(read_study(files).image, correct(stored), correct(stored.astype(np.float32))):
                self.assertLess(float(np.abs(got / got.max() - wanted / wanted.max()).max()), 1e-4)
                self.assertGreater(float(np.abs(wanted / wanted.max() - plain / plain.max()).max()), 3e-4)

    def test_prepared_with_the_corrected_image_beside_the_other(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder, output = Path(name), Path(name) / "prepared.npz"
            write_study(folder, self.study())
            write_prepared([folder], output, False, set(), correct_bias=True)
            case = load_prepared(output, "robust")[0]
            assert case.corrected is not None
            self.assertEqual(case.corrected.image.shape, case.image.shape)
            self.assertTrue(bool(((case.corrected.image > 0) == (case.image > 0)).all()))
            self.assertGreater(int(np.abs(case.corrected.image.astype(int) - case.image).max()), 10)
            write_prepared([folder], output, False, set(), levels=24, correct_bias=True)
            coarse = load_prepared(output, "robust")[0]
            assert coarse.corrected is not None
            self.assertEqual((int(coarse.image.max()), int(coarse.corrected.image.max())), (24, 24))


if __name__ == "__main__":
    unittest.main()
