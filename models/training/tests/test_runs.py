"""Runs: budget, resume, start from a snapshot, export; small and fast, on made data."""

import argparse
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

try:
    import torch

    from glioscope_training.checkpoint import learning_rate, load_network
    from glioscope_training.presets import PRESETS, LateStage, Preset
    from glioscope_training.train import Run

    from .made import TINY, TINY_STEM, made_case
except ImportError as missing:  # pragma: no cover
    raise unittest.SkipTest(f"needs {missing.name}")


class Runs(unittest.TestCase):
    def options(self, **changes: object) -> argparse.Namespace:
        values = dict(
            device="cpu", precision="auto", seed=1, init=None, tensorboard=False, minutes=0, steps=4, workers=0,
            log_every=2, save_minutes=10, snapshot_minutes=20, validation=None, evaluate_minutes=40,
        )
        return argparse.Namespace(**{**values, **changes})

    def test_rate_anneals_with_the_budget(self) -> None:
        self.assertLess(learning_rate(1e-3, 0, 10, 0.0), 2e-4)
        self.assertAlmostEqual(learning_rate(1e-3, 99, 10, 0.0), 1e-3)
        self.assertAlmostEqual(learning_rate(1e-3, 99, 10, 1.0), 1e-5)

    def test_train_stop_resume_export(self) -> None:
        for network in (TINY, TINY_STEM):
            with self.subTest(stem_stride=network.stem_stride):
                self.check_a_run(replace(PRESETS["glioscope"], network=network, patch=(16, 16, 16)))

    def test_frozen_statistics_outlive_stop_and_resume(self) -> None:
        tiny = replace(TINY_STEM, norm="batch")
        preset = replace(PRESETS["half-resolution"], network=tiny, patch=(16, 16, 16), late=LateStage(0.5, (24, 24, 24)))
        with tempfile.TemporaryDirectory() as folder:
            run = Run(Path(folder), preset, [made_case()], self.options(steps=4))
            update, shapes = run.update, []
            def watch(images: "torch.Tensor", *rest: object) -> object:
                shapes.append(tuple(images.shape))
                run.stopping = run.step == 2
                return update(images, *rest)
            run.update = watch  # type: ignore[method-assign]
            run.train()
            self.assertEqual(shapes, [(2, 4, 16, 16, 16)] * 2 + [(1, 4, 24, 24, 24)])
            mean = run.network.encoder[0][0].norm.running_mean.clone()
            again = Run(Path(folder), preset, [made_case()], self.options(steps=4))
            try:
                again.train()
            except ImportError as missing:
                self.skipTest(f"needs {missing.name}")
            self.assertEqual(again.step, 4)
            self.assertTrue(torch.equal(again.network.encoder[0][0].norm.running_mean, mean))
            self.check_parity(Path(folder))

    def test_a_snapshot_goes_on_with_its_statistics_frozen(self) -> None:
        preset = replace(PRESETS["faint-lesions"], network=replace(TINY_STEM, norm="batch"), patch=(16, 16, 16))
        volume = torch.randn(1, 4, 16, 16, 16)
        with tempfile.TemporaryDirectory() as folder:
            earlier = Run(Path(folder) / "earlier", preset, [made_case()], self.options(steps=2))
            earlier.train()
            (snapshot,) = (Path(folder) / "earlier").glob("ema-*.pt")
            later = Run(Path(folder) / "later", preset, [made_case()], self.options(steps=2, init=snapshot))
            expected = load_network(snapshot)
            with torch.no_grad():
                torch.testing.assert_close(later.averaged()(volume), expected(volume))
            later.train()
            trained = later.network.encoder[0][0]
            self.assertTrue(torch.equal(trained.norm.running_mean, expected.encoder[0][0].norm.running_mean))
            self.assertFalse(torch.equal(trained.conv.weight, expected.encoder[0][0].conv.weight))
            with self.assertRaisesRegex(ValueError, "another network"):
                wider = replace(preset, network=replace(preset.network, widths=(8, 8, 8)))
                Run(Path(folder) / "other", wider, [made_case()], self.options(init=snapshot))

    def check_a_run(self, preset: "Preset") -> None:
        with tempfile.TemporaryDirectory() as folder:
            run = Run(Path(folder), preset, [made_case()], self.options(steps=100))
            update = run.update
            def stop_after_two(*batch: object) -> object:
                run.stopping = run.step == 1
                return update(*batch)
            run.update = stop_after_two  # type: ignore[method-assign]
            run.train()
            self.assertEqual(run.step, 2)
            again = Run(Path(folder), preset, [made_case()], self.options(steps=4))
            self.assertEqual(again.step, 2)
            for name, value in again.network.state_dict().items():
                self.assertTrue(torch.equal(value, run.network.state_dict()[name]), name)
            try:
                again.train()
            except ImportError as missing:
                self.skipTest(f"needs {missing.name}")
            self.assertEqual(again.step, 4)
            self.assertTrue((Path(folder) / "model.onnx").exists())
            self.check_parity(Path(folder))

    def test_report_preset_trains_and_exports(self) -> None:
        preset = PRESETS["report"]
        preset = replace(preset, network=replace(preset.network, widths=(4, 8, 8)), patch=(32, 32, 1))
        with tempfile.TemporaryDirectory() as folder:
            try:
                Run(Path(folder), preset, [made_case()], self.options(steps=3)).train()
            except ImportError as missing:
                self.skipTest(f"needs {missing.name}")
            self.check_parity(Path(folder))

    def test_a_shifted_background_moves_that_logit_alone(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            run = Run(Path(folder), replace(PRESETS["glioscope"], network=TINY_STEM), [made_case()], self.options())
            run.save()
            plain, shifted = (load_network(Path(folder) / "checkpoint.pt", by) for by in (0.0, -1.5))
        volume = torch.randn(1, 4, 16, 16, 16)
        with torch.no_grad():
            difference = shifted(volume) - plain(volume)
        torch.testing.assert_close(difference[:, 0], torch.full_like(difference[:, 0], -1.5))
        self.assertLess(float(difference[:, 1:].abs().max()), 1e-5)

    def check_parity(self, folder: Path) -> None:
        try:
            import onnxruntime  # noqa: F401
        except ImportError:
            return
        from glioscope_training.parity import compare, synthetic_volume

        network = load_network(folder / "checkpoint.pt")
        difference, changed = compare(network, folder / "model.onnx", synthetic_volume((32, 16, 48)))
        self.assertLess(difference, 1e-3)
        self.assertLess(changed, 1e-3)


if __name__ == "__main__":
    unittest.main()
