"""The network in 8-bit integers: ``python -m glioscope_training.quantise MODEL.onnx MODEL-int8.onnx --data TRAIN.npz``.

Convolutions then run on the integer units of a CPU (ONNX Runtime's QLinearConv). The ranges of what flows
between them are measured on brains the network was trained on; those it is judged on have no part in it.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from pathlib import Path
from typing import Iterator, Optional

import numpy as np
import onnx
from onnx import numpy_helper

from .evaluate import onnx_predictor
from .prepare import PreparedCase, load_prepared

#: Every third case of the training file.
CASE_STEP = 3
#: Voxels along each edge of the box in the middle of a brain that ranges are measured on.
EDGE = 96
#: Share of the values, in percent, whose range the 256 steps are spread over: a few far ones would make all coarser.
PERCENTILE = 99.999


def expanded(model: "onnx.ModelProto") -> "onnx.ModelProto":
    """``model`` with its float16 kernels as float32 constants: the quantiser follows no Cast."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    stored = {weight.name: weight for weight in graph.initializer}
    casts = [node for node in graph.node if node.op_type == "Cast" and node.input[0] in stored]
    for cast in casts:
        half = stored[cast.input[0]]
        graph.initializer.append(numpy_helper.from_array(numpy_helper.to_array(half).astype(np.float32), cast.output[0]))
        graph.initializer.remove(half)
        graph.node.remove(cast)
    return result


def kept_in_float(model: "onnx.ModelProto") -> list[str]:
    """Names of the nodes that are not quantised: the first level, which reads the intensities, and the logits' convolution.

    On training cases the second convolution in float took a seventh off the error, and next to no time.
    """
    convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
    names = [convolutions[-1].name]
    for convolution in convolutions[:2]:
        activations = [node.name for node in model.graph.node if convolution.output[0] in node.input]
        names += [convolution.name, *activations]
    return names


def middle_of(case: PreparedCase, edge: int = EDGE, multiple: int = 16) -> np.ndarray:
    """The middle of a brain as the network reads it, float32 [1, 4, x, y, z] of at most ``edge`` voxels each."""
    cut = []
    for size in case.image.shape[1:]:
        length = max(multiple, min(edge, size // multiple * multiple))
        start = max(0, (size - length) // 2)
        cut.append(slice(start, start + length))
    stored = case.image[(slice(None), *cut)]
    over = (slice(None), None, None, None)
    values = (stored.astype(np.float32) - case.centre[over]) / case.spread[over]
    return np.where(stored > 0, values, 0).astype(np.float32)[None]


class _Brains:
    """Hands out the volumes the ranges are measured on, as ONNX Runtime's quantiser asks for them."""

    def __init__(self, cases: list[PreparedCase]) -> None:
        self.volumes: Iterator[np.ndarray] = map(middle_of, cases)

    def get_next(self) -> Optional[dict[str, np.ndarray]]:
        volume = next(self.volumes, None)
        return None if volume is None else {"image": volume}


def quantise(source: Path, output: Path, cases: list[PreparedCase]) -> int:
    """Write ``source`` in 8-bit integers to ``output``, ranges measured on ``cases``; returns the size in bytes.

    Weights have a scale for each output channel and seven bits: with eight, two products overflow the 16-bit sums
    of CPUs without VNNI instructions, which would then compute other numbers. What flows is unsigned, as these units want it.
    """
    from onnxruntime import quantization

    model = expanded(onnx.load(source))
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float32.onnx"
        onnx.save(model, plain)
        quantization.quantize_static(
            plain, output, _Brains(cases),
            quant_format=quantization.QuantFormat.QDQ,
            # Activations, up-sampling and concatenation as well: between two convolutions nothing goes back to float.
            op_types_to_quantize=["Conv", "LeakyRelu", "Relu", "Resize", "Concat"],
            nodes_to_exclude=kept_in_float(model),
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            calibrate_method=quantization.CalibrationMethod.Percentile,
            extra_options={"WeightSymmetric": True, "CalibPercentile": PERCENTILE},
        )
    return output.stat().st_size


def agreement(source: Path, output: Path, cases: list[PreparedCase]) -> float:
    """Share of the voxels of ``cases`` (their middles) that are labelled alike by both networks."""
    before, after = onnx_predictor(source), onnx_predictor(output)
    volumes = [middle_of(case) for case in cases]
    return float(np.mean([(before(volume).argmax(1) == after(volume).argmax(1)).mean() for volume in volumes]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="what export_onnx has written")
    parser.add_argument("output", type=Path)
    parser.add_argument("--data", required=True, type=Path, help="the prepared file the network was trained on")
    parser.add_argument("--normalisation", choices=["z-score", "robust"], default="robust")
    arguments = parser.parse_args()
    cases = load_prepared(arguments.data, arguments.normalisation)
    sample = cases[::CASE_STEP]
    size = quantise(arguments.model, arguments.output, [*sample, *(case.corrected for case in sample if case.corrected)])
    others = cases[1::CASE_STEP][:4] or cases
    share = agreement(arguments.model, arguments.output, others)
    print(f"{arguments.output}: {size / 2**20:.2f} MiB; {share:.2%} of the voxels of other training cases labelled alike")
    print(f"sha256 {hashlib.sha256(arguments.output.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
