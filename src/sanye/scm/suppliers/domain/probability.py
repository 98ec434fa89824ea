"""Distribution functions of the beta and of Student's t, to 1e-12, from the standard library.

The regularised incomplete beta function by its continued fraction, DLMF 8.17.22, evaluated by
Lentz's method (DLMF 3.10(iii)); on x above (a+1)/(a+b+2) through I_x(a,b) = 1 - I_{1-x}(b,a).
Student's t by its beta form, DLMF 8.17.29 with Abramowitz and Stegun 26.7.1.
"""

from math import exp, lgamma, log

_TINY = 1e-300
_CLOSE = 1e-15
_MOST_TERMS = 1000


def beta_below(x: float, a: float, b: float) -> float:
    """P(X < x) for X ~ Beta(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_below(1 - x, b, a)
    front = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)
    return exp(front) / (a * _fraction(x, a, b))


def student_below(t: float, freedom: float) -> float:
    """P(T < t) for Student's T with so many degrees of freedom."""
    tail = 0.5 * beta_below(freedom / (freedom + t * t), freedom / 2, 0.5)
    return tail if t < 0 else 1 - tail


def _fraction(x: float, a: float, b: float) -> float:
    """1 + d1/(1 + d2/(1 + …)) with the coefficients of DLMF 8.17.23."""
    value = numerator = 1.0
    denominator = 0.0
    for term in range(1, _MOST_TERMS):
        step = _coefficient(term, x, a, b)
        denominator = 1 / _not_zero(1 + step * denominator)
        numerator = _not_zero(1 + step / numerator)
        change = numerator * denominator
        value *= change
        if abs(change - 1) < _CLOSE:
            break
    return value


def _coefficient(term: int, x: float, a: float, b: float) -> float:
    m = term // 2
    if term % 2:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
