"""What a run writes down as it goes: two tables, and TensorBoard where it is installed."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, Optional

LOG_FIELDS = ["step", "minutes", "rate", "loss", "false_tumour", "step_seconds", "kinds"]
CURVE_FIELDS = ["utc", "step", "minutes", "NCR", "ED", "ET", "WT", "TC"]


def append_row(path: Path, fields: list[str], row: dict[str, Any]) -> None:
    new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, fields)
        if new:
            writer.writeheader()
        writer.writerow(row)


def open_board(folder: Path) -> Optional[Any]:
    """A TensorBoard writer, or None where the package is absent (the CSV files are written in any case)."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        print("tensorboard is not installed: CSV only", flush=True)
        return None
    return SummaryWriter(str(folder / "tensorboard"))
