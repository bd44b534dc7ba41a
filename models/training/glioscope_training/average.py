"""Two networks in one: ``python -m glioscope_training.average A.pt B.pt OUTPUT.pt [--share 0.5]``.

Weights of a network and of what it became when trained on, averaged, keep most of what each knows (Wortsman et al.
2022, "Robust fine-tuning of zero-shot models"). The output is a snapshot like those it is made of.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .checkpoint import load_file, save_atomically


def average(first: dict[str, Any], second: dict[str, Any], share: float = 0.5) -> dict[str, Any]:
    """A snapshot with ``share`` of the weights of ``second``, the rest of ``first``. Networks of one shape only."""
    if first["network"] != second["network"]:
        raise ValueError("networks of different shapes have no average")
    weights = {
        name: ((1 - share) * value.float() + share * second["ema"][name].float()).to(value.dtype)
        if value.is_floating_point() else value
        for name, value in first["ema"].items()
    }
    return {**second, "ema": weights}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=Path, help="an EMA snapshot")
    parser.add_argument("second", type=Path, help="one of a run that went on from it")
    parser.add_argument("output", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="of the second")
    arguments = parser.parse_args()
    mixed = average(load_file(arguments.first), load_file(arguments.second), arguments.share)
    save_atomically(mixed, arguments.output)
    print(f"{arguments.output}: {arguments.share:g} of {arguments.second.name}")


if __name__ == "__main__":
    main()
