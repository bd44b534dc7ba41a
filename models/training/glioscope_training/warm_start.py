"""Warm start: the weights of an exported network, taken over as they are or one level further down.

A network of the same shape is taken over whole. A network whose first convolution halves the resolution
(``stem_stride`` 2) may also begin from one that has a level more, at full resolution: its coarser levels are
the same thing, what its two finest encoder layers compute is imitated by the new stem (the linear map with
the least squared error on a few images), and the heads begin as the linear map from features to labels.
"""

from __future__ import annotations

import re
from typing import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from .network import NORM_EPSILON, UNet, space_to_depth

#: Image [4, x, y, z] as the network reads it, sizes multiples of what it wants; label [x, y, z] int64.
Example = tuple[Tensor, Tensor]
_SHORT = {"e": "encoder", "d": "decoder"}
STEM = "encoder.0.0"


def state_from_onnx(path: str) -> dict[str, Tensor]:
    """The weights in an ONNX file written by ``export_onnx`` or named like the first network's, as float32."""
    import onnx
    from onnx import numpy_helper

    state: dict[str, Tensor] = {}
    for tensor in onnx.load(path).graph.initializer:
        name = re.sub(r"_h$", "", tensor.name)
        block = re.match(r"^([ed])\.(\d+)\.(\d+)\.([01])\.(weight|bias)$", name)
        if block:
            part = "conv" if block[4] == "0" else "norm"
            name = f"{_SHORT[block[1]]}.{block[2]}.{block[3]}.{part}.{block[5]}"
        name = re.sub(r"^u\.(\d+)\.", r"reduce.\1.", name)
        name = re.sub(r"^o\.(\d+)\.", r"heads.\1.", name)
        if re.match(r"^(encoder|decoder|reduce|heads)\.", name):
            state[name] = torch.from_numpy(numpy_helper.to_array(tensor).astype("float32"))
    return state


def load_initial(network: UNet, state: dict[str, Tensor], examples: Sequence[Example] = ()) -> list[str]:
    """Take ``state`` over into ``network``; returns the names of the parameters it did not hold.

    ``examples``: what stem and heads are fitted on where levels are shifted.
    Raises ValueError where ``state`` belongs to a network of another shape.
    """
    shifted = _levels(state) == len(network.config.widths) + 1 and network.config.stem_stride == 2
    if shifted:
        stem = fit_stem(state, [image for image, _ in examples], network.config.slope)
        state = {**{k: v for k, v in map(_one_level_down, state.items()) if k}, **stem}
    try:
        missing, unexpected = network.load_state_dict(state, strict=False)
    except RuntimeError as failure:
        raise ValueError(f"another network: {failure}") from failure
    fresh = r"^heads\." if shifted else r"^heads\.[1-9]"
    strangers = [name for name in missing if not re.match(fresh, name)] + list(unexpected)
    if strangers:
        raise ValueError(f"another network: {strangers[:5]}")
    if shifted:
        fit_heads(network, examples)
    return list(missing)


def _levels(state: dict[str, Tensor]) -> int:
    return 1 + max((int(name.split(".")[1]) for name in state if name.startswith("encoder.")), default=-1)


def _one_level_down(item: tuple[str, Tensor]) -> tuple[str, Tensor]:
    """The entry under its name in a network without the finest level; an empty name where it has none."""
    name, tensor = item
    part, level, rest = name.split(".", 2)
    if part == "heads" or level == "0" or name.startswith("encoder.1.0."):
        return "", tensor
    return f"{part}.{int(level) - 1}.{rest}", tensor


def fit_stem(state: dict[str, Tensor], images: Sequence[Tensor], slope: float) -> dict[str, Tensor]:
    """The 3x3x3 stride 2 convolution of the input that comes closest to ``encoder.1.0`` of a full network.

    Least squares over every voxel of ``images``, means taken off, as the normalisation that follows does.
    """
    inputs = state["encoder.0.0.conv.weight"].shape[1]
    taps = inputs * 27
    columns = torch.eye(taps).reshape(taps, inputs, 3, 3, 3)
    gram, moment = torch.zeros(taps, taps, dtype=torch.float64), None
    for image in images:
        x = image[None]
        seen = F.conv3d(x, columns, stride=2, padding=1)[0].flatten(1).double()
        for layer in ("encoder.0.0", "encoder.0.1"):
            x = F.conv3d(x, state[f"{layer}.conv.weight"], padding=1)
            x = F.instance_norm(x, weight=state[f"{layer}.norm.weight"], bias=state[f"{layer}.norm.bias"], eps=NORM_EPSILON)
            x = F.leaky_relu(x, slope)
        wanted = F.conv3d(x, state["encoder.1.0.conv.weight"], stride=2, padding=1)[0].flatten(1).double()
        seen, wanted = seen - seen.mean(1, keepdim=True), wanted - wanted.mean(1, keepdim=True)
        product = wanted @ seen.T
        gram, moment = gram + seen @ seen.T, product if moment is None else moment + product
    if moment is None:
        raise ValueError("a shifted warm start needs images to fit the stem on")
    return {
        f"{STEM}.conv.weight": _solve(gram, moment).reshape(-1, inputs, 3, 3, 3),
        f"{STEM}.norm.weight": state["encoder.1.0.norm.weight"],
        f"{STEM}.norm.bias": state["encoder.1.0.norm.bias"],
    }


def fit_heads(network: UNet, examples: Sequence[Example], sharpness: float = 8.0) -> None:
    """Set every head to the linear map from its features to the labels, by least squares.

    That map estimates probabilities; times ``sharpness`` they are logits near enough to begin with. A head
    drawn at random would first spoil the features it is given.
    """
    config = network.config
    seen: dict[int, Tensor] = {}
    hooks = [
        head.register_forward_hook(lambda _, inputs, __, level=level: seen.__setitem__(level, inputs[0]))
        for level, head in enumerate(network.heads)
    ]
    sums: dict[int, tuple[Tensor, Tensor]] = {}
    was_training = network.training
    network.train()
    with torch.no_grad():
        for image, label in examples:
            network(image[None])
            wanted = F.one_hot(label, config.classes).movedim(-1, 0)[None].float()
            for level, features in seen.items():
                steps = [full // size for full, size in zip(wanted.shape[2:], features.shape[2:])]
                fine = level == 0 and config.stem_stride > 1
                target = space_to_depth(wanted, config.stem) if fine else wanted[..., :: steps[0], :: steps[1], :: steps[2]]
                x = F.pad(features[0].flatten(1), (0, 0, 0, 1), value=1.0).double()
                gram, moment = x @ x.T, target[0].flatten(1).double() @ x.T
                before = sums.get(level)
                sums[level] = (gram, moment) if before is None else (before[0] + gram, before[1] + moment)
        for level, head in enumerate(network.heads):
            weight = _solve(*sums[level]) * sharpness
            head.weight.copy_(weight[:, :-1, None, None, None])
            head.bias.copy_(weight[:, -1])
    network.train(was_training)
    for hook in hooks:
        hook.remove()


def _solve(gram: Tensor, moment: Tensor) -> Tensor:
    """The linear map with the least squared error, from sums over voxels: x xT [n, n] and y xT [m, n]; [m, n].

    Neighbouring voxels are nearly equal, so the normal equations want a little weight on the diagonal.
    """
    ridge = 1e-4 * gram.diagonal().mean() * torch.eye(len(gram), dtype=gram.dtype)
    return torch.linalg.solve(gram + ridge, moment.T).T.float()
