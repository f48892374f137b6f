"""stats_peer.py - an independent implementation of the estimators, written from their
definitions; compared with the results of the C implementation by test_stats_peer.

Each line of standard input is `NAME RESULTS... | NUMBERS...`: the results of the C
implementation, and its input.  Prints `ok NAME` or `not ok NAME: why`.  Uses only the
standard library, and exact fractions for probabilities.
"""
import itertools
import math
import sys
from fractions import Fraction


def median(x):
    x = sorted(x)
    return (x[(len(x) - 1) // 2] + x[len(x) // 2]) / 2


def interval(x, level=Fraction(99, 100)):
    """The narrowest [x(k), x(n+1-k)] whose exact coverage is at least `level`."""
    n, x = len(x), sorted(x)
    best = None
    for k in range(1, n // 2 + 1):
        coverage = 1 - 2 * sum(Fraction(math.comb(n, i), 2**n) for i in range(k))
        if coverage >= level:
            best = [median(x), x[k - 1], x[n - k], float(coverage)]
    return best


def speedup(x):
    n = len(x) // 2
    m, low, high, coverage = interval([math.log(a) - math.log(b) for a, b in zip(x[:n], x[n:])])
    return [math.exp(m), math.exp(low), math.exp(high), coverage]


def gain(x):
    n = len(x) // 3
    return interval([(s / t - 1) / (s / r - 1) for s, r, t in zip(x[:n], x[n:2 * n], x[2 * n:])])


def karp_flatt(x):
    s, p = x
    return [(p / s - 1) / (p - 1)]


def amdahl(x):
    """The serial fraction with the least squared error in 1/S, by golden-section search."""
    n = len(x) // 2
    def error(f):
        return sum((f + (1 - f) / p - 1 / s) ** 2 for p, s in zip(x[:n], x[n:]))
    low, high, ratio = 0.0, 1.0, (math.sqrt(5) - 1) / 2
    while high - low > 1e-12:
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, b) if error(a) < error(b) else (a, high)
    return [(low + high) / 2]


def usl(x):
    """Least squares in S, by a grid that is refined around its best point."""
    n = len(x) // 2
    def error(a, b):
        return sum((p / (1 + a * (p - 1) + b * p * (p - 1)) - s) ** 2 for p, s in zip(x[:n], x[n:]))
    a, b, width_a, width_b = 0.25, 0.01, 0.25, 0.01
    while width_a > 1e-10:
        steps = [i / 4 for i in range(-4, 5)]
        a, b = min(((a + i * width_a, b + j * width_b) for i, j in itertools.product(steps, steps)),
                   key=lambda point: error(*point))
        width_a, width_b = width_a * 0.8, width_b * 0.8
    return [a, b]


PEERS = {"median": lambda x: [median(x)], "interval": interval, "speedup": speedup, "gain": gain,
         "karp-flatt": karp_flatt, "amdahl": amdahl, "usl": usl}
TOLERANCES = {"amdahl": 1e-6, "usl": 1e-4}


def main():
    checked, wrong = {}, {}
    for line in sys.stdin:
        head, _, tail = line.partition("|")
        name, *theirs = head.split()
        ours = PEERS[name]([float(word) for word in tail.split()])
        tolerance = TOLERANCES.get(name, 1e-9)
        same = len(ours) == len(theirs) and all(
            abs(a - float(b)) <= tolerance * max(1, abs(a)) for a, b in zip(ours, theirs))
        checked[name] = checked.get(name, 0) + 1
        if not same:
            wrong.setdefault(name, f"here {ours}, there {theirs}")
    for name in PEERS:
        if name in wrong:
            print(f"not ok python agrees on {name}: {wrong[name]}")
        elif not checked.get(name):
            print(f"not ok python agrees on {name}: nothing was sent")
        else:
            print(f"ok python agrees on {name}, {checked[name]} times")


main()
