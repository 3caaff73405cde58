#!/usr/bin/python3
# writes A.txt B.txt C.txt D.txt (see README)
import numpy as np


def dump(fn, ints, arrs):
    with open(fn, "w") as f:
        f.write(" ".join(map(str, ints)) + "\n")
        for a in arrs:
            for v in np.asarray(a, dtype=float).ravel():
                f.write("%.17g\n" % v)


# header: type p n d m r ntest ; arrays depend on type
# A
rng = np.random.default_rng(1)
n, d, nt = 20, 50, 200
X = rng.standard_normal((n, d))
ws = np.zeros(d)
ws[:5] = rng.standard_normal(5) * 2
y = X @ ws
Xt = rng.standard_normal((nt, d))
yt = Xt @ ws
w0 = 2 * rng.standard_normal(d)
dump("A.txt", ["A", d, n, d, 0, 0, nt], [[1.0 / n], X, y, Xt, yt, w0])
# B
rng = np.random.default_rng(2)
n, d, nt = 40, 100, 200


def feat(x):
    k = np.arange(1, d // 2 + 1)
    return np.sqrt(2) * np.concatenate([np.cos(np.outer(x, k)), np.sin(np.outer(x, k))], 1)


x = rng.uniform(-np.pi, np.pi, n)
X = feat(x)
bs = np.zeros(d)
idx = rng.choice(d, 5, replace=False)
bs[idx] = rng.choice([-1, 1], 5) * rng.uniform(0.5, 1.5, 5)
y = X @ bs
Xt = feat(rng.uniform(-np.pi, np.pi, nt))
yt = Xt @ bs
w0 = np.sqrt(0.1) * rng.standard_normal(2 * d)
print("B eig of XX^T/n", np.linalg.eigvalsh(X @ X.T / n)[[0, 1, -1]])
dump("B.txt", ["B", 2 * d, n, d, 0, 0, nt], [[1.0 / n], X, y, Xt, yt, w0])
# C
import sys


def genC(seed, nobs, std, sv=20.0):
    # incoherent rank-3 truth with equal singular values; seed 43 was picked (of 60) because nuclear-norm
    # minimisation recovers the truth exactly from 220 of 400 entries
    rng = np.random.default_rng(seed)
    k = 20
    r = 40
    Uo = np.linalg.qr(rng.standard_normal((k, 3)))[0]
    Vo = np.linalg.qr(rng.standard_normal((k, 3)))[0]
    M = sv * (Uo @ Vo.T)
    perm = rng.permutation(k * k)[:nobs]
    mask = np.zeros(k * k)
    mask[perm] = 1
    w0 = std * rng.standard_normal(2 * k * r)
    return M, mask.reshape(k, k), w0


M, mask, w0 = genC(43, 220, 1.0)
nobs = int(mask.sum())
dump("C.txt", ["C", 1600, nobs, 20, 0, 40, 400 - nobs], [[1.0 / nobs], M, mask, w0])
# D
rng = np.random.default_rng(4)
n, m, nt = 10, 100, 200
x = np.sort(rng.uniform(-2, 2, n))
tu = np.array([1.0, -1.5, 1.0])
tv = np.array([1.0, 1.0, -1.0])
tb = np.array([0.8, -0.3, -0.6])
f = lambda x: (tu * np.maximum(0, np.outer(x, tv) + tb)).sum(1)
xt = np.linspace(-2, 2, nt)
w0 = 2 * rng.standard_normal(3 * m)
dump("D.txt", ["D", 3 * m, n, 1, m, 0, nt], [[1.0 / n], x, f(x), xt, f(xt), w0])
# E = D with relu smoothed: (z+sqrt(z^2+eps^2))/2, eps=1/50 (header field r=50)
dump("E.txt", ["D", 3 * m, n, 1, m, 50, nt], [[1.0 / n], x, f(x), xt, f(xt), w0])
