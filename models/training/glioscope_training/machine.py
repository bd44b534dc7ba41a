"""What the machine can do: number formats, and how they are switched on."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any, ContextManager

import torch


def autocast(device: torch.device, precision: torch.dtype) -> ContextManager[Any]:
    return nullcontext() if precision is torch.float32 else torch.autocast(device.type, dtype=precision)


def choose_precision(name: str, device: torch.device) -> torch.dtype:
    """``auto``: bfloat16 where GPU or CPU compute it, float16 on older GPUs, float32 on other CPUs (which emulate it)."""
    if name != "auto":
        return {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}[name]
    if device.type != "cuda":
        return torch.bfloat16 if cpu_computes_bfloat16() else torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16


def cpu_computes_bfloat16() -> bool:
    """By what Linux says of the processor; elsewhere False. PyTorch's own answer includes emulation."""
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def gradient_scaler(enabled: bool) -> Any:
    """Loss scaling for float16; its name moved between PyTorch 1.13 and 2.x."""
    if hasattr(torch.amp, "GradScaler"):
        return torch.amp.GradScaler("cuda", enabled=enabled)
    return torch.cuda.amp.GradScaler(enabled=enabled)
