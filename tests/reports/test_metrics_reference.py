"""Real answers, San Francisco airport 2015-17 and ECSI mobile phones, against results from R."""

from collections import Counter

import pytest

from reports import metrics
from tests.reports.reference import reference_results, reference_rows

YEARS = [2015, 2016, 2017]
AREAS = "ABCDEFG"
VALID = {"1", "2", "3", "4", "5"}


def ratings(rows, item, valid=VALID):
    """Rating -> people among the valid codes; everything else is a blank by another name."""
    return Counter(int(row[item]) for row in rows if row[item] in valid)


def top2(counts):
    return counts[4] + counts[5], sum(counts.values())


def percent(interval):
    return [100 * end for end in interval]


def check_item(counts, expected):
    k, n = top2(counts)
    assert (k, n) == (expected["top2"], expected["n"])
    assert 100 * metrics.share(k, n) == pytest.approx(expected["csat_pct"])
    assert percent(metrics.wilson_interval(k, n)) == pytest.approx(expected["ci95_wilson"])
    assert metrics.mean(counts) == pytest.approx(expected["mean"])
    assert metrics.variance(counts) ** 0.5 == pytest.approx(expected["sd"])
    assert list(metrics.mean_interval(counts)) == pytest.approx(expected["mean_ci95_t"])
    assert 100 * metrics.scale_index(counts, 1, 5) == pytest.approx(expected["index0_100"])


def check_nps(groups, expected):
    assert groups == [expected[name] for name in ("promoters", "passives", "detractors")]
    score = 100 * metrics.nps(*groups)
    assert score == pytest.approx(expected["nps"])
    assert metrics.round_half_away(score) == expected["nps_rounded"]
    assert metrics.nps_variance(*groups) == pytest.approx(expected["var"])
    assert percent(metrics.nps_interval(*groups)) == pytest.approx(expected["ci95_score"])
    adjusted = metrics.adjusted_nps_interval(*groups)
    assert percent(adjusted) == pytest.approx(expected["ci95_adjwald"])


def groups_of(rows, item, lowest=0):
    counts = ratings(rows, item, {str(score) for score in range(lowest, 11)})
    splits = (range(9, 11), range(7, 9), range(7))
    return [sum(counts[score] for score in split) for split in splits]


@pytest.fixture(params=YEARS)
def year(request):
    rows = reference_rows(f"sfo_survey/sfo_{request.param}.csv")
    return rows, reference_results("sfo_survey")[f"y{request.param}"]


def test_every_item_of_the_airport(year):
    rows, expected = year
    assert len(rows) == expected["rows"]
    for item, results in expected["items"].items():
        check_item(ratings(rows, item), results)


def test_every_area_of_the_airport(year):
    rows, expected = year
    for area, results in expected["by_area_Q7ALL"].items():
        check_item(ratings([row for row in rows if row["BAREA"] == area], "Q7ALL"), results)


def test_areas_against_the_rest(year):
    rows, expected = year
    areas = [top2(ratings([r for r in rows if r["BAREA"] == a], "Q7ALL")) for a in AREAS]
    k_all, n_all = (sum(column) for column in zip(*areas, strict=True))
    p_values = [metrics.proportion_difference(k, n, k_all - k, n_all - n).p for k, n in areas]
    assert p_values == pytest.approx(expected["area_vs_rest"]["p"], rel=1e-6, abs=0)
    found = metrics.benjamini_hochberg(p_values)
    assert list(found.adjusted) == pytest.approx(expected["area_vs_rest"]["p_bh"], rel=1e-6, abs=0)
    assert list(found.rejected) == [p <= 0.05 for p in expected["area_vs_rest"]["p_bh"]]


def test_areas_as_one(year):
    rows, expected = year
    areas = [top2(ratings([r for r in rows if r["BAREA"] == a], "Q7ALL")) for a in AREAS]
    found = metrics.chi_square_homogeneity(*zip(*areas, strict=True))
    values = list(expected["area_homogeneity"].values())
    assert list(found) == pytest.approx(values, rel=1e-6, abs=0)


def test_weighted_shares_take_the_effective_size(year):
    rows, expected = year
    expected = expected["weighted_Q7ALL"]
    valid = [row for row in rows if row["Q7ALL"] in VALID]
    weights = Counter()
    for row in valid:
        weights[int(row["Q7ALL"])] += float(row["WEIGHT"])
    n_effective = metrics.effective_size(float(row["WEIGHT"]) for row in valid)
    share = metrics.share(*top2(weights))
    assert n_effective == pytest.approx(expected["neff_kish"])
    assert 100 * share == pytest.approx(expected["csat_pct"])
    assert metrics.mean(weights) == pytest.approx(expected["mean"])
    interval = metrics.wilson_interval(share * n_effective, n_effective)
    assert percent(interval) == pytest.approx(expected["ci95_wilson_neff"])


@pytest.mark.parametrize(
    ("results", "column"),
    [("nps_by_area", "BAREA"), ("nps_by_strata", "STRATA"), ("nps_by_day", "DAY")],
)
def test_the_airports_nps_by_part(results, column):
    rows = reference_rows("sfo_survey/sfo_2017.csv")
    names = {"1": "AM", "2": "MID", "3": "PM"} if column == "STRATA" else {}
    for part, expected in reference_results("sfo_survey")["y2017"][results].items():
        chosen = [row for row in rows if names.get(row[column], row[column]) == part]
        check_nps(groups_of(chosen, "NETPRO"), expected)


def test_the_airports_nps():
    rows = reference_rows("sfo_survey/sfo_2017.csv")
    check_nps(groups_of(rows, "NETPRO"), reference_results("sfo_survey")["y2017"]["nps"])


def check_drivers(rows, target, expected):
    drivers = list(expected["lmg"])
    X = [[float(row[name]) for name in drivers] for row in rows]  # noqa: N806
    y = [float(row[target]) for row in rows]
    explained = metrics.subset_r_squared(X, y)
    assert explained[-1] == pytest.approx(expected["R2"])
    assert dict(zip(drivers, metrics.lmg(X, y), strict=True)) == pytest.approx(expected["lmg"])
    first = [explained[1 << i] for i in range(len(drivers))]
    assert first == pytest.approx(list(expected["first"].values()))
    alone = [metrics.pearson([row[i] for row in X], y) for i in range(len(drivers))]
    assert alone == pytest.approx(list(expected["pearson"].values()))


def test_the_drivers_of_the_airport():
    expected = reference_results("sfo_survey")["drivers_2017"]
    items = ["Q7ALL", *expected["lmg"]]
    rows = reference_rows("sfo_survey/sfo_2017.csv")
    complete = [row for row in rows if all(row[item] in VALID for item in items)]
    assert len(complete) == expected["n"]
    check_drivers(complete, "Q7ALL", expected)


def test_the_drivers_of_mobile_phones():
    expected = reference_results("ecsi_mobi")["drivers_CUSA1_by_PERQ"]
    check_drivers(reference_rows("ecsi_mobi/mobi.csv"), "CUSA1", expected)


def test_the_nps_of_mobile_phones_on_1_to_10():
    rows = reference_rows("ecsi_mobi/mobi.csv")
    expected = reference_results("ecsi_mobi")["nps_CUSL3_on_1_10"]
    check_nps(groups_of(rows, "CUSL3", lowest=1), expected)
