"""Trials of the linear models: what is measured, what is kept, and the tables made of it."""

import json

import pytest

from benchmarks import trials
from benchmarks.trials import TRIALS, measure, missing, page, read_records, run, without_test
from emolab.data.sources import load_dataset


def record(name, base, settings, metrics, seconds):
    names = ("f1_macro_per_label", "f1_micro_shared", "roc_auc_macro")
    return {
        "name": name,
        "model": "naive_bayes",
        "base": base,
        "settings": settings,
        "metrics": dict(zip(names, metrics, strict=True)),
        "fit_seconds": seconds,
    }


class WithoutTest:
    """A dataset whose test split cannot be read."""

    def __init__(self, dataset):
        self.labels, self.source, self.notes = dataset.labels, dataset.source, dataset.notes
        self.train, self.validation = dataset.train, dataset.validation

    @property
    def test(self):
        raise AssertionError("the test split was read")


@pytest.fixture(scope="module")
def blind():
    return without_test(WithoutTest(load_dataset("bundled").first(200, 60, None)))


def test_a_row_says_what_differs_from_its_base():
    grid = {"alpha": [0.1], "fit_prior": [True]}
    first = record("nb-one", None, {"grid": grid}, (0.1234, 0.2, 0.7), 1.6)
    second = record(
        "nb-two", "nb-one", {"grid": grid | {"alpha": [1.0]}, "ngrams": [1, 3]}, (0.2, 0.3, 0.8), 9
    )
    other = record("lr", None, {"grid": {"C": [1.0]}}, (0, 0, 0), 0) | {"model": "another"}
    assert trials.trials_table([first, second, other], "naive_bayes").splitlines()[2:] == [
        "| `nb-one` | `TfidfSettings()` with `alpha=0.1`, `fit_prior=True` | 0.123 | 0.200 | 0.700 "
        "| 2 |",
        "| `nb-two` | `nb-one` with `ngrams=(1, 3)`, `alpha=1.0` | 0.200 | 0.300 | 0.800 | 9 |",
    ]


@pytest.mark.parametrize("name", ["nb-default-features", "lr-cross-fitting"])
def test_a_trial_is_measured_on_validation_and_never_reads_test(blind, name):
    assert len(blind.test) == 0
    metrics = measure(TRIALS[name], blind)
    assert list(metrics) == [
        "f1_macro_per_label",
        "f1_micro_shared",
        "roc_auc_macro",
        "fit_seconds",
    ]
    assert all(0 < metrics[key] < 1 for key in list(metrics)[:3])


def test_an_interrupted_run_continues_after_its_last_record(tmp_path, monkeypatch, blind):
    monkeypatch.setattr(trials, "RESULT", tmp_path / "trials.json")
    first, second, third = list(TRIALS.values())[:3]

    def interrupted(trial, dataset):
        if trial is third:
            raise KeyboardInterrupt
        return {"f1_macro_per_label": 0.1, "f1_micro_shared": 0.2, "roc_auc_macro": 0.5} | {
            "fit_seconds": 1.25
        }

    monkeypatch.setattr(trials, "measure", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run([second, first, third], blind, [])
    kept = json.loads((tmp_path / "trials.json").read_text())
    assert [each["name"] for each in kept] == [first.name, second.name]
    assert kept[0]["rows"] == {"train": len(blind.train), "validation": 60}
    assert missing(kept, blind.fingerprint())[0] == third
    assert missing(kept, "other data") == list(TRIALS.values())
    kept[0]["settings"] = {}
    assert missing(kept, blind.fingerprint())[0] == first


def test_the_kept_records_are_those_of_the_present_trials_on_the_same_data():
    records = read_records()
    assert not missing(records, records[0]["data"])
    assert len(records) == len(TRIALS)


def test_the_tables_of_the_page_are_those_of_the_records():
    assert page(read_records()) == trials.PAGE.read_text(encoding="utf-8")
