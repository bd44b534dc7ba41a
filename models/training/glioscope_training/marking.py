"""What of a network's answer is marked as tumour; the product does the same (``promising-tumour.ts``)."""

from __future__ import annotations

import numpy as np

#: Tumour less probable than this is not marked, whatever that promises.
LEAST = 0.2


def probabilities(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Soft-max over the first axis of ``logits`` / ``temperature``."""
    powers = np.exp((logits - logits.max(axis=0)) / temperature)
    return powers / powers.sum(axis=0)


def largest(logits: np.ndarray) -> np.ndarray:
    """Labels: whatever class has the largest of ``logits`` [classes, ...]."""
    return logits.argmax(axis=0).astype(np.uint8)


def promising(logits: np.ndarray) -> np.ndarray:
    """Labels [n] out of ``logits`` [classes, n] of a whole brain, such that the expected Dice is largest (``mark``)."""
    return mark(probabilities(logits, 1.0))


def mark(p: np.ndarray, least: float = LEAST) -> np.ndarray:
    """Labels [n] out of ``p`` [classes, n], such that the expected Dice of the whole tumour is largest.

    Its best threshold is half of that Dice (Lipton, Elkan & Naryanaswamy 2014), never below ``least``; within
    the tumour the most probable tissue wins.
    """
    tumour = 1 - p[0]
    descending = np.sort(tumour[tumour >= least])[::-1].astype(np.float64)
    if descending.size == 0:
        return np.zeros(tumour.shape, np.uint8)
    promised = 2 * descending.cumsum() / (np.arange(1, descending.size + 1) + tumour.sum(dtype=np.float64))
    threshold = descending[promised.argmax()]
    return np.where(tumour >= threshold, p[1:].argmax(axis=0) + 1, 0).astype(np.uint8)
