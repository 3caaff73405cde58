#!/usr/bin/python3
"""The same flows integrated by scipy.integrate.solve_ivp, with the analytic Jacobian.

    scipy_peer.py PROBLEM LAMBDA METHOD RTOL ATOL LIMIT

METHOD is LSODA, Radau, BDF or RK45; LIMIT is in CPU seconds. Prints the line of results that the C programs print, see
README.md. REPEATS and SOLUTION in the environment mean what they mean there.
"""
import os
import sys
import time

import numpy as np
from scipy.integrate import solve_ivp


class Problem:
    """A problem file: F(w) = c/2 ||r(w)||^2 and its flow."""

    def __init__(self, name, weight_decay):
        with open(name + ".txt") as file:
            header = file.readline().split()
            self._numbers = np.array(file.read().split(), float)
        self.kind = header[0]
        self.p, self.n, self.d, self.m, self.rank, self.tests = map(int, header[1:])
        self.c = self._take(1)[0]
        self.weight_decay = weight_decay
        d = self.d
        if self.kind == "C":
            self.matrix = self._take(d * d).reshape(d, d)
            self.mask = self._take(d * d).reshape(d, d)
            self.rows, self.columns = np.nonzero(self.mask)
        else:
            self.x = self._take(self.n * d).reshape(self.n, d)
            self.y = self._take(self.n)
            self.x_test = self._take(self.tests * d).reshape(self.tests, d)
            self.y_test = self._take(self.tests)
        self.w0 = self._take(self.p)
        smoothed = self.kind in "DE" and self.rank > 0
        self.eps2 = 1 / self.rank**2 if smoothed else 0
        if self.kind == "E":
            self.kind = "D"

    def _take(self, count):
        taken, self._numbers = self._numbers[:count], self._numbers[count:]
        return taken

    def _factors(self, w):
        split = self.d * self.rank
        return w[:split].reshape(self.d, self.rank), w[split:].reshape(self.d, self.rank)

    def _layers(self, w):
        return w[: self.m], w[self.m : 2 * self.m], w[2 * self.m :]

    def _activation(self, z):
        return 0.5 * (z + np.sqrt(z * z + self.eps2)) if self.eps2 else np.maximum(z, 0)

    def _slope(self, z):
        return 0.5 * (1 + z / np.sqrt(z * z + self.eps2)) if self.eps2 else (z > 0) * 1.0

    def flow(self, w):
        """-grad F(w) - lambda w"""
        c, d = self.c, self.d
        if self.kind == "A":
            gradient = c * (self.x.T @ (self.x @ w - self.y))
        elif self.kind == "B":
            u, v = w[:d], w[d:]
            g = c * (self.x.T @ (self.x @ (u * v) - self.y))
            gradient = np.concatenate([g * v, g * u])
        elif self.kind == "C":
            u, v = self._factors(w)
            residual = c * self.mask * (u @ v.T - self.matrix)
            gradient = np.concatenate([(residual @ v).ravel(), (residual.T @ u).ravel()])
        else:
            u, v, b = self._layers(w)
            x = self.x[:, 0]
            z = np.outer(x, v) + b
            hidden, slope = self._activation(z), self._slope(z)
            r = c * (hidden @ u - self.y)
            gradient = np.concatenate([r @ hidden, ((r * x) @ slope) * u, (r @ slope) * u])
        return -(gradient + self.weight_decay * w)

    def jacobian(self, w):
        """Jacobian of the flow, p x p."""
        hessian = getattr(self, "_hessian_" + self.kind)(w)
        return -hessian - self.weight_decay * np.eye(self.p)

    def _hessian_A(self, w):
        return self.c * self.x.T @ self.x

    def _hessian_B(self, w):
        u, v = w[: self.d], w[self.d :]
        gram = self.c * self.x.T @ self.x
        g = self.c * (self.x.T @ (self.x @ (u * v) - self.y))
        mixed = np.outer(v, u) * gram + np.diag(g)
        return np.block([[np.outer(v, v) * gram, mixed], [mixed.T, np.outer(u, u) * gram]])

    def _hessian_C(self, w):
        u, v = self._factors(w)
        k, q, n = self.d, self.rank, self.n
        residual = self.c * self.mask * (u @ v.T - self.matrix)
        j = np.zeros((n, self.p))
        sample = np.arange(n)[:, None]
        j[sample, (self.rows * q)[:, None] + np.arange(q)] = v[self.columns]
        j[sample, (k * q + self.columns * q)[:, None] + np.arange(q)] = u[self.rows]
        hessian = self.c * j.T @ j
        cross = np.kron(residual, np.eye(q))
        hessian[: k * q, k * q :] += cross
        hessian[k * q :, : k * q] += cross.T
        return hessian

    def _hessian_D(self, w):
        u, v, b = self._layers(w)
        m, x = self.m, self.x[:, 0]
        z = np.outer(x, v) + b
        hidden, slope = self._activation(z), self._slope(z)
        r = self.c * (hidden @ u - self.y)
        j = np.concatenate([hidden, slope * u * x[:, None], slope * u], 1)
        hessian = self.c * j.T @ j
        i = np.arange(m)
        for block, part in ((m, (r * x) @ slope), (2 * m, r @ slope)):
            hessian[i, block + i] += part
            hessian[block + i, i] += part
        if self.eps2:
            bend = 0.5 * self.eps2 / (z * z + self.eps2) ** 1.5 * u
            mixed = (r * x) @ bend
            hessian[m + i, m + i] += (r * x * x) @ bend
            hessian[m + i, 2 * m + i] += mixed
            hessian[2 * m + i, m + i] += mixed
            hessian[2 * m + i, 2 * m + i] += r @ bend
        return hessian


class OutOfTime(Exception):
    pass


def solve(problem, method, rtol, atol, limit):
    """One integration: its CPU seconds, and its solution or why there is none."""
    start = time.process_time()

    def in_time(function):
        def call(t, w):
            if time.process_time() - start > limit:
                raise OutOfTime("gave up at t = %.3g" % t)
            return function(w)

        return call

    end = 20 / problem.weight_decay
    times = end ** (np.arange(20) / 19)
    times[-1] = end
    options = {} if method == "RK45" else {"jac": in_time(problem.jacobian)}
    try:
        solution = solve_ivp(
            in_time(problem.flow), (0, end), problem.w0, method, times, rtol=rtol, atol=atol, **options
        )
        failure = "" if solution.status == 0 else "status %d" % solution.status
    except OutOfTime as error:
        solution, failure = None, str(error)
    return time.process_time() - start, solution, failure


def main():
    name, weight_decay, method = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    rtol, atol, limit = map(float, sys.argv[4:7])
    problem = Problem(name, weight_decay)
    seconds = []
    for _ in range(int(os.environ.get("REPEATS", "3"))):
        cost, solution, failure = solve(problem, method, rtol, atol, limit)
        seconds.append(cost)
        if failure:
            break
    head = "%s,%.0e,scipy-%s,%.0e,%.0e,%.6g,%.6g" % (
        (name, weight_decay, method, rtol, atol) + (min(seconds), np.median(seconds))
    )
    if failure:
        print(head + ",,,,,,,,,,,,FAILED " + failure)
        return
    weights = solution.y.T
    if "SOLUTION" in os.environ:
        weights.astype("<f8").tofile(os.environ["SOLUTION"])
    norm = weights[-1] @ weights[-1]
    print(head + ",,,%d,%d,%d,,%.8g,,,,," % (solution.nfev, solution.njev, solution.nlu, norm))


if __name__ == "__main__":
    main()
