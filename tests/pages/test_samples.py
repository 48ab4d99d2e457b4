import json
import shutil

import pandas as pd
import pytest

from emolab.labels import colour_of
from emolab.runs.store import seal


@pytest.fixture
def samples(open_page, tiny_run):
    """A function that opens the page over tiny_run, as a link with these parts does."""
    return lambda **link: open_page("samples", tiny_run.parent, **link)


@pytest.fixture
def altered(tiny_run, tmp_path, reseal):
    """A function that writes tiny_run anew with other texts, or none, and gives its artifacts."""

    def write(texts, written=None):
        folder = shutil.copytree(tiny_run, tmp_path / "altered")
        (folder / "texts.parquet").unlink()
        if written is not None:
            written.to_parquet(folder / "augmentation.parquet", index=False)
        if texts is not None:
            texts.to_parquet(folder / "texts.parquet", index=False)
        reseal(folder)
        return tmp_path

    return write


@pytest.fixture
def augmented(tiny_run, altered):
    """Artifacts whose first ten train rows were written by "template" and the next by "llm"."""
    rows = pd.read_parquet(tiny_run / "texts.parquet")
    rows["strategy"] = ["template"] * 10 + ["llm"] + ["original"] * (len(rows) - 11)
    return altered(rows)


def candidates(count=45):
    """Rows as augmentation writes them: the first 30 kept, the rest rejected in turn."""
    reasons = ["label lost", "forbidden phrase: as an ai", "meaning lost"]
    return pd.DataFrame(
        {
            "id": f"n{row}",
            "source_id": "81",
            "label": "joy" if row % 2 else "anger",
            "labels": ["joy"] if row % 2 else ["anger"],
            "text": f"two nurses sounded merry {row}",
            "strategy": "llm" if row % 3 else "template",
            "status": "accepted" if row < 30 else "rejected",
            "reason": "" if row < 30 else reasons[row % 3],
            "nearest_id": "83",
            "score words": 5.0,
            "score meaning": row / 100,
        }
        for row in range(count)
    )


@pytest.fixture
def written(tiny_run, altered):
    """Artifacts of a run with 45 candidates."""
    return altered(pd.read_parquet(tiny_run / "texts.parquet"), candidates())


def shown(at):
    """The texts in the table, in their order."""
    assert not at.exception
    assert not at.error
    return at.dataframe[0].value.text.tolist()


# Filters


def test_train_is_shown_first_and_the_split_can_be_switched(samples):
    at = samples()
    assert shown(at)[0] == "the baker was furious today"
    at.segmented_control(key="rows").set_value("test").run()
    assert len(shown(at)) == 15
    assert shown(at)[0] == "her uncle grew furious today"


def test_rows_come_with_their_labels_strategy_and_id(samples):
    row = samples(rows="test").dataframe[0].value.iloc[-1]
    assert list(row.labels) == ["anger", "joy"]
    assert row.strategy == "original"
    assert row.id == "115"


def test_rows_must_bear_all_the_labels_that_are_picked(samples):
    at = samples(rows="test")
    at.multiselect(key="labels").select("joy").run()
    assert len(shown(at)) == 7
    at.multiselect(key="labels").select("anger").run()
    assert shown(at) == ["her uncle grew jolly today"]


def test_rows_must_contain_the_words_in_whatever_case(samples):
    at = samples(rows="test")
    at.text_input(key="contains").set_value(" GREW Ja").run()
    assert shown(at) == ["her uncle grew jaded today"]
    at.text_input(key="contains").set_value("").run()
    assert len(shown(at)) == 15


@pytest.mark.parametrize("words", [".*", "[", "\\", "**", "<b>"])
def test_words_are_no_pattern(samples, words):
    at = samples(contains=words)
    assert not at.exception
    assert not at.dataframe
    assert at.info


def test_rows_can_be_had_from_one_strategy(open_page, augmented):
    at = open_page("samples", augmented)
    assert at.multiselect(key="strategy").options == ["llm", "original", "template"]
    at.multiselect(key="strategy").select("llm").run()
    assert len(shown(at)) == 1
    at.multiselect(key="strategy").select("template").run()
    assert len(shown(at)) == 11
    assert set(at.dataframe[0].value.strategy) == {"llm", "template"}


def test_filters_hold_together_and_the_rows_are_counted(samples):
    at = samples(rows="test", labels="joy", contains="gr")
    at.multiselect(key="labels").select("anger").run()
    assert len(shown(at)) == 1
    assert any("1 of 15" in caption.value for caption in at.caption)


def test_where_no_row_passes_the_page_says_so_and_goes_on(samples):
    at = samples()
    at.text_input(key="contains").set_value("zebra").run()
    assert not at.exception
    assert at.info
    assert not at.dataframe
    at.text_input(key="contains").set_value("baker").run()
    assert shown(at)


# Pages of the table


def test_a_long_split_is_shown_in_pages(samples, tiny_run):
    rows = pd.read_parquet(tiny_run / "texts.parquet")
    train = rows[rows.split == "train"].text.tolist()
    at = samples()
    assert shown(at) == train[:50]
    at.pagination(key="page").select(2).run()
    assert shown(at) == train[50:]
    at.pagination(key="page").select(1).run()
    assert shown(at) == train[:50]


def test_a_link_reopens_a_page(samples, tiny_run):
    rows = pd.read_parquet(tiny_run / "texts.parquet")
    at = samples(page="2")
    assert shown(at) == rows[rows.split == "train"].text.tolist()[50:]


def test_a_short_split_has_no_pages(samples):
    assert not samples(rows="test").pagination


def test_a_filter_on_the_last_page_shows_what_is_left(samples):
    at = samples()
    at.pagination(key="page").select(2).run()
    at.text_input(key="contains").set_value("baker").run()
    assert len(shown(at)) == 20


def test_fewer_pages_than_the_page_that_was_open_show_rows(open_page, altered, tiny_run):
    rows = pd.read_parquet(tiny_run / "texts.parquet")
    many = pd.concat([rows] * 2, ignore_index=True)
    at = open_page("samples", altered(many))
    at.pagination(key="page").select(4).run()
    assert len(shown(at)) == 10
    # 64 of the 160 rows pass, so two of the four pages remain.
    at.multiselect(key="labels").select("anger").run()
    assert len(shown(at)) in {50, 14}


# Counts


def test_the_bars_count_train_rows_by_label(samples, charts):
    ((bars,),) = charts(samples())
    assert dict(zip(bars["y"], bars["x"], strict=True)) == {
        "joy": 20,
        "anger": 32,
        "boredom": 20,
        "wanderlust": 20,
    }
    assert bars["marker"]["color"] == [colour_of(label) for label in bars["y"]]


def test_written_rows_are_counted_apart(open_page, written, charts):
    folder = written / "altered"
    record = json.loads((folder / "run.json").read_text())
    record["data"]["positives_generated"] = [0, 3, 0, 0]
    (folder / "run.json").unlink()
    seal(folder, record)
    ((original, added),) = charts(open_page("samples", written))
    label = record["labels"][1]
    assert dict(zip(added["y"], added["x"], strict=True))[label] == 3
    assert dict(zip(original["y"], original["x"], strict=True))[label] == (
        record["data"]["positives"]["train"][1] - 3
    )


# Written rows


def table(at):
    """The HTML table of written rows."""
    assert not at.exception
    assert not at.error
    return at.get("html")[0].proto.body


def test_written_rows_stand_beside_their_source_with_the_changes_marked(open_page, written):
    at = open_page("samples", written, view="Generated rows", **{"candidate_contains": "merry 1"})
    assert any("11 of 45" in caption.value for caption in at.caption)
    body = table(at)
    assert body.count("<tr>") == 12
    assert "<mark>merry 1</mark>" in body
    assert "two nurses sounded" in body


def test_kept_rows_are_shown_first_and_rejected_ones_by_reason(open_page, written):
    at = open_page("samples", written, view="Generated rows")
    assert any("30 of 45" in caption.value for caption in at.caption)
    at.segmented_control(key="status").set_value("rejected").run()
    assert any("15 of 45" in caption.value for caption in at.caption)
    assert at.multiselect(key="reason").options == [
        "forbidden phrase",
        "label lost",
        "meaning lost",
    ]
    at.multiselect(key="reason").select("label lost").run()
    assert any("5 of 45" in caption.value for caption in at.caption)
    assert table(at).count("label lost") == 5


def test_rows_are_found_by_score(open_page, written):
    at = open_page("samples", written, view="Generated rows")
    # Words are five in every row: there is nothing to choose.
    assert [slider.label for slider in at.slider] == ["meaning"]
    at.slider[0].set_range(0.1, 0.15).run()
    assert any("6 of 45" in caption.value for caption in at.caption)


def test_a_link_reopens_a_range_of_scores(open_page, written):
    link = {"view": "Generated rows", "score-meaning": ["0.1", "0.15"]}
    at = open_page("samples", written, **link)
    assert any("6 of 45" in caption.value for caption in at.caption)


def test_ten_random_rows_can_be_read(open_page, written):
    at = open_page("samples", written, view="Generated rows")
    assert table(at).count("<tr>") == 21
    at.button[0].click().run()
    assert table(at).count("<tr>") == 11


def test_the_funnel_tells_what_was_lost_where(open_page, written, charts):
    at = open_page("samples", written, view="Generated rows")
    bars = charts(at)[1][0]
    assert bars["x"] == [45, 45, 40, 35, 30, 30]


def test_without_texts_ids_stand_in_the_sources_place(open_page, altered):
    at = open_page("samples", altered(None, candidates()), view="Generated rows")
    assert "--no-texts" in " ".join(caption.value for caption in at.caption)
    assert "<td>81</td>" in table(at)


def test_a_run_without_written_rows_says_how_to_write_some(samples):
    at = samples(view="Generated rows")
    assert "--augment" in at.code[0].value


def test_fifty_thousand_rows_show_one_page_of_them(open_page, altered):
    at = open_page("samples", altered(None, candidates(50_000)), view="Generated rows")
    assert table(at).count("<tr>") == 21


# Diversity


def diversity_rows(at):
    """The table of diversity, by label."""
    assert not at.exception
    assert not at.error
    return at.dataframe[0].value.set_index("label")


def test_the_diversity_of_accepted_rows_is_computed_where_the_run_has_no_table(open_page, written):
    at = open_page("samples", written, view="Generated rows")
    rows = diversity_rows(at)
    # Fifteen accepted rows a label, "two nurses sounded merry" and a number: 15 * 5 words of which
    # 4 + 15 differ.
    assert rows.rows.to_dict() == {"anger": 15, "joy": 15}
    assert rows.distinct_1.tolist() == pytest.approx([19 / 75] * 2)
    assert rows.siblings_80.tolist() == [1, 1]
    assert set(rows.top_phrase) == {"nurses sounded merry"}
    assert rows.reference_distinct_1.notna().all()
    assert rows.train_support.to_dict() == {"anger": 32, "joy": 20}


def test_without_texts_the_diversity_has_no_original_rows_beside_it(open_page, altered):
    at = open_page("samples", altered(None, candidates()), view="Generated rows")
    rows = diversity_rows(at)
    assert "reference_distinct_1" not in rows
    assert rows.train_support.to_dict() == {"anger": 32, "joy": 20}
    assert any("not stored" in caption.value for caption in at.caption)


def test_a_stored_table_of_diversity_is_shown_as_it_is(open_page, written, reseal):
    folder = written / "altered"
    names = ["label", "rows", "distinct_1", "top_phrase", "reference_distinct_1"]
    stored = pd.DataFrame([("joy", 3, 0.25, "", 0.5), ("NA", 1, 1.0, "a b c", 0.5)], columns=names)
    stored.to_csv(folder / "diversity.csv", index=False)
    reseal(folder)
    at = open_page("samples", written, view="Generated rows")
    pd.testing.assert_frame_equal(at.dataframe[0].value, stored, check_dtype=False)


def test_without_accepted_rows_there_is_no_diversity(open_page, altered):
    rejected = candidates().assign(status="rejected", reason="label lost")
    at = open_page("samples", altered(None, rejected), view="Generated rows")
    assert not at.exception
    assert not at.dataframe


# Ablation


def test_without_an_ablation_the_page_says_how_to_make_one(samples):
    at = samples(view="Ablation")
    assert "--ablation" in at.code[0].value


def test_an_ablation_is_drawn_and_can_be_taken_away(open_page, written, charts):
    folder = written / "ablations" / "first"
    folder.mkdir(parents=True)
    (folder / "effects.csv").write_text(
        "model,arm,metric,before,after,change,low,high,spread,rows\n"
        "naive_bayes,template,micro F1,0.4,0.5,0.1,0.05,0.15,,10\n"
        "naive_bayes,template,macro F1,0.4,0.3,-0.1,-0.15,-0.05,,10\n"
    )
    seal(folder, {"labels": ["joy"], "models": ["naive_bayes"], "seeds": [1, 2]})
    at = open_page("samples", written, view="Ablation")
    assert not at.exception
    ((dots,),) = charts(at)
    assert dots["x"] == [0.1, -0.1]
    assert dots["name"] == "template"
    assert any("2 seeds" in caption.value for caption in at.caption)


# Links, runs without texts, and runs that cannot be trusted


def test_a_link_reopens_every_filter(open_page, augmented):
    at = open_page(
        "samples",
        augmented,
        rows="train",
        labels=["joy", "anger"],
        strategy="original",
        contains="jolly",
    )
    assert at.multiselect(key="labels").value == ["joy", "anger"]
    assert at.multiselect(key="strategy").value == ["original"]
    assert at.text_input(key="contains").value == "jolly"
    assert at.segmented_control(key="rows").value == "train"
    assert len(shown(at)) == 4


@pytest.mark.parametrize("link", [{"rows": "x"}, {"labels": "x"}, {"strategy": "x"}, {"run": "x"}])
def test_a_link_that_makes_no_sense_opens_the_page_all_the_same(samples, link):
    assert len(shown(samples(**link))) == 50


def test_a_run_without_texts_says_so(open_page, altered):
    at = open_page("samples", altered(None))
    assert not at.exception
    assert not at.error
    assert "--no-texts" in at.info[0].value
    assert not at.dataframe


def test_without_a_run_the_page_says_the_command(open_page, tmp_path):
    at = open_page("samples", tmp_path)
    assert not at.exception
    assert "python train.py" in at.code[0].value
    assert not at.dataframe


@pytest.mark.parametrize("how", ["flipped", "truncated", "missing"])
def test_a_spoilt_file_is_named_in_a_sentence(open_page, spoilt_run, how):
    at = open_page("samples", spoilt_run("texts.parquet", how))
    assert not at.exception
    assert len(at.error) == 1
    assert "texts.parquet" in at.error[0].value
    assert not at.dataframe
