import re
from html.parser import HTMLParser

import numpy as np
import pytest

from emolab.evaluation.bootstrap import resample_weights
from emolab.evaluation.comparison import Comparison
from emolab.report import html_report
from emolab.runs.store import open_run


class Page(HTMLParser):
    """External references in a page, and its headings."""

    def __init__(self, html):
        super().__init__()
        self.external, self.headings, self.open = [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        self.external += [of[name] for name in ("src", "href") if of.get(name)]
        self.open = tag

    def handle_data(self, data):
        if self.open in {"h1", "h2", "h3"}:
            self.headings.append(data)
            self.open = None


@pytest.fixture(scope="module")
def report(tiny_run):
    run = open_run(tiny_run)
    scores = run.scores("test")
    targets = scores.pop("targets")
    metrics = run.metrics()
    thresholds = {model: np.array(of["thresholds"]["per_label"]) for model, of in metrics.items()}
    weights = resample_weights(len(targets), 20)
    comparison = Comparison(
        run.labels, "test", targets, scores, thresholds, "<per label>", "per_label", weights
    )
    return html_report(run, comparison, metrics, run.history())


def test_the_report_has_no_external_reference(report):
    assert Page(report).external == []
    assert report.count("Plotly.newPlot(") >= 9


def test_every_chart_has_its_title(report):
    headings = Page(report).headings
    assert headings[0] == "tiny"
    for title in (
        "Micro and macro F1",
        "F1 by emotion",
        "Precision–recall curve",
        "micro average: ROC curve",
        "ROC AUC by emotion",
        "Calibration",
        "Label co-occurrence: true and predicted",
        "About this run",
    ):
        assert title in headings


def test_the_report_describes_its_run(report, tiny_run):
    record = open_run(tiny_run).record
    for of in record["files"].values():
        assert of["sha256"] in report
    assert record["data"]["fingerprint"] in report


def test_words_are_escaped(report):
    assert "<per label>" not in report
    assert "&lt;per label&gt;" in report


def test_the_headline_metrics_are_those_of_the_run(report, tiny_run):
    metrics = open_run(tiny_run).metrics()
    value = metrics["naive_bayes"]["test"]["policies"]["per_label"]["f1_macro"]
    row = re.search(r"<tr><td>Naive Bayes</td><td>macro F1</td><td[^>]*>([\d.]+)", report)
    assert row[1] == f"{value:.3f}"
