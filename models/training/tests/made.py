"""Made data and networks small enough for tests."""

import numpy as np

from glioscope_training.network import NetworkConfig
from glioscope_training.prepare import PreparedCase

TINY = NetworkConfig(widths=(4, 8, 8), heads=2)
TINY_STEM = NetworkConfig(widths=(4, 8, 8), heads=2, stem_stride=2)


def made_case(name: str = "made") -> "PreparedCase":
    rng = np.random.default_rng(1)
    image = rng.integers(1, 128, (4, 30, 34, 28)).astype(np.uint8)
    image[:, :4] = 0
    label = np.zeros(image.shape[1:], np.uint8)
    label[10:20, 10:20, 10:20] = 2
    label[12:16, 12:16, 12:16] = 1
    label[16, 12:16, 12:16] = 3
    image[:, label > 0] = 100 + label[label > 0]  # so that image and label can be compared after turning
    return PreparedCase(name, image, label, np.zeros(4, np.float32), np.ones(4, np.float32))
