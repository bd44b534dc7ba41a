"""Reading and preparing: axes, labels, layouts. All data is made here."""

import tempfile
import unittest
from pathlib import Path

try:
    import nibabel as nib
    import numpy as np

    from glioscope_training.data import centre_and_spread, coarsen, find_studies, normalise, quantise, read_label, read_study
    from glioscope_training.prepare import load_prepared, write_prepared
except ImportError as missing:  # pragma: no cover
    raise unittest.SkipTest(f"needs {missing.name}")


def save(path: Path, array: "np.ndarray", affine: "np.ndarray") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nib.save(nib.Nifti1Image(array, affine), path)


LPS = np.diag([-1.0, -1.0, 1.0, 1.0])


class Layouts(unittest.TestCase):
    def setUp(self) -> None:
        self.rng = np.random.default_rng(0)
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name)
        self.addCleanup(self.temporary.cleanup)

    def image(self) -> "np.ndarray":
        volume = self.rng.integers(1, 900, (4, 10, 12, 8)).astype(np.int16)
        volume[:, :2] = 0
        return volume

    def brats(self, style: "list[str]", join: str, enhancing: int, name: str = "case") -> "np.ndarray":
        volume = self.image()
        for channel, suffix in zip(volume, style):
            save(self.folder / name / f"{name}{join}{suffix}.nii.gz", channel, LPS)
        label = np.zeros(volume.shape[1:], np.float32)
        label[4, 4, 4], label[5, 4, 4], label[6, 4, 4] = 1, 2, enhancing
        save(self.folder / name / f"{name}{join}seg.nii.gz", label, LPS)
        return volume

    def test_names_of_both_generations(self) -> None:
        first = self.brats(["t1", "t1ce", "t2", "flair"], "_", 4, "old")
        second = self.brats(["t1n", "t1c", "t2w", "t2f"], "-", 3, "recent")
        studies = [read_study(files) for files in find_studies(self.folder)]
        self.assertEqual([study.name for study in studies], ["old", "recent"])
        for study, volume in zip(studies, (first, second)):
            np.testing.assert_array_equal(study.image, volume)
            self.assertEqual(study.label[4:7, 4, 4].tolist(), [1, 2, 3])

    def test_decathlon_channels_and_labels(self) -> None:
        volume = self.image()  # t1, t1ce, t2, flair
        save(self.folder / "imagesTr" / "a.nii.gz", np.moveaxis(volume[[3, 0, 1, 2]], 0, -1), LPS)
        label = np.zeros(volume.shape[1:], np.uint8)
        label[4:7, 4, 4] = [1, 2, 3]
        save(self.folder / "labelsTr" / "a.nii.gz", label, LPS)
        study = read_study(find_studies(self.folder)[0])
        np.testing.assert_array_equal(study.image, volume)
        self.assertEqual(study.label[4:7, 4, 4].tolist(), [2, 1, 3])

    def test_other_axes_are_turned_to_lps(self) -> None:
        volume = self.image()
        turned = np.moveaxis(volume[:, ::-1, ::-1], 3, 1)  # stored S, R, A
        affine = np.zeros((4, 4))
        affine[2, 0] = affine[0, 1] = affine[1, 2] = affine[3, 3] = 1
        save(self.folder / "a_image.nii.gz", np.moveaxis(turned, 0, -1), affine)
        np.testing.assert_array_equal(read_study(find_studies(self.folder)[0]).image, volume)

    def test_unknown_label_is_refused(self) -> None:
        save(self.folder / "x_seg.nii.gz", np.full((4, 4, 4), 7, np.uint8), LPS)
        with self.assertRaisesRegex(ValueError, "unknown label"):
            read_label(self.folder / "x_seg.nii.gz", "brats")

    def test_centre_and_spread_worked_out_by_hand(self) -> None:
        values = np.array([1, 2, 3, 4, 50], np.float32)
        self.assertEqual(centre_and_spread(values, "z-score"), (12.0, float(values.std())))
        median, spread = centre_and_spread(values, "robust")  # quartiles 2 and 4; the outlier moves neither
        self.assertEqual(median, 3.0)
        self.assertAlmostEqual(spread, 2 / 1.349)

    def test_quantised_volume_normalises_alike(self) -> None:
        volume = self.rng.normal(500, 80, (4, 20, 20, 20)).astype(np.float32)
        volume[:, :3] = 0
        stored = quantise(volume)
        self.assertEqual((int(stored.min()), int(stored.max())), (0, 127))
        self.assertLess(float(np.abs(normalise(stored) - normalise(volume)).max()), 0.1)
        few = coarsen(stored, 24)
        self.assertEqual((int(few.max()), bool(((few == 0) == (stored == 0)).all())), (24, True))

    def test_prepared_file_round_trip(self) -> None:
        self.brats(["t1", "t1ce", "t2", "flair"], "_", 4)
        for compress in (False, True):
            path = self.folder / f"prepared{compress}.npz"
            self.assertEqual(write_prepared([self.folder], path, compress, set()), 1)
            case = load_prepared(path)[0]
            self.assertEqual(case.image.shape, (4, 8, 12, 8))
            self.assertEqual(case.label[2:5, 4, 4].tolist(), [1, 2, 3])


if __name__ == "__main__":
    unittest.main()
