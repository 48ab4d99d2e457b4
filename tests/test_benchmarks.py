"""The benchmarks' own arithmetic, and that docs/performance.md says what was measured."""

import json

import pytest

from benchmarks import __main__ as command
from benchmarks.performance import PAGE, growth_table, page, read_results, waits_table
from benchmarks.timing import Growth, Row, aim_of, line, run_python


@pytest.mark.parametrize(("unit", "ratio"), [("ms", 4), ("texts/s", 0.25)])
def test_a_ratio_says_how_many_times_better_ours_is(unit, ratio):
    assert Row("a wait", 2, 8, unit).ratio == ratio


@pytest.mark.parametrize(
    ("row", "reached"),
    [
        (Row("a wait", 2, 8, "ms"), None),
        (Row("a wait", 2, 8, "ms", aim=4), True),
        (Row("a wait", 2, 8, "ms", aim=5), False),
        (Row("a wait", 2, None, "ms", limit=2), True),
        (Row("a wait", 2, 8, "ms", aim=4, limit=1), False),
    ],
)
def test_a_row_is_reached_where_aim_and_limit_are_kept(row, reached):
    assert row.reached is reached


def test_a_line_holds_both_sides_the_ratio_the_aim_and_what_became_of_it():
    words = line(Row("a wait", 2, 8, "ms", aim=5, limit=3)).split()
    assert " ".join(words) == "a wait 2 8 ms 4.0 × ≥ 5 ×, ≤ 3 ms missed"
    assert aim_of(Row("a wait", 2, 8, "ms")) == ""


def test_tables_hold_a_row_each():
    waits = waits_table([Row("a wait", 1.234, 2468, "ms", aim=5, note="seen")])
    expected = "| a wait | 1.23 ms | 2,468 | **2000.0 ×** | ≥ 5 × | reached; seen |"
    assert waits.splitlines()[2:] == [expected]
    grown = growth_table([Growth("scored", 10_000, 20.0, 400.4)])
    assert grown.splitlines()[2:] == ["| scored | 10,000 | 20 s | 500 | 400 MiB |"]


def test_a_part_that_is_measured_again_leaves_the_others(tmp_path, monkeypatch):
    result = tmp_path / "speed.json"
    monkeypatch.setattr("benchmarks.performance.RESULT", result)
    monkeypatch.setattr(command, "RESULT", result)
    command.keep("sentence", [Row("a wait", 2, 8, "ms")])
    command.keep("million", [Growth("scored", 10, 1.0, 5.0)])
    command.keep("sentence", [Row("a wait", 1, 8, "ms")])
    kept = json.loads(result.read_text())
    assert [kept["sentence"]["rows"][0]["ours"], kept["million"]["growth"][0]["size"]] == [1, 10]
    assert "**8.0 ×**" in page(read_results())


def test_what_a_process_prints_last_is_its_number_and_a_failure_is_told():
    assert run_python(["-c", "print('words'); print(2.5)"])[1] == 2.5
    with pytest.raises(RuntimeError, match="no such thing"):
        run_python(["-c", "raise SystemExit('no such thing')"])


def test_the_page_says_what_was_measured():
    assert PAGE.read_text(encoding="utf-8") == page(read_results())
