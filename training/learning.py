"""The loop: batches, losses, steps, and a checkpoint to go on from.

A GPU is used by one process, where there is one. On a CPU each process computes on one thread, and
all add their gradients up before each step: on a CPU whose cores others use as well, threads that
wait for each other at every product crawl.
"""

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor, distributed
from torch.multiprocessing.spawn import spawn

from index.errors import AskpapersError
from training.lessons.lesson import Sheet, make_batches
from training.loss import measure_loss
from training.network import Batch, JudgeNetwork

Steps = Sequence[Sequence[Sequence[int]]]  # of each the batches of all processes

_log = logging.getLogger(__name__)


class OtherRun(AskpapersError):
    """A checkpoint that another run has left."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to learn.

    Args:
        rate: the highest learning rate of the encoder; the heads' is `heads` times as high.
        tokens: of a batch in each process.
        workers: processes.
        warmup: share of the steps until the rate is highest; from there it falls to nothing.
        decay: of the weights.
        seed: of the order of batches.
        save: seconds between checkpoints.

    """

    rate: float = 1e-4
    heads: float = 10.0
    tokens: int = 2048
    workers: int = 2
    warmup: float = 0.06
    decay: float = 0.01
    seed: int = 0
    save: float = 120.0


def learn(
    sheets: Sequence[Sheet], plan: Plan, checkpoint: Path, start: Mapping[str, Tensor] | None = None
) -> JudgeNetwork:
    """Train from the packaged weights, or from those in `start`; goes on at `checkpoint`.

    What is there at the end is the network after the last step. Raises OtherRun where the
    checkpoint is of other lessons, another plan or another beginning.
    """
    if torch.cuda.is_available():
        plan = replace(plan, workers=1)
    steps = _order(sheets, plan)  # each row is read here, and travels with its sheet
    sign = _sign(sheets, steps, plan, start)
    if checkpoint.exists() and (found := _read(checkpoint).get("sign")) != sign:
        raise OtherRun(
            f"{checkpoint} is of another run, {found} and not {sign}: other lessons, another "
            "plan or another beginning; give another --work, or remove it"
        )
    with tempfile.TemporaryDirectory() as meeting:
        arguments = (sheets, steps, plan, sign, checkpoint, start, f"file://{meeting}/store")
        spawn(_work, arguments, nprocs=plan.workers)  # type: ignore[no-untyped-call]
    return load(checkpoint)


def _sign(
    sheets: Sequence[Sheet], steps: Steps, plan: Plan, start: Mapping[str, Tensor] | None
) -> str:
    """What tells a run from others: 16 hexadecimal digits."""
    lessons = [one for sheet in sheets for one in (sheet.passages, sheet.lessons, sheet.room)]
    began = float(sum(tensor.double().sum() for tensor in start.values())) if start else None
    return hashlib.sha256(repr((lessons, steps, plan, began)).encode()).hexdigest()[:16]


def load(path: Path) -> JudgeNetwork:
    """A network from a checkpoint."""
    network = JudgeNetwork()
    network.load_state_dict(_read(path)["network"])
    return network.eval()


def collate(sheets: Sequence[Sheet]) -> Batch:
    """The rows of sheets, padded, with their texts one after another."""
    rows = [sheet.row for sheet in sheets]
    shape = (len(rows), max(len(row.ids) for row in rows))
    ids, places, sentences = (np.zeros(shape, np.int64) for _ in range(3))
    parts = np.full(shape, -1, np.int64)
    for n, row in enumerate(rows):
        size = len(row.ids)
        ids[n, :size], parts[n, :size], places[n, :size] = row.ids, row.parts, row.places
        for number, (start, end) in enumerate(row.sentences, 1):
            sentences[n, start:end] = number
    texts = [(n, text) for n, row in enumerate(rows) for text in row.texts]
    starts = np.array([text.start for _, text in texts])
    counts = np.array([len(text.words) for _, text in texts])
    steps = np.arange(max(counts.max(), 1))
    known = steps < counts[:, None]
    words = np.where(known, starts[:, None] + 1 + steps, starts[:, None])
    owners = np.array([n for n, _ in texts])
    arrays = (ids, parts, places, sentences, owners, starts, words, known)
    return Batch(*map(torch.from_numpy, arrays))


def _work(
    rank: int, sheets: Sequence[Sheet], steps: Steps, plan: Plan, sign: str, checkpoint: Path,
    start: Mapping[str, Tensor] | None, meeting: str,
) -> None:  # fmt: skip
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    torch.manual_seed(plan.seed)
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=plan.workers)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = JudgeNetwork().to(device)
    if start and not checkpoint.exists():
        network.load_state_dict(start, strict=False)  # it has the packaged embeddings
    optimizer = _make_optimizer(network, plan)
    done = _resume(network, optimizer, checkpoint)
    network.train()
    saved, told = time.monotonic(), [0.0]
    for step in range(done, len(steps)):
        _set_rate(optimizer, plan, step / len(steps))
        shown = [sheets[n] for n in steps[step][rank]]
        loss = measure_loss(network(collate(shown).to(device)), shown)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        _add_up(network, plan.workers)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        told.append(float(loss.detach()))
        if rank == 0 and (step % 25 == 24):
            _log.info("step %d of %d: loss %.3f", step + 1, len(steps), np.mean(told[-25:]))
        if rank == 0 and (time.monotonic() - saved > plan.save or step + 1 == len(steps)):
            _save(network, optimizer, step + 1, sign, checkpoint)
            saved = time.monotonic()
    if rank == 0 and not checkpoint.exists():  # there was no step
        _save(network, optimizer, 0, sign, checkpoint)
    distributed.barrier()
    distributed.destroy_process_group()


def _order(sheets: Sequence[Sheet], plan: Plan) -> Steps:
    """For each step the batches of all processes."""
    chance = Random(plan.seed)
    batches = make_batches(sheets, plan.tokens, chance)
    # Together those of about the same length: nobody waits for the longest.
    batches.sort(key=lambda batch: max(len(sheets[n].row.ids) for n in batch))
    steps = [batches[n : n + plan.workers] for n in range(0, len(batches), plan.workers)]
    steps[-1:] = [[*step, *batches][: plan.workers] for step in steps[-1:]]
    chance.shuffle(steps)
    return steps


def _make_optimizer(network: JudgeNetwork, plan: Plan) -> torch.optim.AdamW:
    encoder = {id(p) for p in network.encoder.parameters()}
    own = [p for p in network.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in own if id(p) in encoder], "share": 1.0},
        {"params": [p for p in own if id(p) not in encoder], "share": plan.heads},
    ]
    return torch.optim.AdamW(groups, lr=plan.rate, weight_decay=plan.decay)


def _set_rate(optimizer: torch.optim.AdamW, plan: Plan, done: float) -> None:
    rise = done / plan.warmup if done < plan.warmup else (1 - done) / (1 - plan.warmup)
    for group in optimizer.param_groups:
        group["lr"] = plan.rate * group["share"] * rise


def _add_up(network: JudgeNetwork, workers: int) -> None:
    if workers == 1:  # gloo has no GPU
        return
    own = [p for p in network.parameters() if p.requires_grad]
    flat = torch.cat([(p.grad if p.grad is not None else torch.zeros_like(p)).ravel() for p in own])
    distributed.all_reduce(flat)
    flat /= workers
    start = 0
    for parameter in own:
        parameter.grad = flat[start : start + parameter.numel()].view_as(parameter)
        start += parameter.numel()


def _resume(network: JudgeNetwork, optimizer: torch.optim.AdamW, checkpoint: Path) -> int:
    """The number of steps that are done."""
    if not checkpoint.exists():
        return 0
    state = _read(checkpoint)  # load_state_dict brings it to the network's device
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["steps"])


def _read(checkpoint: Path) -> dict[str, Any]:
    state: dict[str, Any] = torch.load(checkpoint, "cpu", weights_only=True)
    return state


def _save(
    network: JudgeNetwork, optimizer: torch.optim.AdamW, steps: int, sign: str, checkpoint: Path
) -> None:
    state = {
        "network": network.state_dict(), "optimizer": optimizer.state_dict(), "steps": steps,
        "sign": sign,
    }  # fmt: skip
    part = checkpoint.with_suffix(".part")
    torch.save(state, part)
    part.replace(checkpoint)
