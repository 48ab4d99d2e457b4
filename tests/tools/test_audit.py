"""The audit finds what is planted, names it, and uses none of the code that it checks."""

import ast
import csv
import json
import shutil
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from emolab.evaluation.summary import evaluate
from tools.audit import __main__ as audit
from tools.audit import bootstrap, documents, markdown, metrics, rows, thresholds
from tools.audit import run as run_checks
from tools.audit.cards import check_cards
from tools.audit.comparison import Comparison
from tools.audit.results import check_results
from tools.audit.run import RunFiles
from tools.audit.sources import HistoryError, SourceError, Sources

FILES = sorted((Path(__file__).parents[2] / "tools" / "audit").glob("*.py"))


@pytest.fixture
def report():
    return Comparison()


@pytest.fixture
def run_copy(tiny_run, tmp_path):
    return Path(shutil.copytree(tiny_run, tmp_path / "copy"))


@pytest.fixture
def planted(run_copy, reseal):
    """A function that changes a JSON file of a copied run and seals the copy anew."""

    def plant(file, change):
        path = run_copy / file
        content = json.loads(path.read_text())
        change(content)
        path.write_text(json.dumps(content))
        reseal(run_copy)
        return RunFiles.read(run_copy)

    return plant


@pytest.fixture(scope="module")
def texts(tiny_csv):
    """The rows of the validation and test splits of tiny_run."""
    labels = ["anger", "boredom", "joy", "wanderlust"]
    with tiny_csv.open() as file:
        found = list(csv.DictReader(file))
    return {
        split: rows.Rows(
            [row["text"] for row in found if row["split"] == split],
            np.array(
                [
                    [label in row["labels"].split(";") for label in labels]
                    for row in found
                    if row["split"] == split
                ],
                dtype=np.uint8,
            ),
        )
        for split in ("validation", "test")
    }


def places(report):
    return [difference.where for difference in report.differences]


def random_rows(n=60, n_labels=4, seed=0):
    """Targets with a label that no text has, and scores with many ties."""
    generator = np.random.default_rng(seed)
    targets = (generator.random((n, n_labels)) < 0.3).astype(np.uint8)
    targets[:, -1] = 0
    scores = (targets * 0.3 + generator.random((n, n_labels))).round(1) / 1.3
    return targets, scores.astype(np.float32)


# Independence


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_imports_nothing_from_emolab(path):
    allowed = {"numpy", "sklearn", "onnxruntime", "tokenizers"} | sys.stdlib_module_names
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names = [node.module]
        for name in names:
            assert name.split(".")[0] in allowed or name.startswith("tools.audit"), name
        called = node.func if isinstance(node, ast.Call) else None
        assert getattr(called, "attr", getattr(called, "id", "")) not in {
            "import_module",
            "__import__",
            "exec",
            "eval",
        }


# Definitions


def test_metrics_of_three_texts_worked_out_by_hand():
    targets = np.array([[1, 0], [1, 1], [0, 1]], dtype=np.uint8)
    predictions = np.array([[1, 0], [0, 1], [1, 1]], dtype=bool)
    found = metrics.threshold_metrics(targets, predictions)
    assert found["per_label"] == {
        "precision": [0.5, 1.0],
        "recall": [0.5, 1.0],
        "f1": [0.5, 1.0],
    }
    assert found["f1_micro"] == 0.75
    assert found["f1_macro"] == 0.75
    assert found["f1_samples"] == pytest.approx((1 + 2 / 3 + 2 / 3) / 3)
    assert found["subset_accuracy"] == pytest.approx(1 / 3)
    assert found["hamming_loss"] == pytest.approx(2 / 6)


def test_of_equal_highest_scores_the_first_label_is_the_top_label():
    targets = np.array([[0, 1, 0], [1, 0, 0]], dtype=np.uint8)
    scores = np.array([[0.2, 0.5, 0.5], [0.1, 0.9, 0.9]], dtype=np.float32)
    assert metrics.top_label_correct(targets, scores).tolist() == [True, False]
    found = metrics.split_metrics(targets, scores, {})
    assert found["top_label"] == {"accuracy": 0.5, "counts": [0, 2, 0]}
    assert found["unranked"] == [2]


@pytest.mark.parametrize("seed", range(5))
def test_the_best_threshold_is_that_of_trying_every_one(seed):
    targets, scores = (array[:, 0] for array in random_rows(seed=seed))
    ordered = sorted({0.0, *scores.tolist()})
    cuts = [(low + high) / 2 for low, high in pairwise(ordered)]
    f1 = {cut: f1_score(targets, scores >= np.float32(cut)) for cut in cuts}
    best = max(cut for cut in cuts if f1[cut] == max(f1.values()))
    assert thresholds.best_threshold(targets, scores) == pytest.approx(best, abs=1e-7)


def test_a_threshold_between_float32_neighbours_is_the_upper_one():
    low = np.float32(0.3)
    high = np.nextafter(low, np.float32(1))
    found = thresholds.best_threshold(np.array([0, 1]), np.array([low, high]))
    assert np.float32(found) == high


def test_a_label_without_a_positive_has_the_shared_threshold():
    targets, scores = random_rows()
    found = thresholds.choose_thresholds(targets, scores)
    assert found["per_label"][-1] == pytest.approx(found["shared"][0], abs=1e-7)
    assert {values.dtype for values in found.values()} == {np.dtype(np.float32)}


def test_resamples_are_those_of_drawing_the_texts():
    targets, scores = random_rows(n=30)
    drawn = bootstrap.drawn_texts(30, 20)
    weights = np.stack([np.bincount(texts, minlength=30) for texts in drawn])
    micro, macro = bootstrap.f1_by_resample(targets, scores >= 0.5, weights)
    auc, per_label = bootstrap.auc_by_resample(targets, scores, weights)
    for at, texts in enumerate(drawn):
        target, score = targets[texts], scores[texts]
        options = {"zero_division": 0}
        assert micro[at] == pytest.approx(f1_score(target, score >= 0.5, average="micro"))
        assert macro[at] == pytest.approx(
            f1_score(target, score >= 0.5, average="macro", **options)
        )
        assert auc[at] == pytest.approx(roc_auc_score(target.ravel(), score.ravel()))
        assert per_label[at, 0] == pytest.approx(roc_auc_score(target[:, 0], score[:, 0]))
    assert np.isnan(per_label[:, -1]).all()


def test_auc_is_the_same_in_blocks_of_resamples(monkeypatch):
    targets, scores = random_rows(n=30)
    weights = np.stack(
        [np.bincount(texts, minlength=30) for texts in bootstrap.drawn_texts(30, 20)]
    )
    whole, _ = bootstrap.auc_by_resample(targets, scores, weights)
    monkeypatch.setattr(bootstrap, "_CELLS", 200)
    np.testing.assert_array_equal(bootstrap.auc_by_resample(targets, scores, weights)[0], whole)


def test_a_wrong_auc_of_a_resample_is_found_by_scikit_learn(monkeypatch):
    targets, scores = random_rows(n=30)
    assert bootstrap.intervals(targets, scores, {}, exact=3)[1] == []
    monkeypatch.setattr(
        bootstrap, "auc_by_resample", lambda *_: (np.full(1000, 0.6), np.full((1000, 4), 0.6))
    )
    assert bootstrap.intervals(targets, scores, {}, exact=1)[1]


@pytest.mark.parametrize("seed", range(3))
def test_two_implementations_agree(seed, report, tmp_path):
    targets, scores = {}, {}
    for at, split in enumerate(("validation", "test", "challenge")):
        targets[split], scores[split] = random_rows(n=40 + at, seed=10 * seed + at)
    kinds = tuple(("irony", "slang")[row % 2] for row in range(42))
    stated = evaluate(targets, scores, kinds=kinds)
    run = RunFiles(
        tmp_path,
        {},
        {"model": stated},
        {split: {"targets": targets[split], "model": scores[split]} for split in scores},
        {"model": {"thresholds": stated["thresholds"]}},
    )
    run_checks.check_metrics(run, kinds, report)
    assert report.differences == []
    assert report.checked > 300
    chosen = thresholds.choose_thresholds(targets["validation"], scores["validation"])
    report.compare("thresholds", stated["thresholds"], chosen, 1e-7)
    assert report.differences == []


# A run


def test_a_run_as_it_was_written_has_no_difference(tiny_run, texts, report):
    assert run_checks.check_manifest(tiny_run, report)
    run = RunFiles.read(tiny_run)
    run_checks.check_targets(run, texts, report)
    run_checks.check_thresholds(run, report)
    check_cards(run, run_checks.check_metrics(run, (), report), report)
    run_checks.check_scores(run, texts, report)
    assert report.differences == []


def test_a_wrong_metric_is_named(planted, report):
    def change(content):
        content["naive_bayes"]["test"]["policies"]["shared"]["per_label"]["recall"][2] += 1e-6

    run_checks.check_metrics(planted("metrics.json", change), (), report)
    assert places(report) == ["metrics.json: naive_bayes/test/policies/shared/per_label/recall/2"]


def test_a_metric_that_is_not_known_or_not_stated_is_named(planted, report):
    def change(content):
        content["transformer"]["test"]["ranking"]["lift"] = 2.0
        del content["transformer"]["validation"]["cross_validated"]

    run_checks.check_metrics(planted("metrics.json", change), (), report)
    assert places(report) == [
        "metrics.json: transformer/validation/cross_validated",
        "metrics.json: transformer/test/ranking/lift",
    ]


def test_a_wrong_interval_is_named(planted, report):
    def change(content):
        content["transformer"]["test"]["intervals"]["ranking"]["roc_auc_macro"][1] += 1e-5

    run_checks.check_metrics(planted("metrics.json", change), (), report)
    assert places(report) == ["metrics.json: transformer/test/intervals/ranking/roc_auc_macro/1"]


def test_metrics_under_another_threshold_policy_are_named(planted, report):
    def change(content):
        policies = content["logistic_regression"]["test"]["policies"]
        policies["fixed_0.2"], policies["fixed_0.5"] = policies["fixed_0.5"], policies["fixed_0.2"]

    run_checks.check_metrics(planted("metrics.json", change), (), report)
    assert {place.split("/")[3] for place in places(report)} == {"fixed_0.2", "fixed_0.5"}
    assert "metrics.json: logistic_regression/test/policies/fixed_0.2/f1_micro" in places(report)


def test_thresholds_that_validation_does_not_choose_are_named(planted, report):
    def change(content):
        content["naive_bayes"]["thresholds"]["per_label"][1] = 0.123

    run_checks.check_thresholds(planted("metrics.json", change), report)
    assert places(report) == [
        "models/naive_bayes/model.json: thresholds/per_label/1",
        "metrics.json: naive_bayes/thresholds/per_label as float32/1",
        "metrics.json: naive_bayes/thresholds/per_label/1",
    ]


def test_thresholds_of_cross_fitted_rows_are_not_checked_and_said_so(planted, report):
    def change(content):
        content["settings"]["cross_fit"] = 3

    run_checks.check_thresholds(planted("models/naive_bayes/model.json", change), report)
    assert report.differences == []
    assert len(report.unchecked) == 1
    assert "naive_bayes" in report.unchecked[0]


def test_a_score_that_equals_the_threshold_is_a_prediction(report, tmp_path):
    targets = np.array([[1, 0], [0, 1], [1, 1]], dtype=np.uint8)
    scores = np.array([[0.2, 0.1], [0.1, 0.2], [0.3, 0.2]], dtype=np.float32)
    applied = {"fixed_0.2": np.full(2, 0.2, np.float32)}
    found = metrics.split_metrics(targets, scores, applied)["policies"]["fixed_0.2"]
    assert found["recall_micro"] == 1.0
    stated = {"thresholds": {"fixed_0.2": [0.2, 0.2]}}
    run = RunFiles(
        tmp_path,
        {"labels": ["a", "b"]},
        {"model": stated},
        {"validation": {"targets": targets, "model": scores.astype(float)}},
        {"model": {"labels": ["a", "b"], "settings": {"cross_fit": 3}, **stated}},
    )
    run_checks.check_thresholds(run, report)
    assert "scores.npz: type of validation/model" in places(report)
    assert "metrics.json: model/thresholds/fixed_0.2 as float32/0" in places(report)


def test_a_changed_file_is_named_and_nothing_else_is_read(run_copy, report):
    path = run_copy / "models" / "naive_bayes" / "weights.npz"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    (run_copy / "more.txt").write_text("more")
    (run_copy / "history.json").unlink()
    assert audit.audit_run(run_copy, None, False, report) is None
    assert places(report) == [
        "copy/run.json: files/history.json",
        "copy/run.json: files/models/naive_bayes/weights.npz/sha256",
        "copy/run.json: files/more.txt",
    ]


def test_weights_that_do_not_give_the_scores_are_named(run_copy, reseal, texts, report):
    path = run_copy / "models" / "logistic_regression" / "weights.npz"
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    arrays["intercepts"][0] += 0.01
    np.savez(path, **arrays)
    reseal(run_copy)
    run_checks.check_scores(RunFiles.read(run_copy), texts, report)
    assert {place.partition("[")[0] for place in places(report)} == {
        "scores.npz: validation/logistic_regression",
        "scores.npz: test/logistic_regression",
    }


def test_an_ensemble_that_is_not_its_members_is_named(planted, report, texts):
    def change(content):
        content["weights"]["naive_bayes"] += 0.5

    run_checks.check_scores(planted("models/ensemble/model.json", change), texts, report)
    found = {place.partition("[")[0] for place in places(report)}
    assert "scores.npz: test/ensemble from its members' scores" in found


def test_a_wrong_card_is_named(run_copy, report):
    path = run_copy / "models" / "naive_bayes" / "README.md"
    run = RunFiles.read(run_copy)
    value = run.metrics["naive_bayes"]["test"]["policies"]["shared"]["f1_micro"]
    text = path.read_text()
    assert f"| {value:.3f} |" in text
    path.write_text(text.replace(f"| {value:.3f} |", f"| {value + 0.001:.3f} |", 1))
    check_cards(run, run.metrics, report)
    assert len(report.differences) == 1
    assert "models/naive_bayes/README.md" in places(report)[0]


def test_true_labels_that_differ_are_named(tiny_run, texts, report):
    altered = texts["test"].targets.copy()
    altered[3, 2] ^= 1
    read = {**texts, "test": rows.Rows(texts["test"].texts, altered)}
    run_checks.check_targets(RunFiles.read(tiny_run), read, report)
    assert places(report) == ["scores.npz: test/targets[3, 2]"]


def test_the_command_says_what_differs_by_its_exit_status(tiny_run, planted, capsys):
    assert audit.main(["--run", str(tiny_run)]) == 0
    assert "0 differences" in capsys.readouterr().out

    def change(content):
        content["transformer"]["test"]["policies"]["shared"]["f1_macro"] = 0.9

    folder = planted("metrics.json", change).folder
    assert audit.main(["--run", str(folder)]) == 1
    assert "transformer/test/policies/shared/f1_macro: stated 0.9" in capsys.readouterr().out


# Data files


def test_tsv_and_csv_rows(tmp_path):
    (tmp_path / "dev.tsv").write_text('"Hm", she said\t0,2\tid1\nOdd\u2028line\t1\tid2\n')
    read = rows.read_tsv(tmp_path / "dev.tsv", 3)
    assert read.texts == ['"Hm", she said', "Odd\u2028line"]
    assert read.targets.tolist() == [[1, 0, 1], [0, 1, 0]]
    (tmp_path / "challenge.csv").write_text('text,labels,kind\n"a, b","joy,fear",irony\n')
    read = rows.read_challenge(tmp_path / "challenge.csv", ["fear", "anger", "joy"])
    assert (read.texts, read.kinds) == (["a, b"], ("irony",))
    assert read.targets.tolist() == [[1, 0, 1]]


# Documents

RESULTS = """
<!-- results -->

| model | learns from | macro F1, thresholds per label | ROC AUC, macro |
|---|---|---|---|
| Naive Bayes, distilled | labels | **0.445** (0.425–0.464) | 0.87 |

<!-- end of results -->
"""
METRICS = {
    "naive_bayes_distilled": {
        "test": {
            "policies": {
                "per_label": {"f1_macro": 0.44510},
                "shared": {"f1_micro": 0.5},
            },
            "ranking": {"roc_auc_macro": 0.8654},
            "top_label": {"accuracy": 0.5},
            "intervals": {
                "per_label": {"f1_macro": [0.4249, 0.4642]},
                "shared": {"f1_micro": [0.4, 0.6]},
                "ranking": {"roc_auc_macro": [0.8, 0.9]},
                "top_label": {"accuracy": [0.4, 0.6]},
            },
        }
    }
}


@pytest.fixture
def sources(tmp_path):
    (tmp_path / "effects.csv").write_text(
        'model,arm,metric,change\nnb,"template, repeats",F1,0.01\nnb,template,F1,-0.028\n'
    )
    (tmp_path / "kept.json").write_text(json.dumps([{"macro F1": 0.25, "share": 0.9}]))
    (tmp_path / "settings.py").write_text("floor: float = 0.3\n")
    return Sources(tmp_path, {"artifacts/goemotions/metrics.json": METRICS})


def test_a_table_that_states_the_metrics_has_no_difference(sources, report):
    documents.check_document("README.md", RESULTS, [], sources, report)
    assert report.differences == []
    assert report.checked == 4


@pytest.mark.parametrize(
    ("right", "wrong", "column"),
    [
        ("0.445", "0.446", "macro F1, thresholds per label"),
        ("0.464", "0.465", "macro F1, thresholds per label"),
        ("0.87", "0.865, 0.8", "ROC AUC, macro"),
        ("| labels", "| 0.5 labels", "learns from"),
    ],
)
def test_a_wrong_figure_in_a_table_is_named(sources, report, right, wrong, column):
    text = RESULTS.replace(right, wrong)
    documents.check_document("README.md", text, [], sources, report)
    assert places(report) == [f"README.md, results, row 'Naive Bayes, distilled', {column!r}"]


def test_a_row_or_a_column_without_a_source_is_named(sources, report):
    text = RESULTS.replace("Naive Bayes, distilled", "Oracle")
    documents.check_document("README.md", text, [], sources, report)
    text = RESULTS.replace("ROC AUC, macro", "kappa")
    documents.check_document("README.md", text, [], sources, report)
    assert places(report) == [
        "README.md, results, row 'Oracle'",
        "README.md, results, row 'Naive Bayes, distilled', 'kappa'",
    ]


def test_seeds_have_mean_deviation_and_interval(tmp_path, report):
    seeds = {
        "transformer": {
            seed: {"test": {"macro F1": value, "micro F1": value, "ROC AUC macro": value}}
            for seed, value in (("42", 0.5), ("1", 0.6), ("2", 0.7))
        }
    }
    found = Sources(tmp_path, {"benchmarks/results/seeds.json": seeds})
    head = "| model | seeds | ROC AUC, macro |\n|---|---|---|\n"
    row = "| Transformer | 42, 1, 2 | **0.600** ± 0.100 (0.352–0.848) |\n"
    text = f"<!-- seeds -->\n\n{head}{row}\n<!-- end of seeds -->\n"
    documents.check_document("README.md", text, [], found, report)
    assert report.differences == []
    documents.check_document("README.md", text.replace("0.100", "0.082"), [], found, report)
    assert [each.stated for each in report.differences] == ["0.082"]


def test_a_decimal_number_outside_tables_needs_a_source(sources, report):
    text = """Version 3.11.7, int8 and `fixed_0.2`; Apache-2.0.

```python
rate = 0.75
```

It gains 0.25 on
90.0 % of them, and -0.028 by templates.
"""
    entries = [
        {
            "text": "gains 0.25 on 90.0 % of",
            "values": ["kept.json#0/macro F1", "kept.json#0/share"],
        },
        {
            "text": "-0.028 by",
            "values": [{"sum": {"effects.csv#model=nb&arm=template&metric=F1/change": "1"}}],
        },
    ]
    documents.check_document("docs/a.md", text, entries, sources, report)
    assert report.differences == []
    documents.check_document("docs/a.md", text, entries[:1], sources, report)
    assert [each.stated for each in report.differences] == ["-0.028"]
    documents.check_document("docs/a.md", text.replace("0.25", "0.26"), entries, sources, report)
    assert {"'gains 0.25 on 90.0 % of'", "0.26"} <= {each.stated for each in report.differences}


def test_a_wrong_number_with_a_source_is_named(sources, report):
    entries = [{"text": "a floor of 0.35", "values": ["settings.py#floor: float = 0.3"]}]
    documents.check_document("docs/a.md", "It has a floor of 0.35.", entries, sources, report)
    assert [(each.stated, each.found) for each in report.differences] == [("0.35", 0.3)]


def test_a_listed_table_is_compared_cell_by_cell(sources, report):
    text = "| arm | change | n |\n|---|---|---|\n| template | -0.028 | 3 |\n"
    entry = {
        "table": "| arm | change",
        "columns": {"1": "effects.csv#model=nb&arm={0}&metric=F1/change"},
    }
    documents.check_document("docs/a.md", text, [entry], sources, report)
    assert report.differences == []
    documents.check_document("docs/a.md", text.replace("28", "29"), [entry], sources, report)
    documents.check_document("docs/a.md", "none", [entry], sources, report)
    assert [each.stated for each in report.differences] == ["-0.029", "a table '| arm | change'"]


def test_sources_that_are_not_there_say_so(sources):
    assert sources.value("kept.json#0/share") == 0.9
    assert sources.value("kept.json#macro F1=0.25/share") == 0.9
    assert sources.value({"sum": {"kept.json#0/share": "1/3", "kept.json#0/macro F1": "-1"}}) == (
        pytest.approx(0.05)
    )
    for source in (
        "kept.json#1/share",
        "kept.json#share=1/share",
        "none.json#a",
        "settings.py#floor: float = 0.4",
    ):
        with pytest.raises(SourceError):
            sources.value(source)
    with pytest.raises(SourceError, match="2 rows"):
        sources.value("effects.csv#model=nb/change")
    with pytest.raises(HistoryError):
        sources.value("0000000:kept.json#0/share")


def test_a_number_states_a_value_rounded_to_its_digits():
    number = markdown.numbers("1,197 rows, −0.05, 23 % and (0.532–0.576)")
    assert [each.text for each in number] == ["1,197", "−0.05", "23", "0.532", "0.576"]
    assert number[0].states(1197.4)
    assert number[1].states(-0.0451)
    assert not number[1].states(-0.0449)
    assert number[2].states(0.2349)
    assert not number[2].states(23)


def test_ablations_and_trials_are_looked_up_by_their_row(tmp_path, report):
    folder = tmp_path / "artifacts" / "ablations" / "some"
    folder.mkdir(parents=True)
    lines = ["model,arm,metric,change,low,high,rows"]
    for arm, value in (('"template, repeats instead"', "0.02"), ("template", "0.03")):
        lines += [
            f"naive_bayes,{arm},{metric},{value},-0.004,0.04,1197.0"
            for metric in ("macro F1", "micro F1")
        ]
    (folder / "effects.csv").write_text("\n".join(lines) + "\n")
    trial = {
        "name": "nb-alpha-0.1",
        "settings": {"ngrams": [1, 3], "grid": {"alpha": [0.1]}},
        "metrics": {"f1_macro_per_label": 0.3, "f1_micro_shared": 0.4, "roc_auc_macro": 0.5},
        "fit_seconds": 9.6,
    }
    found = Sources(tmp_path, {"benchmarks/results/trials.json": [trial]})
    text = """
<!-- ablation -->
| model | rows added to train | change in macro F1 |
|---|---|---|
| Naive Bayes | 1,197 repeated, as many as template generated | +0.020 (-0.004 to +0.040) |
| Naive Bayes | 1,197 by template | +0.030 (-0.004 to +0.040) |
<!-- end of ablation -->
<!-- naive_bayes trials -->
| trial | settings | macro F1 | fit, s |
|---|---|---|---|
| `nb-alpha-0.1` | `nb-3` with `ngrams=(1, 3)`, `alpha=0.1`, `marks=True` | 0.300 | 10 |
<!-- end of naive_bayes trials -->
"""
    documents.check_document("README.md", text, [], found, report)
    assert report.differences == []
    for right, wrong in (
        ("+0.020", "+0.030"),
        ("alpha=0.1`, ", "alpha=0.2`, "),
        ("| 10 |", "| 9 |"),
        ("1,197 by template", "60 by template"),
    ):
        before = len(report.differences)
        documents.check_document("README.md", text.replace(right, wrong), [], found, report)
        assert len(report.differences) == before + 1, right


def test_a_wrong_figure_of_performance_is_named(tmp_path, report):
    speed = {
        "file": {
            "rows": [
                {
                    "name": "a file",
                    "ours": 1500.4,
                    "ours_range": [1400.0, 1600.0],
                    "theirs": 1000.0,
                    "theirs_range": None,
                    "unit": "texts/s",
                    "rival": "stock",
                    "differs": "",
                    "limit": None,
                }
            ],
            "scaling": [
                {"work": "score, model", "size": size, "seconds": 12.34, "peak_mib": 300.2}
                for size in (1000, 2000)
            ],
        }
    }
    text = """
| work | ours | theirs | ratio | theirs is | differs | |
|---|---|---|---|---|---|---|
| a file | 1,500 (1,400–1,600) texts/s | 1,000 texts/s | **1.50 ×** | stock |  | goal ≥ 1 × |

Peak memory of the model: 300 MiB for 1,000 texts, 300 MiB for 2,000.

| work | size | time | a second | peak memory |
|---|---|---|---|---|
| score, model | 1,000 | 12.3 s | 81 | 300 MiB |
"""
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("EmoLab")

    def check(content):
        (tmp_path / "docs" / "performance.md").write_text(content)
        path = tmp_path / "benchmarks" / "results" / "speed.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(speed))
        found = Comparison()
        documents.check_documents(tmp_path, {}, found)
        return [each.where for each in found.differences if "docs/performance.md" in each.where]

    assert check(text) == []
    assert check(text.replace("1.50", "1.51")) == ["docs/performance.md, row 'a file', 'ratio'"]
    assert check(text.replace("12.3 s", "12.4 s")) == [
        "docs/performance.md, row 'score, model', 'time'"
    ]
    assert check(text.replace("| stock", "| tuned")) == ["docs/performance.md, row 'a file'"]
    slower = {**speed["file"]["rows"][0], "theirs": 500.0, "rival": "tuned"}
    speed["file"]["rows"].append(slower)
    both = text.replace(
        "goal ≥ 1 × |",
        "|\n| a file | 1,500 (1,400–1,600) texts/s | 500 texts/s | 3.0 × | tuned | | |",
    )
    assert check(both + "Better: a file (1.50 ×); a file (3.0 ×).\n") == []
    assert check(both.replace("| 3.0 ×", "| 1.5 ×")) == [
        "docs/performance.md, row 'a file', 'ratio'"
    ]
    assert len(check(text + "Better: a file (2.9 ×).\n")) == 1
    assert len(check(text.replace("for 2,000", "for 3,000"))) == 1


def test_kept_results_that_repeat_the_run_are_compared(tiny_run, tmp_path, report):
    run = RunFiles.read(tiny_run)
    metrics_by_model = run.metrics
    results = tmp_path / "benchmarks" / "results"
    results.mkdir(parents=True)
    model = metrics_by_model["transformer"]
    test = model["test"]
    names = {
        "macro F1": ("per_label", "f1_macro"),
        "micro F1": ("shared", "f1_micro"),
    }
    of_test = {name: test["policies"][policy][key] for name, (policy, key) in names.items()}
    ends = {name: test["intervals"][policy][key] for name, (policy, key) in names.items()}
    own = {
        **of_test,
        "ROC AUC macro": test["ranking"]["roc_auc_macro"],
        "top label correct": test["top_label"]["accuracy"],
        "intervals": {
            **ends,
            "ROC AUC macro": test["intervals"]["ranking"]["roc_auc_macro"],
            "top label correct": test["intervals"]["top_label"]["accuracy"],
        },
    }
    seed = str(run.record["config"]["seed"])
    kept = {"validation": model["validation"]["cross_validated"], "test": own}
    path = results / "seeds.json"
    path.write_text(json.dumps({"transformer": {seed: kept, "7": {}}}))
    check_results(tmp_path, run, metrics_by_model, report)
    assert report.differences == []
    own["micro F1"] += 0.001
    path.write_text(json.dumps({"transformer": {seed: kept}}))
    reading = {"created": run.record["created"], "metrics": {"transformer": {}}}
    (results / "test_readings.jsonl").write_text(json.dumps(reading) + "\n")
    check_results(tmp_path, run, {"transformer": model}, report)
    assert places(report)[0] == f"seeds.json: transformer/{seed}/test/micro F1"
    assert all("test_readings.jsonl" in place for place in places(report)[1:])
    assert len(report.differences) == 4
