"""The common way, for comparison: the same weights in plain PyTorch, a sliding window of 128^3 with 50 % overlap.

    python3 sliding_window.py [--uncropped] MODEL.onnx T1 T1CE T2 FLAIR OUTPUT.nii.gz

Prints one line of JSON: seconds of wall clock and of CPU, peak memory in MB, number of windows. Needs PyTorch,
onnx and nibabel. Preprocessing as in the product: LPS, crop to the brain (unless --uncropped: many programs slide
over all of the image), clip to percentiles, then by mean and deviation or by median and quartiles, as the
model.json beside MODEL.onnx says.
"""

import json
import resource
import sys
import time
from pathlib import Path

import nibabel
import numpy as np
import onnx
import torch
import torch.nn.functional as F
from nibabel.orientations import apply_orientation, axcodes2ornt, io_orientation, ornt_transform
from onnx import helper, numpy_helper

WINDOW, OVERLAP, MULTIPLE = 128, 0.5, 32


def build(path):
    """The graph, run node by node by PyTorch's own operations."""
    graph = onnx.load(path).graph
    constants = {w.name: torch.from_numpy(numpy_helper.to_array(w).copy()) for w in graph.initializer}

    def run(image):
        values = {**constants, graph.input[0].name: image}
        for node in graph.node:
            attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
            x = [values.get(name) for name in node.input]
            values[node.output[0]] = OPERATIONS[node.op_type](attributes, *x)
        return values[graph.output[0].name]

    return run


def resize(_, x, _roi, scales, *_rest):
    return F.interpolate(x, scale_factor=[float(s) for s in scales[2:]], mode="nearest")


def reshape(_, x, shape):
    return x.reshape([x.shape[i] if size == 0 else size for i, size in enumerate(shape.tolist())])


OPERATIONS = {
    "Cast": lambda _, x: x.float(),
    "Constant": lambda a: torch.from_numpy(numpy_helper.to_array(a["value"]).copy()),
    "Conv": lambda a, x, w, b=None: F.conv3d(x, w, b, stride=a["strides"], padding=a["pads"][:3]),
    "InstanceNormalization": lambda a, x, w, b: F.instance_norm(x, weight=w, bias=b, eps=a["epsilon"]),
    "LeakyRelu": lambda a, x: F.leaky_relu(x, a["alpha"]),
    "Resize": resize,
    "Concat": lambda a, *x: torch.cat(x, a["axis"]),
    "Add": lambda _, a, b: a + b,
    "Transpose": lambda a, x: x.permute(a["perm"]),
    "Reshape": reshape,
    "Squeeze": lambda _, x, axes: x.squeeze(int(axes[0])),
    "Unsqueeze": lambda _, x, axes: x.unsqueeze(int(axes[0])),
}


def normalise(volume, by_quartiles):
    inside = volume != 0
    low, high = np.percentile(volume[inside], [0.05, 99.95])
    clipped = np.clip(volume, low, high)
    centre, spread = clipped[inside].mean(), clipped[inside].std()
    if by_quartiles:
        first, centre, third = np.percentile(volume[inside], [25, 50, 75])
        spread = (third - first) / 1.349
    return np.where(inside, (clipped - centre) / spread, 0).astype(np.float32)


def starts(size):
    step = int(WINDOW * (1 - OVERLAP))
    return sorted({min(start, size - WINDOW) for start in range(0, max(size - WINDOW, 0) + step, step)})


def main(*arguments):
    begin = time.perf_counter()
    uncropped = arguments[0] == "--uncropped"
    network, *inputs, output = arguments[1:] if uncropped else arguments
    kind = json.loads(Path(network).with_name("model.json").read_text())["input"]["normalisation"]["kind"]
    images = [nibabel.load(path) for path in inputs]
    there = ornt_transform(io_orientation(images[0].affine), axcodes2ornt("LPS"))
    back = ornt_transform(axcodes2ornt("LPS"), io_orientation(images[0].affine))
    volumes = [apply_orientation(np.asanyarray(image.dataobj).astype(np.float32), there) for image in images]
    brain = np.any([volume != 0 for volume in volumes], axis=0)
    corners = np.argwhere(np.ones_like(brain) if uncropped else brain)
    box = tuple(slice(a, b) for a, b in zip(corners.min(0), corners.max(0) + 1))
    shape = [b.stop - b.start for b in box]
    padded = [max(WINDOW, -(-size // MULTIPLE) * MULTIPLE) for size in shape]
    image = np.zeros((4, *padded), np.float32)
    for channel, volume in enumerate(volumes):
        image[channel][tuple(slice(0, size) for size in shape)] = normalise(volume[box], kind == "percentile-clip-quartiles")
    run, tensor = build(network), torch.from_numpy(image)[None]
    axis = torch.exp(-((torch.arange(WINDOW) - (WINDOW - 1) / 2) ** 2) / (2 * (WINDOW / 8) ** 2)).clamp(min=1e-3)
    weight = axis[:, None, None] * axis[None, :, None] * axis[None, None, :]
    sums, weights = torch.zeros(1, 4, *padded), torch.zeros(padded)
    places = [(x, y, z) for x in starts(padded[0]) for y in starts(padded[1]) for z in starts(padded[2])]
    with torch.inference_mode():
        for place in places:
            window = tuple(slice(start, start + WINDOW) for start in place)
            sums[(..., *window)] += run(tensor[(..., *window)].contiguous()) * weight
            weights[window] += weight
    labels = np.zeros(brain.shape, np.uint8)
    labels[box] = (sums / weights).argmax(1)[0][tuple(slice(0, size) for size in shape)].numpy()
    labels[~brain] = 0
    nibabel.save(nibabel.Nifti1Image(apply_orientation(labels, back), images[1].affine), output)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({
        "wallSeconds": time.perf_counter() - begin, "cpuSeconds": usage.ru_utime + usage.ru_stime,
        "peakMegabytes": usage.ru_maxrss * 1024 / 1e6, "windows": len(places),
    }))


main(*sys.argv[1:])
