"""The 8-bit form of a network: what stays float, what does not, and that it is still the same network."""

import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

try:
    import numpy as np
    import onnx
    import onnxruntime
    import torch

    from glioscope_training.export_onnx import export
    from glioscope_training.network import UNet
    from glioscope_training.quantise import kept_in_float, middle_of, quantise

    from .made import TINY_STEM, made_case
except ImportError as missing:  # pragma: no cover
    raise unittest.SkipTest(f"needs {missing.name}")


class Quantise(unittest.TestCase):
    def test_convolutions_become_integers_and_the_answer_stays(self) -> None:
        torch.manual_seed(0)
        case = made_case()
        case.centre[:], case.spread[:] = 64, 37
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            export(UNet(replace(TINY_STEM, norm="batch")).eval(), folder / "float32.onnx")
            size = quantise(folder / "float32.onnx", folder / "int8.onnx", [case])
            self.assertEqual(size, (folder / "int8.onnx").stat().st_size)
            options = onnxruntime.SessionOptions()
            options.optimized_model_filepath = str(folder / "optimised.onnx")
            volume = middle_of(case)
            integers = onnxruntime.InferenceSession(str(folder / "int8.onnx"), options, providers=["CPUExecutionProvider"])
            floats = onnxruntime.InferenceSession(str(folder / "float32.onnx"), providers=["CPUExecutionProvider"])
            before, after = (session.run(["logits"], {"image": volume})[0] for session in (floats, integers))
            kinds = [node.op_type for node in onnx.load(folder / "optimised.onnx").graph.node]
            kept = kept_in_float(onnx.load(folder / "float32.onnx"))
        self.assertEqual(before.shape, after.shape)
        self.assertGreater(np.corrcoef(before.ravel(), after.ravel())[0, 1], 0.99)
        self.assertEqual(kept, ["heads.0.out", "encoder.0.0.conv.out", "encoder.0.0.out", "encoder.0.1.conv.out", "encoder.0.1.out"])
        # in and out of integers once: a pair between two convolutions would eat up what they gain
        self.assertEqual((kinds.count("QuantizeLinear"), kinds.count("DequantizeLinear")), (1, 1))
        self.assertEqual(kinds.count("QLinearConv"), 10)

    def test_the_middle_is_normalised_and_dark_outside(self) -> None:
        case = made_case()
        case.centre[:], case.spread[:] = 10, 2
        volume = middle_of(case, edge=16)
        self.assertEqual(volume.shape, (1, 4, 16, 16, 16))
        stored = case.image[:, 7:23, 9:25, 6:22]
        np.testing.assert_allclose(volume[0], np.where(stored > 0, (stored - 10.0) / 2, 0))


if __name__ == "__main__":
    unittest.main()
