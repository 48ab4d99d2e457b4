import pytest

from emolab.runs import description as about
from emolab.runs.store import open_run


@pytest.fixture
def page(open_page, tiny_run):
    return open_page("about", tiny_run.parent)


def test_the_page_says_how_the_run_was_made(page, tiny_run):
    assert not page.exception
    made = page.dataframe[0].value.set_index("what").value
    record = open_run(tiny_run).record
    assert page.code[0].value == record["command"]
    assert made["seed"] == "42"
    assert made["data fingerprint"] == record["data"]["fingerprint"]


def test_rows_leaks_and_duplicates_are_those_of_the_record(page):
    found = page.dataframe[1].value.set_index("what").rows
    assert (found["train rows"], found["test rows"]) == (80, 15)
    assert found["train rows whose text is also in test"] == 1
    assert found["train rows left out as duplicates or leaks"] == 2


def test_every_file_has_its_checksum_and_can_be_checked(page, tiny_run):
    files = open_run(tiny_run).record["files"]
    table = page.dataframe[-1].value.set_index("file")
    assert table.sha256.to_dict() == {file: of["sha256"] for file, of in files.items()}
    page.button[0].click().run()
    assert [said.value for said in page.success] == [
        f"All {len(files)} files match their checksums."
    ]


def test_a_changed_file_is_named(open_page, spoilt_run):
    at = open_page("about", spoilt_run("history.json", "truncated"))
    at.button[0].click().run()
    assert len(at.error) == 1
    assert "history.json" in at.error[0].value


def test_a_changed_card_leaves_the_rest_of_the_page(open_page, spoilt_run):
    at = open_page("about", spoilt_run("models/transformer/README.md", "flipped"))
    assert not at.exception
    assert len(at.error) == 1
    assert "README.md" in at.error[0].value
    assert at.button


def test_each_models_card_is_shown_without_its_head(page, tiny_run):
    page.segmented_control(key="model").set_value("naive_bayes").run()
    (card,) = [text.value for text in page.markdown if "## Limitations" in text.value]
    assert card.startswith("# EmoLab Naive Bayes")
    assert "model-index" not in card


def test_a_run_without_cards_has_none(tiny_run):
    run = open_run(tiny_run)
    record = {**run.record, "files": {}}
    assert about.model_card_text(type(run)(run.folder, record), "naive_bayes") is None


def test_distillation_stands_among_the_settings(tiny_run):
    run = open_run(tiny_run)
    config = run.record["config"] | {"distillation": {"folds": 3}}
    distilled = type(run)(run.folder, run.record | {"config": config})
    assert ["distillation", "folds", "3"] in about.settings(distilled).values.tolist()
