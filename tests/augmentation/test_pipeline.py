import json

import numpy as np
import pytest

from emolab.augmentation.filters import Inspector, Known
from emolab.augmentation.journal import Journal
from emolab.augmentation.pipeline import as_split, augment
from emolab.augmentation.planning import Plan
from emolab.augmentation.strategies.base import Candidate, GeneratorError
from emolab.data.dataset import Split

LABELS = ("joy", "grief")
WORDS = ("plum", "river", "lantern", "harvest", "button", "violin", "marble", "thunder", "saddle")


def train(joy=98, grief=2):
    targets = [[1, 0]] * joy + [[0, 1]] * grief
    return Split.of([f"row {n}" for n in range(joy + grief)], np.array(targets, dtype=np.uint8))


class Writer:
    """Writes a new sentence each time, or what `answers` says first."""

    name, generator, revision, prompt_version = "fake", "a list", "1", ""

    def __init__(self, answers=(), fail_after=None):
        self.answers = list(answers)
        self.calls = 0
        self.fail_after = fail_after

    def generate(self, requests):
        if self.fail_after is not None and self.calls >= self.fail_after:
            raise GeneratorError("the server is gone")
        self.calls += 1
        return [Candidate(self._text(request), (request.label,)) for request in requests]

    def _text(self, request):
        if self.answers:
            return self.answers.pop(0)
        pick = np.random.default_rng(request.seed).permutation(WORDS)[:5]
        return " ".join(pick).capitalize() + "."


def run(tmp_path, writer, plan, rows=None):
    return augment(
        rows or train(),
        LABELS,
        [writer],
        Inspector(LABELS, [Known("accepted")]),
        plan,
        Journal(tmp_path / "journal.jsonl", "key"),
    )


def test_rounds_go_on_until_no_label_is_rare(tmp_path):
    # 4 % of 100 rows are 4: 2 lack 2, so 2 x 1.5 = 3 are asked; then 5 of 103 rows are enough.
    outcome = run(tmp_path, Writer(), Plan(minority_threshold=4))
    assert [row["status"] for row in outcome.rows] == ["accepted"] * 3
    assert outcome.stopped == "No label is rare any more."


def test_nothing_is_written_where_nothing_is_rare(tmp_path):
    outcome = run(tmp_path, Writer(), Plan(minority_threshold=1))
    assert outcome.rows == []
    assert outcome.table().empty


def test_a_round_that_adds_nothing_is_the_last(tmp_path):
    outcome = run(tmp_path, Writer(["No"] * 99), Plan(minority_threshold=4))
    assert outcome.stopped == "Round 1 added nothing."
    assert {row["reason"] for row in outcome.rows} == {"too short"}


def test_a_generator_of_rubbish_is_given_up_and_the_reason_named(tmp_path):
    plan = Plan(minority_threshold=20, batch_size=2, max_fruitless_rows=6)
    outcome = run(tmp_path, Writer(["No"] * 99), plan)
    assert len(outcome.rows) == 6
    assert "6 rows in a row" in outcome.stopped
    assert "too short" in outcome.stopped


@pytest.mark.parametrize("max_rows", [3, 4])
def test_no_more_rows_are_kept_than_asked_for_even_inside_a_batch(tmp_path, max_rows):
    plan = Plan(minority_threshold=20, batch_size=2, max_rows=max_rows)
    outcome = run(tmp_path, Writer(["No"]), plan)
    assert len(outcome.accepted()) == max_rows
    assert outcome.stopped == f"{max_rows} rows were kept, as many as asked for."


def test_only_the_labels_that_were_named_are_written_for(tmp_path):
    outcome = run(tmp_path, Writer(), Plan(minority_threshold=4, only=("joy",)))
    assert outcome.rows == []


def test_a_row_tells_where_it_comes_from(tmp_path):
    row = run(tmp_path, Writer(), Plan(minority_threshold=4)).rows[0]
    assert len(row.pop("id")) == 12
    assert row.pop("text").endswith(".")
    assert isinstance(row.pop("seed"), int)
    assert row == {
        "source_id": "",
        "label": "grief",
        "labels": ["grief"],
        "strategy": "fake",
        "generator": "a list",
        "revision": "1",
        "prompt_version": "",
        "round": 1,
        "status": "accepted",
        "reason": "",
        "nearest_id": "",
        "scores": {"words": 5.0},
    }


def test_kept_rows_become_train_rows_with_their_strategy_as_origin(tmp_path):
    split = as_split(run(tmp_path, Writer(), Plan(minority_threshold=4)), LABELS)
    assert split.targets.tolist() == [[0, 1]] * 3
    assert set(split.origins) == {"fake"}


def test_no_kept_rows_are_a_split_of_none(tmp_path):
    split = as_split(run(tmp_path, Writer(), Plan(minority_threshold=1)), LABELS)
    assert split.targets.shape == (0, 2)


def test_after_a_break_the_rest_is_written_and_all_is_as_if_never_broken(tmp_path):
    plan = Plan(minority_threshold=10, batch_size=2)
    (tmp_path / "whole").mkdir()
    whole = run(tmp_path / "whole", Writer(), plan)
    with pytest.raises(GeneratorError, match="gone"):
        run(tmp_path, Writer(fail_after=2), plan)
    writer = Writer()
    again = run(tmp_path, writer, plan)
    assert again.rows == whole.rows
    assert writer.calls == -(-len(whole.rows) // 2) - 2


def test_a_line_cut_off_in_the_journal_costs_that_batch_alone(tmp_path):
    plan = Plan(minority_threshold=10, batch_size=2)
    whole = run(tmp_path, Writer(), plan)
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    writer = Writer()
    assert run(tmp_path, writer, plan).rows == whole.rows
    assert writer.calls == 1


def test_a_journal_of_other_work_is_set_aside(tmp_path):
    path = tmp_path / "journal.jsonl"
    Journal(path, "one").append([{"text": "old"}])
    assert Journal(path, "two").batches == []
    aside = (tmp_path / "journal.other.jsonl").read_text().splitlines()
    assert json.loads(aside[1]) == {"rows": [{"text": "old"}]}
