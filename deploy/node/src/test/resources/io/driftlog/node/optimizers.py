"""Trains F = mean (x . (u v) - y)^2 / 2 by torch.optim in double precision.

Reads a JSON object with the data, the initial weights, the batches (sample numbers) of each step and the optimiser's name
and numbers from standard input; prints the weights after each step, one JSON list on a line.
"""
import json
import sys

import torch

torch.set_default_dtype(torch.float64)
task = json.load(sys.stdin)
x, y, w = (torch.tensor(task[name]) for name in ("features", "targets", "initial"))
w.requires_grad_(True)
optimizer = getattr(torch.optim, task["optimizer"])([w], **task["numbers"])
for batch in task["batches"]:
    optimizer.zero_grad()
    half = w.shape[0] // 2
    residual = x[batch] @ (w[:half] * w[half:]) - y[batch]
    (0.5 * residual.square().mean()).backward()
    optimizer.step()
    print(json.dumps(w.tolist()))
