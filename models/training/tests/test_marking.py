"""What is marked: the promise kept by no other choice, and temperatures that leave the largest alone."""

import itertools
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

try:
    import numpy as np
    import torch

    from glioscope_training.calibrate import surprise
    from glioscope_training.checkpoint import Average, load_network, save_atomically
    from glioscope_training.marking import largest, mark, probabilities, promising
    from glioscope_training.network import UNet

    from .made import TINY
except ImportError as missing:  # pragma: no cover
    raise unittest.SkipTest(f"needs {missing.name}")


class Marking(unittest.TestCase):
    def test_no_other_choice_of_voxels_promises_more(self) -> None:
        rng = np.random.default_rng(3)
        for _ in range(50):
            p = rng.dirichlet((0.6, 0.3, 0.3, 0.3), size=7).T
            tumour, marked = 1 - p[0], mark(p, least=0.0) > 0

            def promise(chosen: "np.ndarray") -> float:
                return 2 * tumour[chosen].sum() / (chosen.sum() + tumour.sum())

            best = max(promise(np.array(choice)) for choice in itertools.product((False, True), repeat=7) if any(choice))
            self.assertAlmostEqual(promise(marked), best, places=9)

    def test_the_tissue_is_the_most_probable_and_faint_tumour_is_not_marked_below_one_in_five(self) -> None:
        p = np.array([[0.4, 0.3, 0.2, 0.1], [0.0, 0.1, 0.2, 0.7], [0.85, 0.0, 0.15, 0.0]]).T
        self.assertEqual(mark(p).tolist(), [1, 3, 0])
        self.assertEqual(promising(np.log(np.maximum(p, 1e-9))).tolist(), [1, 3, 0])
        self.assertEqual(largest(p).tolist(), [0, 3, 0])

    def test_a_temperature_divides_the_logits_and_leaves_the_largest_label(self) -> None:
        torch.manual_seed(0)
        network = UNet(TINY)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "ema.pt"
            save_atomically({"network": TINY.to_dict(), "ema": Average(network, 0.9).values}, path)
            plain, cooler = load_network(path), load_network(path, temperature=2.0)
        image = torch.randn(1, 4, 16, 16, 16)
        with torch.no_grad():
            torch.testing.assert_close(cooler(image), plain(image) / 2, rtol=1e-4, atol=1e-5)

    def test_right_and_sure_surprises_least(self) -> None:
        logits = np.array([[2.0, -1.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
        self.assertAlmostEqual(surprise(probabilities(np.zeros((4, 3)), 1.0), np.zeros(3, int)), 3 * np.log(4), places=9)
        right, wrong = (surprise(probabilities(logits, 1.0), np.array(labels)) for labels in ([0, 1], [1, 0]))
        self.assertLess(right, wrong)


if __name__ == "__main__":
    unittest.main()
