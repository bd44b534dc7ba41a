"""Training: the run (``python -m glioscope_training`` starts one).

The learning rate follows the time that is left, so a run ends annealed when its minutes are up, on a slow
machine as on a quick one. SIGTERM or SIGINT saves and leaves; the same command goes on from there. A
number written to ``FOLDER/minutes`` replaces ``--minutes`` while the run is under way.
"""

from __future__ import annotations

import argparse
import csv
import signal
import time
from contextlib import nullcontext
from datetime import datetime, timezone
from pathlib import Path
from itertools import islice
from typing import Any, ContextManager, Iterator, Optional

import torch
from torch import Tensor
from torch.utils.data import DataLoader

from .checkpoint import Average, learning_rate, load_file, save_atomically
from .loss import false_tumour, segmentation_loss
from .network import NetworkConfig, UNet
from .prepare import PreparedCase
from .presets import Preset
from .sampling import PatchDataset, PatchRequest, PatchSampler, collate, examples
from .warm_start import STEM, load_initial, state_from_onnx

#: Patches whose statistics are averaged when batch normalisation is frozen.
STATISTICS_PATCHES = 72
LOG_FIELDS = ["step", "minutes", "rate", "loss", "false_tumour", "step_seconds", "kinds"]
CURVE_FIELDS = ["utc", "step", "minutes", "NCR", "ED", "ET", "WT", "TC"]


class Run:
    """One training run and its folder: checkpoint.pt, ema-*.pt, log.csv, evaluation.csv, model.onnx."""

    def __init__(self, folder: Path, preset: Preset, cases: list[PreparedCase], options: argparse.Namespace) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.preset, self.cases, self.options = folder, preset, cases, options
        self.device = torch.device(options.device)
        self.precision = choose_precision(options.precision, self.device)
        torch.manual_seed(options.seed)
        self.network = UNet(preset.network).to(self.device)
        if self.device.type == "cpu":
            self.network = self.network.to(memory_format=torch.channels_last_3d)
        self.step, self.seconds, self.stopping, self.late = 0, 0.0, False, False
        self.sampler = PatchSampler(cases, preset.sampling, options.seed)
        self.worth_measuring = bool(options.init)  # before the first step
        if options.init and not (folder / "checkpoint.pt").exists():
            fresh = load_initial(self.network, state_from_onnx(str(options.init)), examples(cases))
            print(f"started from {options.init}; new: {', '.join(fresh) or 'nothing'}", flush=True)
        self.average = Average(self.network, preset.ema)
        kind = torch.optim.AdamW if preset.optimiser == "adamw" else torch.optim.Adam
        groups = parameter_groups(self.network, preset, bool(options.init))
        self.optimiser = kind(groups, lr=preset.rate, betas=(0.9, 0.999), eps=preset.epsilon)
        self.scaler = gradient_scaler(self.precision is torch.float16)
        if (folder / "checkpoint.pt").exists():
            self.restore(folder / "checkpoint.pt")
        self.board = open_board(folder) if options.tensorboard else None

    # -- state ---------------------------------------------------------------------------------------------

    def save(self, snapshot: bool = False) -> None:
        hard = [[case, list(centre), value] for (case, centre), value in self.sampler.hard.places.items()]
        shared = {"network": self.preset.network.to_dict(), "step": self.step, "minutes": self.seconds / 60}
        save_atomically({
            **shared, "weights": self.network.state_dict(), "ema": self.average.values, "updates": self.average.updates,
            "optimiser": self.optimiser.state_dict(), "scaler": self.scaler.state_dict(), "seconds": self.seconds,
            "hard": hard, "late": self.late,
        }, self.folder / "checkpoint.pt")
        if snapshot:
            half = {name: value.half() if value.ndim > 1 else value for name, value in self.average.values.items()}
            save_atomically({**shared, "ema": half}, self.folder / f"ema-{self.step:06d}.pt")

    def restore(self, path: Path) -> None:
        saved = load_file(path)
        if NetworkConfig.from_dict(saved["network"]) != self.preset.network:
            raise ValueError(f"{path} holds another network; choose another --run folder")
        self.network.load_state_dict(saved["weights"])
        self.average.updates = saved["updates"]
        for name, value in saved["ema"].items():
            self.average.values[name].copy_(value)
        self.optimiser.load_state_dict(saved["optimiser"])
        self.scaler.load_state_dict(saved["scaler"])
        self.step, self.seconds = saved["step"], saved["seconds"]
        self.sampler.step = self.step * self.preset.batch
        self.late = saved["late"]
        if self.late:
            self.network.freeze_statistics()
        self.sampler.hard.places = {(case, tuple(centre)): value for case, centre, value in saved["hard"]}
        print(f"resumed at step {self.step}, {self.seconds / 60:.1f} minutes used", flush=True)

    def budget(self) -> float:
        """Seconds granted; the file ``minutes`` in the run folder overrides the command line."""
        try:
            return float((self.folder / "minutes").read_text()) * 60
        except (OSError, ValueError):
            return self.options.minutes * 60

    def progress(self) -> float:
        """0 at the start, 1 at the end: by time, or by steps where these are limited and come first."""
        by_time = self.seconds / max(self.budget(), 1e-9) if self.budget() else 0.0
        by_steps = self.step / self.options.steps if self.options.steps else 0.0
        return max(by_time, by_steps)

    # -- training ------------------------------------------------------------------------------------------

    def train(self) -> None:
        options = self.options
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: setattr(self, "stopping", True))
        if self.step == 0 and self.worth_measuring:
            self.evaluate()
        self.network.train()
        clock = time.monotonic()
        saved = evaluated = snapped = self.seconds
        recent: list[tuple[float, float, float, str]] = []
        for images, labels, requests in self.patches():
            if self.stopping or self.progress() >= 1:
                break
            loss, wrong = self.update(images, labels, requests)
            now = time.monotonic()
            self.step, elapsed, clock = self.step + 1, now - clock, now
            self.seconds += elapsed
            recent.append((loss, wrong, elapsed, requests[0].kind[0]))
            if self.step % options.log_every == 0:
                self.log(recent)
                recent.clear()
            if self.seconds - saved >= options.save_minutes * 60:
                snapshot = self.seconds - snapped >= options.snapshot_minutes * 60
                self.save(snapshot)
                saved, snapped = self.seconds, self.seconds if snapshot else snapped
            if options.validation and self.seconds - evaluated >= options.evaluate_minutes * 60:
                self.evaluate()
                evaluated = self.seconds
        self.save(snapshot=True)
        if self.stopping:
            print(f"stopped at step {self.step}; the same command resumes", flush=True)
            return
        self.finish()

    def patches(self) -> Iterator[tuple[Tensor, Tensor, list[PatchRequest]]]:
        """Batches without end, from the late stage's patches once it has begun."""
        late = self.preset.late
        while True:
            if late and not self.late and self.progress() >= late.start:
                self.begin_late_stage()
            for batch in self.loader():
                yield batch
                if late and not self.late and self.progress() >= late.start:
                    break

    def loader(self) -> DataLoader:
        stage = self.preset.late if self.late and self.preset.late else self.preset
        return DataLoader(
            PatchDataset(self.cases, stage.patch, self.preset.augment), batch_size=stage.batch,
            sampler=self.sampler, num_workers=self.options.workers, collate_fn=collate,
            pin_memory=self.device.type == "cuda",
        )

    def begin_late_stage(self) -> None:
        """Go on from the averaged weights; measure the statistics these have on the late patches, and freeze them."""
        self.late = True
        if self.preset.network.norm == "batch":
            self.average.copy_to(self.network)
            images = (images for images, _, _ in islice(self.loader(), STATISTICS_PATCHES))
            with autocast(self.device, self.precision):
                self.network.measure_statistics(self.on_device(image) for image in images)
            self.network.freeze_statistics()
            self.average.restart(self.network)
        print(f"late stage from step {self.step}: patches {self.loader().dataset.patch}", flush=True)

    def on_device(self, images: Tensor) -> Tensor:
        images = images.to(self.device, non_blocking=True)
        return images if images.is_cuda else images.contiguous(memory_format=torch.channels_last_3d)

    def update(self, images: Tensor, labels: Tensor, requests: list[PatchRequest]) -> tuple[float, float]:
        """One optimiser step; returns the loss and the voxels of false tumour per patch."""
        preset = self.preset
        rate = preset.rate if preset.constant_rate else learning_rate(preset.rate, self.step, preset.warmup, self.progress())
        for group in self.optimiser.param_groups:
            group["lr"] = rate * group["share"]
        images, labels = self.on_device(images), labels.to(self.device, non_blocking=True)
        with autocast(self.device, self.precision):
            logits = self.network(images)
        loss = segmentation_loss(logits, labels, preset.region_dice, preset.smooth)
        self.optimiser.zero_grad(set_to_none=True)
        if not torch.isfinite(loss):
            print(f"step {self.step}: loss {loss.item()}, step left out", flush=True)
            return float("nan"), float("nan")
        self.scaler.scale(loss).backward()
        if preset.clip:
            self.scaler.unscale_(self.optimiser)
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), preset.clip)
        self.scaler.step(self.optimiser)
        self.scaler.update()
        self.average.update(self.network)
        wrong = false_tumour(logits[0].detach(), labels).tolist()
        for request, count in zip(requests, wrong):
            if request.kind != "tumour":
                self.sampler.hard.report(request, count)
        return float(loss.detach()), sum(wrong) / len(wrong)

    def log(self, recent: list[tuple[float, float, float, str]]) -> None:
        losses, wrong, seconds, kinds = zip(*recent)
        row = {
            "step": self.step, "minutes": round(self.seconds / 60, 2), "rate": f"{self.optimiser.param_groups[0]['lr']:.2e}",
            "loss": round(sum(losses) / len(losses), 4), "false_tumour": round(sum(wrong) / len(wrong)),
            "step_seconds": round(sum(seconds) / len(seconds), 3), "kinds": "".join(kinds),
        }
        append_row(self.folder / "log.csv", LOG_FIELDS, row)
        print("  ".join(f"{name} {value}" for name, value in row.items()), flush=True)
        if self.board:
            for name in ("loss", "false_tumour", "step_seconds"):
                self.board.add_scalar(f"training/{name}", row[name], self.step)
            self.board.add_scalar("training/rate", float(row["rate"]), self.step)

    # -- measuring and leaving -----------------------------------------------------------------------------

    def averaged(self) -> UNet:
        network = UNet(self.preset.network).to(self.device)
        self.average.copy_to(network)
        return network.eval()

    def evaluate(self) -> None:
        """Whole-brain Dice of the averaged weights on the validation folder, into evaluation.csv."""
        if not self.options.validation:
            return
        from .evaluate import evaluate_folder, mean_of, torch_predictor

        started = time.monotonic()
        rows = evaluate_folder(self.options.validation, torch_predictor(self.averaged()), self.preset.network)
        means = mean_of(rows)
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        row: dict[str, Any] = {"utc": now, "step": self.step, "minutes": round(self.seconds / 60, 1)}
        append_row(self.folder / "evaluation.csv", CURVE_FIELDS, {**row, **{k: round(v, 4) for k, v in means.items()}})
        print(f"evaluation at step {self.step}: " + "  ".join(f"{k} {v:.3f}" for k, v in means.items())
              + f"  ({time.monotonic() - started:.0f} s)", flush=True)
        if self.board:
            for name, value in means.items():
                self.board.add_scalar(f"validation/{name}", value, self.step)

    def finish(self) -> None:
        """The last export and evaluation of a run that used its budget."""
        from .export_onnx import export

        size = export(self.averaged().cpu(), self.folder / "model.onnx")
        print(f"exported model.onnx, {size / 2**20:.1f} MiB, after {self.step} steps", flush=True)
        self.evaluate()


def parameter_groups(network: UNet, preset: Preset, warm: bool) -> list[dict[str, Any]]:
    """Kernels with weight decay, vectors without; after a warm start what was trained before at a lower rate."""
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        decay = preset.weight_decay if parameter.ndim > 1 else 0.0
        share = preset.warm_share if warm and not name.startswith(("heads.", STEM)) else 1.0
        groups.setdefault((decay, share), []).append(parameter)
    return [{"params": members, "weight_decay": decay, "share": share} for (decay, share), members in groups.items()]


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
