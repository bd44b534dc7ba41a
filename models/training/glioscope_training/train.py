"""Training: the run (``python -m glioscope_training`` starts one).

The learning rate follows the time that is left, so a run ends annealed when its minutes are up, on a slow
machine as on a quick one. SIGTERM or SIGINT saves and leaves; the same command goes on from there. A
number written to ``FOLDER/minutes`` replaces ``--minutes`` while the run is under way.
"""

from __future__ import annotations

import argparse
import signal
import time
from datetime import datetime, timezone
from pathlib import Path
from itertools import islice
from typing import Any, Iterator, Optional

import torch
from torch import Tensor

from .checkpoint import Average, learning_rate, load_file, load_network, save_atomically
from .journal import CURVE_FIELDS, LOG_FIELDS, append_row, open_board
from .loss import false_tumour, segmentation_loss
from .machine import autocast, choose_precision, gradient_scaler
from .network import NetworkConfig, UNet
from .patches import Batch, PatchDataset, Volumes, batches, examples
from .prepare import PreparedCase
from .presets import Preset
from .sampling import PatchRequest, PatchSampler
from .warm_start import STEM, load_initial, state_from_onnx

#: Patches whose statistics are averaged when batch normalisation is frozen.
STATISTICS_PATCHES = 72


class Run:
    """One training run and its folder: checkpoint.pt, ema-*.pt, log.csv, evaluation.csv, model.onnx."""

    def __init__(self, folder: Path, preset: Preset, cases: list[PreparedCase], options: argparse.Namespace) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.preset, self.options = folder, preset, options
        self.device = torch.device(options.device)
        self.volumes = [Volumes(case, self.device) for case in cases]
        self.precision = choose_precision(options.precision, self.device)
        torch.manual_seed(options.seed)
        self.network = UNet(preset.network).to(self.device, memory_format=torch.channels_last_3d)
        self.step, self.seconds, self.stopping, self.late = 0, 0.0, False, False
        self.sampler = PatchSampler(cases, preset.sampling, options.seed)
        self.worth_measuring = bool(options.init)  # before the first step
        if options.init and not (folder / "checkpoint.pt").exists():
            self.begin_from(options.init, cases)
        self.average = Average(self.network, preset.ema)
        kind = torch.optim.AdamW if preset.optimiser == "adamw" else torch.optim.Adam
        groups = parameter_groups(self.network, preset, bool(options.init))
        self.optimiser = kind(groups, lr=preset.rate, betas=(0.9, 0.999), eps=preset.epsilon)
        self.scaler = gradient_scaler(self.precision is torch.float16)
        if (folder / "checkpoint.pt").exists():
            self.restore(folder / "checkpoint.pt")
        self.board = open_board(folder) if options.tensorboard else None

    def begin_from(self, path: Path, cases: list[PreparedCase]) -> None:
        """Weights of an exported network; or of a checkpoint or snapshot, whose statistics stay frozen as they are."""
        if path.suffix == ".onnx":
            fresh = load_initial(self.network, state_from_onnx(str(path)), examples(cases))
            print(f"started from {path}; new: {', '.join(fresh) or 'nothing'}", flush=True)
            return
        earlier = load_network(path)
        if earlier.config != self.preset.network:
            raise ValueError(f"{path} holds another network than the preset's")
        self.network.load_state_dict(earlier.state_dict())
        self.begin_frozen()
        print(f"started from {path}", flush=True)

    def begin_frozen(self) -> None:
        self.late = True
        self.network.freeze_statistics()

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
        before: Optional[Outcome] = None
        for batch in self.patches():
            if self.stopping or self.progress() >= 1:
                break
            outcome = self.update(*batch)
            # One step late, so that a GPU always has the next step to do while this one is read.
            loss, wrong = self.learn_from(before or outcome)
            before = outcome
            now = time.monotonic()
            self.step, elapsed, clock = self.step + 1, now - clock, now
            self.seconds += elapsed
            recent.append((loss, wrong, elapsed, outcome.requests[0].kind[0]))
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
        else:
            self.finish()

    def patches(self) -> Iterator[Batch]:
        """Batches without end, from the late stage's patches once it has begun."""
        late = self.preset.late
        while True:
            if late and not self.late and self.progress() >= late.start:
                self.begin_late_stage()
            for batch in self.batches():
                yield batch
                if late and not self.late and self.progress() >= late.start:
                    break

    def batches(self) -> Iterator[Batch]:
        stage = self.preset.late if self.late and self.preset.late else self.preset
        data = PatchDataset(self.volumes, stage.patch, self.preset.augment)
        workers = 0 if self.device.type == "cuda" else self.options.workers  # what lies on a GPU is cut here
        return batches(data, self.sampler, stage.batch, workers)

    def begin_late_stage(self) -> None:
        """Go on from the averaged weights; measure the statistics these have on the late patches, and freeze them."""
        self.late = True
        if self.preset.network.norm == "batch":
            self.average.copy_to(self.network)
            images = (images for images, _, _ in islice(self.batches(), STATISTICS_PATCHES))
            with autocast(self.device, self.precision):
                self.network.measure_statistics(self.on_device(image) for image in images)
            self.network.freeze_statistics()
            self.average.restart(self.network)
        print(f"late stage from step {self.step}", flush=True)

    def on_device(self, images: Tensor) -> Tensor:
        return images.to(self.device, non_blocking=True).contiguous(memory_format=torch.channels_last_3d)

    def update(self, images: Tensor, labels: Tensor, requests: list[PatchRequest]) -> "Outcome":
        """One optimiser step. Where a gradient is not finite it counts as none."""
        preset = self.preset
        rate = preset.rate if preset.constant_rate else learning_rate(preset.rate, self.step, preset.warmup, self.progress())
        for group in self.optimiser.param_groups:
            group["lr"] = rate * group["share"]
        images, labels = self.on_device(images), labels.to(self.device, non_blocking=True)
        with autocast(self.device, self.precision):
            logits = self.network(images)
        loss = segmentation_loss(logits, labels, preset.region_dice, preset.smooth)
        self.optimiser.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        self.scaler.unscale_(self.optimiser)
        if preset.clip:
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), preset.clip)
        for parameter in self.network.parameters():
            if parameter.grad is not None:
                parameter.grad.nan_to_num_(0.0, 0.0, 0.0)
        self.scaler.step(self.optimiser)
        self.scaler.update()
        self.average.update(self.network)
        return Outcome(loss.detach(), false_tumour(logits[0].detach(), labels), requests)

    def learn_from(self, outcome: "Outcome") -> tuple[float, float]:
        """Remember the hard places of a step; returns its loss and the voxels of false tumour per patch."""
        loss, *wrong = outcome.read()
        for request, count in zip(outcome.requests, wrong):
            if request.kind != "tumour":
                self.sampler.hard.report(request, count)
        return loss, sum(wrong) / len(wrong)

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


class Outcome:
    """What a step gave, on its way from the device: its loss, and the voxels of false tumour of each patch."""

    def __init__(self, loss: Tensor, wrong: Tensor, requests: list[PatchRequest]) -> None:
        self.requests = requests
        self.values = torch.cat([loss[None], wrong]).to("cpu", non_blocking=True)
        self.arrived = torch.cuda.Event() if loss.is_cuda else None
        if self.arrived:
            self.arrived.record()

    def read(self) -> list[float]:
        if self.arrived:
            self.arrived.synchronize()
        return self.values.tolist()


def parameter_groups(network: UNet, preset: Preset, warm: bool) -> list[dict[str, Any]]:
    """Kernels with weight decay, vectors without; after a warm start what was trained before at a lower rate."""
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        decay = preset.weight_decay if parameter.ndim > 1 else 0.0
        share = preset.warm_share if warm and not name.startswith(("heads.", STEM)) else 1.0
        groups.setdefault((decay, share), []).append(parameter)
    return [{"params": members, "weight_decay": decay, "share": share} for (decay, share), members in groups.items()]
