"""Logistic regression with a ridge, deterministic: the same rows in the same order give the same weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import minimize

from benchmarks.fitting.texts import Numbers

__all__ = ["logistic"]

ITERATIONS = 60


def logistic(matrix: Any, label: Numbers, weight: Numbers, ridge: float, penalised: int) -> Numbers:
    """Weights of the log-odds, by L-BFGS; the first `penalised` ones with an L2 penalty."""
    weight = weight / weight.mean()
    turned = matrix.T.tocsr()
    strength = np.zeros(matrix.shape[1])
    strength[:penalised] = ridge

    def loss(theta: Numbers) -> tuple[float, Numbers]:
        score = matrix @ theta
        chance = 1 / (1 + np.exp(-score))
        value = (weight * (np.logaddexp(0, score) - label * score)).sum() + 0.5 * (strength * theta**2).sum()
        return float(value), turned @ (weight * (chance - label)) + strength * theta

    start = np.zeros(matrix.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}).x)
