import pandas as pd

from emolab.charts.filter_funnel import filter_funnel, funnel_table

CANDIDATES = pd.DataFrame(
    [
        ("a", "accepted", "", 2),
        ("b", "rejected", "too short: 1 word", 1),
        ("c", "rejected", "too short: 2 words", 2),
        ("d", "rejected", "label lost", 2),
        ("", "rejected", "no answer", 0),
    ],
    columns=["text", "status", "reason", "score words"],
)
EXPECTED = [
    ["requested", 5],
    ["generated", 4],
    ["too short (−2)", 2],
    ["label lost (−1)", 1],
    ["accepted", 1],
]


def test_the_table_goes_from_requested_to_accepted():
    assert funnel_table(CANDIDATES).values.tolist() == EXPECTED
    assert funnel_table(CANDIDATES.drop(columns="score words")).values.tolist() == EXPECTED


def test_a_bar_for_each_stage():
    chart = filter_funnel(CANDIDATES)
    (bars,) = chart.figure.data
    assert list(bars.y) == [stage for stage, _ in EXPECTED]
    assert list(bars.x) == [rows for _, rows in EXPECTED]
    assert chart.title == "Filter funnel"
    assert chart.caption.startswith("5 candidates.")
    assert chart.alternative_text.endswith("label lost (−1): 1; accepted: 1.")
