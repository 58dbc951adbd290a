"""Tables of two questions: do they go together, and in which cells does it show?"""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple, TypeAlias

from reports.metrics.special import chi_square_p

Table: TypeAlias = Sequence[Sequence[int]]
"""People by row and column."""

FEW_EXPECTED = 5
MOST_FEW = 0.2
"""Cochran 1954, Biometrics 10:417: at most a fifth of the cells may expect fewer than five."""


class Independence(NamedTuple):
    """Pearson's chi-square of a table, with Cramér's V (0 to 1) for how strong the link is."""

    statistic: float
    df: int
    p: float
    v: float
    is_rough: bool
    """Whether too many cells expect so few people that p is only a guide."""


def independence_test(table: Table) -> Independence | None:
    """Pearson's chi-square test that rows and columns have nothing to do with each other.

    chi2 = sum (O - E)^2 / E with E = row x column / n; V = sqrt(chi2 / (n (min(r, c) - 1)))
    (Pearson 1900; Cramér 1946, Mathematical Methods of Statistics, 21.9). Empty rows and columns do
    not count. None below two of either.
    """
    kept = _without_empty(table)
    if len(kept) < 2 or len(kept[0]) < 2:
        return None
    expected = _expected(kept)
    cells = [
        (seen, wanted)
        for row, wants in zip(kept, expected, strict=True)
        for seen, wanted in zip(row, wants, strict=True)
    ]
    statistic = sum((seen - wanted) ** 2 / wanted for seen, wanted in cells)
    df = (len(kept) - 1) * (len(kept[0]) - 1)
    n = sum(map(sum, kept))
    v = sqrt(statistic / (n * (min(len(kept), len(kept[0])) - 1)))
    few = sum(wanted < FEW_EXPECTED for _seen, wanted in cells)
    is_rough = few > MOST_FEW * len(cells) or any(wanted < 1 for _seen, wanted in cells)
    return Independence(statistic, df, chi_square_p(statistic, df), min(1.0, v), is_rough)


def adjusted_residuals(table: Table) -> list[list[float]]:
    """How many standard errors each cell lies off what it would be without any link.

    (O - E) / sqrt(E (1 - row/n) (1 - column/n)); Haberman 1973, Biometrics 29:205. 0 where a row or
    column is empty, or holds everybody.
    """
    n = sum(map(sum, table))
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    return [
        [_residual(seen, rows[i], columns[j], n) for j, seen in enumerate(row)]
        for i, row in enumerate(table)
    ]


def _residual(seen: int, row: int, column: int, n: int) -> float:
    spread = row * column * (n - row) * (n - column)
    return (seen - row * column / n) / sqrt(spread / n**3) if spread else 0.0


def _expected(table: Table) -> list[list[float]]:
    n = sum(map(sum, table))
    columns = [sum(column) for column in zip(*table, strict=True)]
    return [[sum(row) * column / n for column in columns] for row in table]


def _without_empty(table: Table) -> list[list[int]]:
    rows = [row for row in table if sum(row)]
    columns = [column for column in zip(*rows, strict=True) if sum(column)]
    return [list(row) for row in zip(*columns, strict=True)]
