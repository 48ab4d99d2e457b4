"""The benchmarks' arithmetic and rivals, and that docs/performance.md says what was measured."""

import json
from dataclasses import asdict

import joblib
import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks import training
from benchmarks.bootstrap import stock_resamples
from benchmarks.dashboard import stock_counts, stock_metrics
from benchmarks.performance import (
    PAGE,
    comparison_table,
    limit_table,
    memory_sentences,
    page,
    read_results,
    rival_sentences,
    scaling_table,
)
from benchmarks.scoring import linear_file
from benchmarks.stock import StockPipeline, score_on_all_cores
from benchmarks.timing import Row, Scaling, interleaved, line, run_python, target_of
from emolab.evaluation.bootstrap import f1_resamples, resample_weights


@pytest.mark.parametrize(("unit", "ratio"), [("ms", 4), ("texts/s", 0.25)])
def test_a_ratio_says_how_many_times_better_ours_is(unit, ratio):
    assert Row("work", 2, 8, unit).ratio == ratio


@pytest.mark.parametrize(
    ("row", "reached"),
    [
        (Row("work", 2, 8, "ms"), None),
        (Row("work", 2, 8, "ms", goal=4), True),
        (Row("work", 2, 8, "ms", goal=5), False),
        (Row("work", 2, None, "ms", limit=2), True),
        (Row("work", 2, 8, "ms", goal=4, limit=1), False),
    ],
)
def test_a_row_is_reached_where_goal_and_limit_are_kept(row, reached):
    assert row.reached is reached


def test_a_row_keeps_median_and_range_of_each_side():
    row = Row.of_rounds("work", "ms", [3, 1, 2, 5, 4], [9, 7, 8], rival="stock")
    assert (row.ours, row.ours_range, row.rounds) == (3, (1, 5), 5)
    assert (row.theirs, row.theirs_range) == (8, (7, 9))
    alone = Row.of_rounds("work", "ms", [3, 1])
    assert (alone.ours, alone.ours_range, alone.theirs, alone.theirs_range) == (
        2,
        (1, 3),
        None,
        None,
    )
    assert Row(**json.loads(json.dumps(asdict(row)))).ratio == row.ratio


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        ([1, 2, 3], [5, 6, 7], ""),
        ([5, 6, 7], [1, 2, 3], "the rival is better"),
        ([1, 2, 3], [3, 4, 5], "the ranges overlap"),
    ],
)
def test_a_verdict_says_where_the_rival_is_better_or_the_ranges_overlap(ours, theirs, verdict):
    assert Row.of_rounds("work", "ms", ours, theirs).verdict == verdict


@pytest.mark.parametrize(
    ("warm", "expected"), [("each", "oottoott"), ("once", "ototot"), ("never", "otot")]
)
def test_the_sides_take_turns(warm, expected):
    called = []
    times = interleaved(lambda: called.append("o"), lambda: called.append("t"), rounds=2, warm=warm)
    assert "".join(called) == expected
    assert [len(of_side) for of_side in times] == [2, 2]


class StubPipeline:
    """Records how it is called; gives each text itself back."""

    def __init__(self):
        self.calls = []

    def __call__(self, texts, **options):
        self.calls.append((texts, options))
        return [[text] for text in texts]

    def predict_proba(self, texts):
        self.calls.append((list(texts), {}))
        return np.array([[len(text), len(text.split())] for text in texts], dtype=float)


TEXTS = ["a b c", "a", "a b", "four words stand here", "two words", "x y", "z"]


def test_the_stock_pipeline_gets_all_texts_in_one_call_in_batches_sorted_by_length():
    stub = StubPipeline()
    scores = StockPipeline(stub, "small", max_length=64).score_texts(TEXTS)
    assert scores == [[text] for text in TEXTS]
    ((texts, options),) = stub.calls
    assert texts == sorted(TEXTS, key=len)
    assert options == {"batch_size": 32, "truncation": True, "max_length": 64}


def test_scikit_learn_pipelines_are_called_once_a_core():
    stubs = [StubPipeline(), StubPipeline()]
    with joblib.parallel_config(backend="threading"):
        scores = score_on_all_cores(stubs, TEXTS)
    expected = [[len(text), len(text.split())] for text in TEXTS]
    for stub, found in zip(stubs, scores, strict=True):
        np.testing.assert_array_equal(found, expected)
        assert 1 <= len(stub.calls) <= joblib.cpu_count()
        assert sorted(text for texts, _ in stub.calls for text in texts) == sorted(TEXTS)


def test_the_rival_of_linear_models_is_never_called_one_text_at_a_time():
    class StubModel(StubPipeline):
        pipeline = StubPipeline()

    many = TEXTS * joblib.cpu_count()
    with joblib.parallel_config(backend="threading"):
        row = linear_file({"stub": StubModel()}, many, rounds=2)
    # Once to compare the scores, once to warm up, and twice timed.
    assert len(StubModel.pipeline.calls) <= 4 * joblib.cpu_count()
    assert min(len(texts) for texts, _ in StubModel.pipeline.calls) >= len(TEXTS)
    assert row.rounds == 2
    assert row.theirs_range[0] <= row.theirs <= row.theirs_range[1]


def test_the_rivals_of_the_metrics_agree():
    chance = np.random.default_rng(0)
    targets = (chance.random((50, 4)) < 0.3).astype(np.uint8)
    scores = {"first": chance.random((50, 4)), "second": chance.random((50, 4))}
    thresholds = {model: np.array([0.2, 0.5, 0.7, 2.0]) for model in scores}
    by_metrics = stock_metrics(targets, scores, thresholds)
    by_counts = stock_counts(targets, scores, thresholds)
    for model, metrics in by_metrics.items():
        assert metrics.keys() == by_counts[model].keys()
        for name, values in metrics.items():
            np.testing.assert_allclose(by_counts[model][name], values, atol=1e-12)


def test_the_rival_of_the_bootstrap_finds_the_same_f1():
    chance = np.random.default_rng(0)
    targets = (chance.random((30, 3)) < 0.4).astype(np.uint8)
    predictions = [chance.random((30, 3)) < 0.5 for _ in range(2)]
    with joblib.parallel_config(backend="threading"):
        found = stock_resamples(targets, predictions, 7)
    for predicted, stock in zip(predictions, found, strict=True):
        mine = f1_resamples(targets, predicted, resample_weights(30, 7))
        for name, values in stock.items():
            np.testing.assert_allclose(values, mine[name], atol=1e-12)


def test_the_rival_of_the_epoch_pads_each_batch_to_its_own_longest_text(tmp_path, tiny_settings):
    model = training.stock_transformer()(("joy", "anger"), tiny_settings)
    arguments = model._arguments(tmp_path)
    assert arguments.train_sampling_strategy == "random"
    ours = training.stock_transformer().__base__(("joy", "anger"), tiny_settings)
    assert ours._arguments(tmp_path).train_sampling_strategy == "group_by_length"
    assert not tiny_settings.pad_to_longest


def test_a_line_holds_both_sides_with_ranges_the_ratio_and_what_became_of_the_goal():
    words = line(Row.of_rounds("work", "ms", [1, 2, 3], [7, 8, 9], goal=5, limit=3)).split()
    expected = "work 2 (1–3) 8 (7–9) ms 4.00 × ≥ 5 ×, ≤ 3 ms missed"
    assert " ".join(words) == expected
    assert target_of(Row("work", 2, 8, "ms")) == ""


def test_tables_hold_a_row_each():
    row = Row.of_rounds(
        "work", "ms", [1.0, 1.234, 2.0], [2000, 2468, 3000], rival="stock", differs="size", goal=5
    )
    assert comparison_table([row]).splitlines()[2:] == [
        "| work | 1.23 (1–2) ms | 2,468 (2,000–3,000) ms | **2000.0 ×** | stock | size "
        "| goal ≥ 5 ×; reached |"
    ]
    alone = Row("work", 7, None, "ms", limit=5, note="seen")
    assert limit_table([alone]).splitlines()[2:] == ["| work | 7 ms | ≤ 5 ms | missed; seen |"]
    grown = [Scaling("score, stub", 10_000, 20.0, 400.4), Scaling("score, stub", 100, 2.0, 300)]
    assert scaling_table(grown[:1]).splitlines()[2:] == [
        "| score, stub | 10,000 | 20 s | 500 | 400 MiB |"
    ]
    sentence = "Peak memory of the stub: 300 MiB for 100 texts, 400 MiB for 10,000."
    assert memory_sentences(grown[::-1]) == [sentence, ""]


def test_a_ratio_near_one_keeps_two_digits():
    assert "**0.64 ×**" in comparison_table([Row("work", 64, 100, "texts/s")])


def test_the_page_names_the_rows_in_which_the_rival_is_better():
    rows = [
        Row.of_rounds("first", "texts/s", [10, 11], [20, 21]),
        Row.of_rounds("second", "texts/s", [10, 20], [15, 25]),
        Row.of_rounds("third", "texts/s", [20, 21], [10, 11]),
    ]
    assert rival_sentences(rows) == [
        "The rival is better in: first (0.51 ×).",
        "",
        "The ranges overlap in: second (0.75 ×).",
        "",
    ]
    assert rival_sentences(rows[2:]) == []


def test_a_part_that_is_measured_again_leaves_the_others(tmp_path, monkeypatch):
    result = tmp_path / "speed.json"
    monkeypatch.setattr("benchmarks.performance.RESULT", result)
    monkeypatch.setattr(command, "RESULT", result)
    command.keep("sentence", [Row("work", 2, 8, "ms")], "abc", 0.5)
    command.keep("million", [Scaling("score, stub", 10, 1.0, 5.0)], "abc", 0.5)
    command.keep("sentence", [Row("work", 1, 8, "ms")], "abc", 0.5)
    kept = json.loads(result.read_text())
    assert [kept["sentence"]["rows"][0]["ours"], kept["million"]["scaling"][0]["size"]] == [1, 10]
    assert {"processor", "instruction_sets", "load_average_before"} <= kept["sentence"].keys()
    assert "**8.0 ×**" in page(read_results())


def test_the_processor_is_read_from_cpuinfo(tmp_path):
    file = tmp_path / "cpuinfo"
    file.write_text(
        "model name\t: Example 9000\nflags\t\t: fpu avx2 avx512f avx512_bf16 amx_tile avx512cd\n"
    )
    assert command.processor(file) == {
        "processor": "Example 9000",
        "instruction_sets": ["amx_tile", "avx2", "avx512_bf16", "avx512f"],
    }
    nothing = {"processor": None, "instruction_sets": None}
    assert command.processor(tmp_path / "missing") == nothing


def test_a_process_gives_the_number_that_it_prints_last_and_its_error_is_told():
    assert run_python(["-c", "print('words'); print(2.5)"])[1] == 2.5
    with pytest.raises(RuntimeError, match="no such thing"):
        run_python(["-c", "raise SystemExit('no such thing')"])


def test_the_page_says_what_was_measured():
    assert PAGE.read_text(encoding="utf-8") == page(read_results())
