import json

import numpy as np
import pandas as pd
import pytest

from emolab.inference import score
from emolab.inference.score import ScoreError, uploaded_rows
from emolab.models.registry import serve
from emolab.runs.store import open_run

TEXTS = ["so merry today", "the baker was furious", "nothing new", "we felt jaded", "merry, jolly"]


@pytest.fixture
def run_score(tiny_run, tmp_path, monkeypatch):
    """A function that scores a file with naive Bayes of tiny_run, two texts at a time."""
    monkeypatch.setattr(score, "CHUNK", 2)

    def run(source, out="out.parquet", *options):
        given = [str(source), "--out", str(tmp_path / out), "--artifacts", str(tiny_run.parent)]
        score.main([*given, "--run", "tiny", "--model", "naive_bayes", *options])
        return tmp_path / out

    return run


def write(path, table):
    """The table as a file of the kind that the ending names."""
    {
        ".csv": lambda: table.to_csv(path, index=False),
        ".jsonl": lambda: table.to_json(path, orient="records", lines=True),
        ".parquet": lambda: table.to_parquet(path, index=False),
    }[path.suffix]()
    return path


def read(path):
    """The table of a file that score wrote; labels as lists."""
    if path.suffix == ".csv":
        table = pd.read_csv(path, keep_default_na=False)
        return table.assign(labels=[names.split(";") if names else [] for names in table["labels"]])
    if path.suffix == ".jsonl":
        return pd.read_json(path, lines=True)
    table = pd.read_parquet(path)
    return table.assign(labels=table["labels"].map(list))


@pytest.mark.parametrize("source", ["in.csv", "in.jsonl", "in.parquet"])
@pytest.mark.parametrize("out", ["out.csv", "out.jsonl", "out.parquet"])
def test_every_kind_of_file_goes_in_and_comes_out(run_score, tiny_run, tmp_path, source, out):
    table = pd.DataFrame({"number": range(5), "text": TEXTS})
    found = read(run_score(write(tmp_path / source, table), out))
    run = open_run(tiny_run)
    scores = serve("naive_bayes", run.model_folder("naive_bayes")).predict_proba(TEXTS)
    thresholds = run.metrics()["naive_bayes"]["thresholds"]["per_label"]
    assert list(found) == ["number", "text", *run.labels, "labels"]
    assert found.text.tolist() == TEXTS
    assert [int(number) for number in found.number] == list(range(5))
    np.testing.assert_allclose(found[list(run.labels)], scores, atol=1e-6)
    chosen = scores.astype(np.float32) >= np.float32(thresholds)
    expected = [[run.labels[column] for column in np.flatnonzero(row)] for row in chosen]
    assert found["labels"].tolist() == expected


def test_one_threshold_can_take_the_place_of_the_runs(run_score, tmp_path):
    source = write(tmp_path / "in.csv", pd.DataFrame({"text": TEXTS}))
    assert all(
        len(names) == 4 for names in read(run_score(source, "a.csv", "--threshold", "0"))["labels"]
    )
    assert not any(read(run_score(source, "b.csv", "--threshold", "1.5"))["labels"])


def test_the_column_of_the_texts_can_be_named(run_score, tmp_path):
    source = write(tmp_path / "in.csv", pd.DataFrame({"body": TEXTS}))
    assert read(run_score(source, "out.csv", "--text-column", "body")).body.tolist() == TEXTS


BAD = {
    "in.csv": "number,text\n1,merry\n2,\n3,too,many\n4,furious\n",
    "in.jsonl": '{"text": "merry"}\nno json\n{"text": 7}\n{"text": "furious"}\n',
}


@pytest.mark.parametrize("source", BAD)
def test_bad_rows_are_fatal_and_named_by_number(run_score, tmp_path, source):
    (tmp_path / source).write_text(BAD[source])
    with pytest.raises(ScoreError, match=r"row 2: .*--bad-rows skip"):
        run_score(tmp_path / source)


@pytest.mark.parametrize("source", BAD)
def test_bad_rows_are_left_out_and_reported_where_asked_for(run_score, tmp_path, source, capsys):
    (tmp_path / source).write_text(BAD[source])
    found = read(run_score(tmp_path / source, "out.csv", "--bad-rows", "skip"))
    assert found.text.tolist() == ["merry", "furious"]
    said = capsys.readouterr()
    assert "row 2 was left out" in said.err
    assert "row 3 was left out" in said.err
    assert "2 rows left out" in said.out


def test_a_field_that_turns_up_later_makes_a_row_bad(run_score, tmp_path):
    lines = [{"text": "merry"}, {"text": "furious", "more": 1}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    with pytest.raises(ScoreError, match="row 2: it has a field 'more'"):
        run_score(tmp_path / "in.jsonl")


def test_a_file_that_was_stopped_on_holds_what_was_done(run_score, tmp_path, monkeypatch):
    source = write(tmp_path / "in.csv", pd.DataFrame({"text": TEXTS}))
    real, calls = score.scored, []

    def interrupted(*given):
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(score, "scored", interrupted)
    with pytest.raises(ScoreError, match="the first 4 texts"):
        run_score(source)
    assert read(tmp_path / "out.parquet").text.tolist() == TEXTS[:4]


@pytest.mark.parametrize(
    ("table", "match"),
    [
        ({"words": ["a"]}, "no column 'text'; it has words"),
        ({"text": ["a"], "joy": [1]}, "column 'joy'"),
        ({"text": ["a"], "labels": [1]}, "column 'labels'"),
    ],
)
def test_columns_that_cannot_be_used_are_named(run_score, tmp_path, table, match):
    with pytest.raises(ScoreError, match=match):
        run_score(write(tmp_path / "in.csv", pd.DataFrame(table)))


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("in.csv", b"", "in.csv is empty"),
        ("in.csv", b"text,text\na,b\n", "two columns 'text'"),
        ("in.csv", b"text\ncaf\xe9\n", "not in UTF-8"),
        ("in.jsonl", b'{"text": "caf\xe9"}', "not in UTF-8"),
        ("in.csv", b'text\n"' + b"a" * 200_000 + b'"\n', "cannot be read: field larger"),
        ("in.parquet", b"no parquet at all", "cannot be read: "),
    ],
)
def test_a_damaged_file_is_refused_in_a_sentence(run_score, tmp_path, name, content, match):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ScoreError, match=match):
        run_score(tmp_path / name)


def test_blank_lines_and_a_byte_order_mark_are_no_rows():
    content = '\ufeff{"text": "so merry"}\n\n'.encode()
    assert uploaded_rows("mine.jsonl", content, "text") == ([{"text": "so merry"}], [])


def test_what_is_not_there_or_of_no_known_kind_is_said(run_score, tmp_path):
    (tmp_path / "in.txt").write_text("a")
    with pytest.raises(ScoreError, match="none of the formats"):
        run_score(tmp_path / "in.txt")
    with pytest.raises(ScoreError, match="does not exist"):
        run_score(tmp_path / "gone.csv")
    source = write(tmp_path / "in.csv", pd.DataFrame({"text": TEXTS}))
    with pytest.raises(ScoreError, match="exists"):
        run_score(source, "in.csv")
    with pytest.raises(ScoreError, match="no model gone; it has"):
        run_score(source, "out.csv", "--model", "gone")


def test_rows_of_an_uploaded_file_keep_their_other_columns():
    content = json.dumps({"text": "so merry", "id": 7}).encode()
    assert uploaded_rows("mine.JSONL", content, "text") == ([{"text": "so merry", "id": 7}], [])


def test_an_uploaded_file_is_called_by_its_own_name():
    with pytest.raises(ScoreError, match=r"^mine\.csv has no column"):
        uploaded_rows("mine.csv", b"body\nso merry\n", "text")
