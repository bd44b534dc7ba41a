"""ONNX export: ``python -m glioscope_training.export_onnx SNAPSHOT.pt MODEL.onnx``.

The graph is written node by node, so that it depends on no version of PyTorch's exporter and holds only
what every ONNX Runtime provider has: Conv, InstanceNormalization, LeakyRelu, Resize (nearest), Concat,
Cast, Transpose and Reshape of at most five dimensions. Weights are stored as float16 and cast to float32 at load, which halves the file.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .checkpoint import add_adjustments, load_network
from .network import NORM_EPSILON, Layer, UNet

OPSET = 16
IR_VERSION = 8


class _Graph:
    """Collects nodes and weights."""

    def __init__(self, half: bool) -> None:
        self.half = half
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def weight(self, name: str, tensor: Any) -> str:
        """Store a parameter; kernels as float16 with a Cast, vectors (few, sensitive) as float32."""
        array = tensor.detach().cpu().contiguous().numpy().astype(np.float32)
        if self.half and array.ndim > 1:
            self.weights.append(numpy_helper.from_array(array.astype(np.float16), f"{name}_h"))
            self.nodes.append(helper.make_node("Cast", [f"{name}_h"], [name], to=TensorProto.FLOAT))
        else:
            self.weights.append(numpy_helper.from_array(array, name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def convolution(self, name: str, conv: Any, source: str) -> str:
        inputs = [source, self.weight(f"{name}.weight", conv.weight)]
        if conv.bias is not None:
            inputs.append(self.weight(f"{name}.bias", conv.bias))
        return self.node("Conv", inputs, f"{name}.out", kernel_shape=list(conv.kernel_size), strides=list(conv.stride),
                         pads=[*conv.padding, *conv.padding], dilations=[1, 1, 1], group=1)

    def layer(self, name: str, layer: Layer, source: str) -> str:
        conv = layer.conv
        if isinstance(layer.norm, nn.BatchNorm3d):
            conv = fuse_conv_bn_eval(conv.eval(), layer.norm.eval())
        x = self.convolution(f"{name}.conv", conv, source)
        if isinstance(layer.norm, nn.InstanceNorm3d):
            inputs = [x, self.weight(f"{name}.norm.weight", layer.norm.weight), self.weight(f"{name}.norm.bias", layer.norm.bias)]
            x = self.node("InstanceNormalization", inputs, f"{name}.norm.out", epsilon=NORM_EPSILON)
        if layer.slope == 0:
            return self.node("Relu", [x], f"{name}.out")
        return self.node("LeakyRelu", [x], f"{name}.out", alpha=layer.slope)

    def depth_to_space(self, source: str, channels: int, factors: tuple[int, int, int]) -> str:
        """``network.depth_to_space`` without a tensor of more than four dimensions.

        With the channels last an axis beside them takes up its share of them by a Reshape alone; each axis
        is brought there in turn, z first.
        """
        self.weights.append(numpy_helper.from_array(np.array([0], np.int64), "first_axis"))
        x = self.node("Squeeze", [source, "first_axis"], "fine.squeeze")
        x = self.node("Transpose", [x], "fine.last", perm=[1, 2, 3, 0])  # x, y, z, channels
        for axis, factor in zip("zyx", reversed(factors)):
            channels //= factor
            shape = numpy_helper.from_array(np.array([0, 0, -1, channels], np.int64), f"fine.{axis}.shape")
            self.weights.append(shape)
            x = self.node("Reshape", [x, shape.name], f"fine.{axis}")
            if axis == "z":
                x = self.node("Transpose", [x], "fine.xzy", perm=[0, 2, 1, 3])
            elif axis == "y":
                x = self.node("Transpose", [x], "fine.zyx", perm=[1, 2, 0, 3])
        x = self.node("Transpose", [x], "fine.first", perm=[3, 2, 1, 0])
        return self.node("Unsqueeze", [x, "first_axis"], "fine.out")


def build(network: UNet, half: bool = True) -> "onnx.ModelProto":
    """The averaged network as an ONNX model: ``image`` [1, 4, x, y, z] -> ``logits`` [1, 4, x, y, z]."""
    graph, config = _Graph(half), network.config
    x, skips = "image", []
    for level, (first, second) in enumerate(network.encoder):
        x = graph.layer(f"encoder.{level}.0", first, x)
        x = graph.layer(f"encoder.{level}.1", second, x)
        skips.append(x)
    scales = np.array([1, 1, *config.stride], np.float32)
    graph.weights.append(numpy_helper.from_array(scales, "scales"))
    for level in reversed(range(len(network.decoder))):
        x = graph.convolution(f"reduce.{level}", network.reduce[level], x)
        x = graph.node("Resize", [x, "", "scales"], f"up.{level}", mode="nearest",
                       coordinate_transformation_mode="asymmetric", nearest_mode="floor")
        x = graph.node("Concat", [x, skips[level]], f"skip.{level}", axis=1)
        first, second = network.decoder[level]
        x = graph.layer(f"decoder.{level}.0", first, x)
        x = graph.layer(f"decoder.{level}.1", second, x)
    x = graph.convolution("heads.0", network.heads[0], x)
    if config.stem_stride > 1:
        graph.depth_to_space(x, network.heads[0].out_channels, config.stem)
    graph.nodes[-1].output[0] = "logits"
    space = ["x", "y", "z"]
    body = helper.make_graph(
        graph.nodes, "glioscope",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, config.channels, *space])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, config.classes, *space])],
        graph.weights,
    )
    model = helper.make_model(body, producer_name="glioscope", opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model


def export(network: UNet, path: Path, half: bool = True) -> int:
    """Write ``network`` to ``path``; returns the size in bytes."""
    path.write_bytes(build(network, half).SerializeToString())
    return path.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, help="checkpoint.pt or an ema-*.pt; the averaged weights are taken")
    parser.add_argument("output", type=Path)
    add_adjustments(parser)
    parser.add_argument("--float32", action="store_true", help="store the weights as float32")
    arguments = parser.parse_args()
    size = export(load_network(arguments.checkpoint, arguments.background, arguments.temperature), arguments.output, not arguments.float32)
    print(f"{arguments.output}: {size / 2**20:.2f} MiB")


if __name__ == "__main__":
    main()
