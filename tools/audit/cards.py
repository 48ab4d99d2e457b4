"""The model cards of a run against the recomputed metrics."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tools.audit import expected, markdown
from tools.audit.comparison import Comparison
from tools.audit.documents import check_numbers, check_table
from tools.audit.expected import Row, Values, at
from tools.audit.run import RunFiles

_METRICS = {
    "macro F1, thresholds per label": "policies/per_label/f1_macro",
    "micro F1, shared threshold": "policies/shared/f1_micro",
    "macro ROC AUC": "ranking/roc_auc_macro",
}
_WHOLE_CHALLENGE = {
    "macro F1": "policies/per_label/f1_macro",
    "top label correct": "top_label/accuracy",
    "ROC AUC": "ranking/roc_auc_macro",
}


def check_cards(run: RunFiles, recomputed: Mapping[str, Any], report: Comparison) -> None:
    """The front matter and the tables of every model's README.md."""
    for model, metrics in recomputed.items():
        where = f"models/{model}/README.md"
        text = (run.folder / where).read_text(encoding="utf-8")
        stated = re.findall(r"value: (\S+)\n\s+name: (.+)", text)
        for value, name in stated:
            check_numbers(f"{where}: {name}", value, [_metric(metrics, name)[0]], report)
        report.expect(f"{where}: front matter", bool(stated), "no metric", "metrics")
        tables = {table.header[0]: table for table in markdown.tables(text)}
        for title, values_of in _tables(run, model, metrics).items():
            if title in tables:
                check_table(where, tables[title], values_of, report)


def _tables(
    run: RunFiles, model: str, metrics: Mapping[str, Any]
) -> dict[str, Callable[[Row], Values]]:
    """What gives the values of a row, by the title of the table's first column."""
    labels = run.record["labels"]
    support = run.scores["test"]["targets"].sum(axis=0, dtype=int)
    f1 = metrics["test"]["policies"]["per_label"]["per_label"]["f1"]

    def metric(row: Row) -> Values:
        value, *interval = _metric(metrics, row["metric"])
        return {"value": [value], "95 % interval": interval}

    def kind(row: Row) -> Values:
        challenge = metrics["challenge"]
        if row["kind"] != "all":
            found = at(challenge, f"slices/{row['kind'].replace(' ', '_')}")
            return {"texts": [found["texts"]]} | {
                column.removesuffix(", macro"): [at(found, key), *at(found, interval)]
                for column, (key, interval) in expected.SLICE.items()
            }
        return {"texts": [len(run.scores["challenge"]["targets"])]} | {
            column: expected.with_interval(challenge, key)
            for column, key in _WHOLE_CHALLENGE.items()
        }

    def label(row: Row) -> Values:
        position = labels.index(row["label"])
        return {"F1": [f1[position]], "test texts with the label": [int(support[position])]}

    def member(row: Row) -> Values:
        weights = run.descriptions[model]["weights"]
        return {"weight": [weights[expected.model_name(row["member"])]]}

    return {"metric": metric, "kind": kind, "label": label, "member": member}


def _metric(metrics: Mapping[str, Any], name: str) -> list[float]:
    return expected.with_interval(metrics["test"], _METRICS[name])
