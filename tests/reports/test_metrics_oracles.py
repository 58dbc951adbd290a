"""Every worked value of oracles.json: publications and packages that got there before us."""

import csv
import json
from collections import Counter
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from reports import metrics
from reports.metrics.intervals import adjusted_score, wald_interval
from reports.metrics.special import incomplete_beta
from tests.reports.reference import reference_rows

HERE = Path(__file__).parent
ORACLES = json.loads((HERE / "oracles.json").read_text())
Z95 = NormalDist().inv_cdf(0.975)


def published(expected, tolerance):
    """The printed value within its rounding."""
    return pytest.approx(expected, abs=tolerance)


def exact(expected):
    """The full-length value of the same source."""
    return pytest.approx(expected, abs=1e-9, rel=1e-9)


def check_wilson_ci(given, expected, tolerance):
    interval = metrics.wilson_interval(**given)
    assert list(interval) == published(expected["published"], tolerance)
    assert list(interval) == exact(expected["exact"])


def check_diff_prop_newcombe(given, expected, tolerance):
    interval = metrics.newcombe_interval(**given)
    assert list(interval) == published(expected["published"], tolerance)
    assert list(interval) == exact(expected["exact"])


def tails(low, high, k, n):
    """How much of Beta(k, n) lies below and above."""
    return [incomplete_beta(*k, low), 1 - incomplete_beta(*n, high)]


def check_clopper_pearson_ci(given, expected, tolerance):
    k, n = given["k"], given["n"]
    assert tails(*expected["exact"], (k, n - k + 1), (k + 1, n - k)) == exact([0.025, 0.025])
    assert expected["exact"] == published(expected["published"], tolerance)


def check_jeffreys_ci(given, expected, tolerance):
    shape = (given["k"] + 0.5, given["n"] - given["k"] + 0.5)
    assert tails(*expected["exact"], shape, shape) == exact([0.025, 0.025])
    assert expected["exact"] == published(expected["published"], tolerance)


def check_agresti_coull_ci(given, expected, tolerance):
    wilson = metrics.wilson_interval(**given)
    middle = (wilson.low + wilson.high) / 2  # the two intervals share it
    half = Z95 * (middle * (1 - middle) / (given["n"] + Z95**2)) ** 0.5
    assert [middle - half, middle + half] == exact(expected["exact"])


def check_two_proportion_z_pooled(given, expected, tolerance):
    difference = metrics.proportion_difference(**given)
    z = NormalDist().inv_cdf(1 - difference.p / 2)
    assert z == published(expected["published_z"], tolerance)
    assert [z**2, difference.p] == exact([expected["chisq"], expected["p_two_sided"]])
    table = metrics.chi_square_homogeneity([given["k1"], given["k2"]], [given["n1"], given["n2"]])
    assert table.statistic == exact(expected["chisq"])


def check_chisq_k_proportions(given, expected, tolerance):
    found = metrics.chi_square_homogeneity(given["k"], given["n"])
    assert list(found) == published([expected["chisq"], expected["df"], expected["p"]], tolerance)


def check_power_two_prop(given, expected, tolerance):
    power = metrics.power_of_two_shares(given["p1"], given["p2"], given["n_per_group"])
    assert power == published(expected["published"], tolerance)
    assert power == exact(expected["exact"])


def check_n_two_prop(given, expected, tolerance):
    n = metrics.answers_needed(given["p1"], given["p2"], given["power"])
    assert n == published(expected["published"], tolerance)
    assert n == pytest.approx(expected["exact"], rel=1e-4)  # R's root is found within 1.2e-4


def check_welch_t(given, expected, tolerance):
    found = metrics.welch_test(Counter(given["x"]), Counter(given["y"]))
    assert [found.t, found.df, found.p, *found.interval] == published(
        [expected["t"], expected["df"], expected["p"], *expected["ci"]], tolerance
    )


def check_nps(given, expected, tolerance):
    counts = (given["promoters"], given["passives"], given["detractors"])
    n = sum(counts)
    score, low_high = metrics.nps(*counts), metrics.nps_interval(*counts)
    spread = metrics.nps_variance(*counts)
    found = {
        "nps": 100 * score,
        "n": n,
        "var": spread,
        "se": 100 * (spread / n) ** 0.5,
        "se_published": metrics.round_half_away(100 * (spread / n) ** 0.5, 1),
        "score": [100 * end for end in low_high],
        "score_published": [100 * end for end in low_high],
        "adj_wald": [100 * end for end in metrics.adjusted_nps_interval(*counts)],
        "wald": [100 * end for end in wald_interval(score, spread / n)],
    }
    compared = {key: found[key] for key in expected.keys() & found.keys()}
    for key, value in compared.items():
        assert value == published(expected[key], tolerance), key
    assert expected.keys() - compared.keys() <= {"raw", "NOT_naive_beta_independent"}
    if wrong := expected.get("NOT_naive_beta_independent"):
        assert [100 * end for end in low_high] != pytest.approx(wrong, abs=0.1)


def check_matched_pairs_wald_plus2(given, expected, tolerance):
    passives = given["n"] - given["b"] - given["c"]
    score, error = adjusted_score(given["c"], passives, given["b"], added=given["pseudo"])
    assert score == published(expected["estimate"], tolerance)
    assert list(wald_interval(score, error)) == published(expected["ci"], tolerance)


def check_nps_difference(given, expected, tolerance):
    found = metrics.nps_difference(tuple(given["a"]), tuple(given["b"]))
    adjusted = expected["adjusted"]
    assert [found.estimate, found.low, found.high, found.p] == published(
        [adjusted["diff"], adjusted["lo"], adjusted["hi"], adjusted["p"]], tolerance
    )
    printed = metrics.nps(*given["a"]) - metrics.nps(*given["b"])
    assert printed == published(expected["wald"]["diff"], tolerance)


def check_benjamini_hochberg(given, expected, tolerance):
    found = metrics.benjamini_hochberg(given["p"], given["q"])
    assert sum(found.rejected) == expected["rejected"]
    assert list(found.adjusted) == published(expected["adjusted_bh"], tolerance)


def check_p_chart(given, expected, tolerance):
    chart = metrics.p_chart(given["x"], given["n"])
    assert chart.centre == published(expected["center"], tolerance)
    for lower, upper in zip(chart.lower, chart.upper, strict=True):
        assert [lower, upper] == published([expected["lcl"], expected["ucl"]], tolerance)
    beyond = [place + 1 for place in chart.places(metrics.Signal.BEYOND_LIMITS)]
    assert beyond == expected["out_of_control_1based"]


def check_ewma_chart(given, expected, tolerance):
    chart = metrics.ewma_chart(
        given["x"], given["lam"], given["L"], target=given["target"], sigma=given["s"]
    )
    assert [chart.centre, *chart.values] == published(expected["ewma"], tolerance)
    for lower, upper in zip(chart.lower, chart.upper, strict=True):
        assert [lower, upper] == published([expected["lcl"], expected["ucl"]], tolerance)


def check_lmg_relative_importance(given, expected, tolerance):
    with (HERE / given["data"]).open() as lines:
        rows = list(csv.DictReader(lines))
    drivers = list(expected["lmg"])
    X = [[float(row[name]) for name in drivers] for row in rows]  # noqa: N806
    y = [float(row[given["y"]]) for row in rows]
    explained = metrics.subset_r_squared(X, y)
    full = len(explained) - 1
    found = {
        "lmg": metrics.lmg(X, y),
        "first": [explained[1 << i] for i in range(len(drivers))],
        "last": [explained[full] - explained[full ^ (1 << i)] for i in range(len(drivers))],
    }
    assert explained[full] == published(expected["R2"], tolerance)
    for kind, shares in found.items():
        assert list(shares) == published(list(expected[kind].values()), tolerance), kind


def check_shrinkage(given, expected, tolerance):
    middle = sum(given["y"]) / len(given["y"])
    error = middle * (1 - middle) / given["n"]
    found = metrics.normal_shrink(given["y"], [error] * len(given["y"]))
    assert found.centre == published(expected["grand_mean"], tolerance)
    assert list(found.values) == exact(expected["estimates"])
    kept = (found.values[0] - middle) / (given["y"][0] - middle)
    assert kept == published(expected["c_published"], tolerance)


def check_funnel_limits_binomial(given, expected, tolerance):
    found = metrics.funnel_limits(given["target"], given["n"])
    for name, key in [("low998", "l998"), ("high998", "u998"), ("low95", "l95"), ("high95", "u95")]:
        limits = [getattr(limit, name) for limit in found]
        assert limits == published(expected[key], tolerance), name


def check_weighted(given, expected, tolerance):
    counts = Counter()
    for weight, score in zip(given["w"], given["score"], strict=True):
        counts[score] += weight
    groups = [sum(counts[s] for s in scores) for scores in (range(9, 11), range(7, 9), range(7))]
    n_effective = metrics.effective_size(given["w"])
    assert 100 * metrics.nps(*groups) == published(expected["nps"], tolerance)
    assert metrics.mean(counts) == published(expected["mean"], tolerance)
    assert n_effective == published(expected["neff"], tolerance)
    assert len(given["w"]) / n_effective == published(expected["deff"], tolerance)


BLOCKS = {
    "image": ["IMAG1", "IMAG2", "IMAG3", "IMAG4", "IMAG5"],
    "expectation": ["CUEX1", "CUEX2", "CUEX3"],
    "quality": [f"PERQ{i}" for i in range(1, 8)],
    "value": ["PERV1", "PERV2"],
    "satisfaction": ["CUSA1", "CUSA2", "CUSA3"],
    "loyalty": ["CUSL1", "CUSL2", "CUSL3"],
}


def check_standardised_alpha(given, expected, tolerance):
    rows = reference_rows("ecsi_mobi/mobi.csv")
    for block, names in BLOCKS.items():
        items = [[float(row[name]) for row in rows] for name in names]
        k = len(items)
        pairs = [metrics.pearson(a, b) for i, a in enumerate(items) for b in items[:i]]
        alike = float(np.mean(pairs))
        alpha = k * alike / (1 + (k - 1) * alike)
        assert alpha == published(expected[block], tolerance), block


@pytest.mark.parametrize("oracle", ORACLES, ids=[oracle["id"] for oracle in ORACLES])
def test_the_published_value_comes_out(oracle):
    check = globals()[f"check_{oracle['metric']}"]
    check(oracle["input"], oracle["expected"], oracle["abs_tol"])


def test_every_oracle_names_its_source():
    assert all(oracle["source"] and oracle["source_status"] for oracle in ORACLES)
    assert len({oracle["id"] for oracle in ORACLES}) == len(ORACLES)
