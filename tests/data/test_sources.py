import datasets
import pytest
from datasets.exceptions import DatasetGenerationError, DatasetNotFoundError

from emolab.data import sources
from emolab.data.dataset import DataError, check
from emolab.data.sources import load_dataset
from emolab.labels import TAXONOMIES

CORPUS = "text,labels,split\nso cross,anger,train\nquite glad,joy,validation\nscared,fear,test\n"
HUB_NAMES = ["anger", "joy", "fear"]
HUB = "google-research-datasets/go_emotions"


@pytest.fixture(autouse=True)
def sample(monkeypatch, tmp_path):
    """A bundled corpus of three rows, and no EMOLAB_DATA; gives the corpus's folder."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "corpus.csv").write_text(CORPUS)
    monkeypatch.setattr(sources, "CORPUS", folder)
    monkeypatch.delenv("EMOLAB_DATA", raising=False)
    return folder


def in_hub_form(**rows):
    """Splits as the Hub's library gives them: text, a list of label ids, id."""
    features = datasets.Features(
        text=datasets.Value("string"),
        labels=datasets.Sequence(datasets.ClassLabel(names=HUB_NAMES)),
        id=datasets.Value("string"),
    )
    return datasets.DatasetDict(
        {
            name: datasets.Dataset.from_dict(
                {
                    "text": [text for text, _, _ in split],
                    "labels": [ids for _, ids, _ in split],
                    "id": [row_id for _, _, row_id in split],
                },
                features=features,
            )
            for name, split in rows.items()
        }
    )


def hub_rows():
    return {
        "train": [("so cross", [0], "a1"), ("glad but scared", [1, 2], "a2")],
        "validation": [("quite glad", [1], "b1")],
        "test": [("quite scared", [2], "c1")],
    }


@pytest.fixture
def hub(monkeypatch):
    """Set what the Hub's library gives or raises, and whether the Hub answers."""

    def behave(outcome, answers=True):
        asked = []

        def load(*arguments):
            asked.append(arguments)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(datasets, "load_dataset", load)
        monkeypatch.setattr(sources, "hub_answers", lambda: answers)
        return asked

    return behave


@pytest.fixture
def no_hub(monkeypatch):
    """A Hub that must not be asked."""

    def fail(*arguments):
        pytest.fail("the Hub was asked")

    monkeypatch.setattr(datasets, "load_dataset", fail)
    monkeypatch.setattr(sources, "hub_answers", fail)


@pytest.fixture
def folder(tmp_path):
    """A TSV folder of three labels, all with a positive in train."""
    path = tmp_path / "tsv"
    path.mkdir()
    (path / "labels.txt").write_text("anger\njoy\nfear\n")
    (path / "train.tsv").write_text("so cross\t0\ta1\nglad but scared\t1,2\ta2\n")
    (path / "dev.tsv").write_text("quite glad\t1\tb1\n")
    (path / "test.tsv").write_text("quite scared\t2\tc1\n")
    return path


@pytest.fixture
def table(tmp_path):
    """A user's own file, its columns named his way."""
    path = tmp_path / "mine.csv"
    rows = "".join(f"text {row},{('glad', 'sorry')[row % 2]}\n" for row in range(20))
    path.write_text("comment,feeling\n" + rows)
    return path


def refusal(*arguments, **options):
    with pytest.raises(DataError) as caught:
        check(load_dataset(*arguments, **options))
    return str(caught.value)


# Named sources


def test_bundled_is_the_corpus_under_the_28_emotions(no_hub):
    dataset = load_dataset("bundled")
    assert dataset.source == "the bundled corpus"
    assert dataset.labels == TAXONOMIES["emotions"].labels
    assert dataset.train.texts == ("so cross",)
    assert dataset.validation.texts == ("quite glad",)
    assert dataset.test.texts == ("scared",)
    assert dataset.train.targets.sum() == dataset.train.targets[0, 2] == 1


def test_bundled_notes_the_labels_that_train_lacks(no_hub):
    lacking = [name for name in TAXONOMIES["emotions"].labels if name != "anger"]
    assert check(load_dataset("bundled")).notes == (
        f"No train row has {', '.join(lacking)}: no model can learn such a label.",
    )


def test_a_bundled_corpus_that_is_not_there_is_named(sample, no_hub):
    (sample / "corpus.csv").unlink()
    assert refusal("bundled") == f"{sample / 'corpus.csv'}: there is no such file."


def test_a_folder_is_read_as_tsv_files(folder, no_hub):
    dataset = load_dataset(str(folder))
    assert dataset.source == "the GoEmotions TSV files in tsv/"
    assert dataset.labels == ("anger", "joy", "fear")
    assert dataset.train.targets.tolist() == [[1, 0, 0], [0, 1, 1]]
    assert dataset.notes == ()


def test_an_empty_file_in_a_folder_is_an_empty_split(folder, no_hub):
    (folder / "test.tsv").write_text("")
    assert refusal(str(folder)) == (
        "The test split of the GoEmotions TSV files in tsv/ is empty; it needs rows."
    )


def test_a_file_is_read_with_its_columns_labels_and_seed(table, no_hub):
    dataset = load_dataset(str(table), "comment", "feeling", ["sorry", "glad", "calm"], 7)
    assert dataset.source == "your file mine.csv"
    assert dataset.labels == ("sorry", "glad", "calm")
    assert [len(part) for part in dataset.splits().values()] == [14, 3, 3]
    assert dataset.notes == (
        "mine.csv has no split column: rows were stratified 70/15/15, seed 7.",
    )


def test_a_source_that_is_neither_word_nor_path_is_refused(tmp_path, no_hub):
    path = tmp_path / "nowhere.csv"
    assert refusal(str(path)) == (
        f"--data {path}: there is no such file or folder; the words auto, hub and bundled "
        "are known too."
    )


# The Hub


def test_the_hub_is_read_into_the_same_form(hub):
    asked = hub(in_hub_form(**hub_rows()))
    dataset = load_dataset("hub")
    assert asked == [(HUB, "simplified")]
    assert dataset.labels == ("anger", "joy", "fear")
    assert dataset.train.texts == ("so cross", "glad but scared")
    assert dataset.train.targets.tolist() == [[1, 0, 0], [0, 1, 1]]
    assert dataset.train.ids == ("a1", "a2")
    assert dataset.train.origins == ("original", "original")
    assert dataset.validation.targets.tolist() == [[0, 1, 0]]
    assert dataset.test.texts == ("quite scared",)
    assert dataset.source == f"{HUB} (simplified) from the Hub"
    assert dataset.notes == ()


def test_the_hub_and_a_tsv_folder_of_the_same_rows_have_one_fingerprint(hub, folder):
    hub(in_hub_form(**hub_rows()))
    assert load_dataset("hub").fingerprint() == load_dataset(str(folder)).fingerprint()


def test_a_hub_that_does_not_answer_is_read_from_its_cache(hub):
    hub(in_hub_form(**hub_rows()), answers=False)
    assert load_dataset("hub").source == f"{HUB} (simplified) from the local Hub cache"


def test_a_label_the_hubs_train_split_lacks_is_noted(hub):
    hub(in_hub_form(**{**hub_rows(), "train": [("so cross", [0, 2], "a1")]}))
    assert check(load_dataset("hub")).notes == (
        "No train row has joy: no model can learn such a label.",
    )


def test_an_empty_split_from_the_hub_is_refused(hub):
    hub(in_hub_form(**{**hub_rows(), "validation": []}))
    assert refusal("hub") == (
        f"The validation split of {HUB} (simplified) from the Hub is empty; it needs rows."
    )


@pytest.mark.parametrize(
    "error",
    [
        DatasetNotFoundError("no such dataset"),
        ConnectionError("could not reach it"),
        ValueError("no such configuration"),
        DatasetGenerationError("the download broke off"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_keeps_the_hubs_dataset_away_is_a_data_error(hub, error):
    hub(error)
    assert HUB in refusal("hub")


def test_a_dataset_the_hub_does_not_have_is_said_to_be_missing(hub):
    hub(DatasetNotFoundError("no such dataset"))
    assert refusal("hub") == (
        f"{HUB} could not be read: the Hub has no such dataset, and it is not in the cache."
    )


def test_a_silent_hub_and_an_empty_cache_are_said_to_be_so(hub):
    hub(ConnectionError("offline mode"), answers=False)
    assert refusal("hub") == (
        f"{HUB} could not be read: the Hub does not answer, and it is not in the cache."
    )


def test_a_connection_that_breaks_off_is_not_called_a_missing_dataset(hub):
    hub(ConnectionError("could not reach it"))
    assert "no such dataset" not in refusal("hub")


# The first that answers


def test_auto_is_the_default(hub):
    hub(in_hub_form(**hub_rows()))
    assert load_dataset().source == load_dataset("auto").source


def test_auto_takes_emolab_data_before_the_hub(monkeypatch, folder, no_hub):
    monkeypatch.setenv("EMOLAB_DATA", str(folder))
    dataset = load_dataset("auto")
    assert dataset.source == "the GoEmotions TSV files in tsv/, which EMOLAB_DATA names"
    assert dataset.train.texts == ("so cross", "glad but scared")


def test_emolab_data_may_name_a_file_with_columns_of_its_own(monkeypatch, table, no_hub):
    monkeypatch.setenv("EMOLAB_DATA", str(table))
    dataset = load_dataset("auto", "comment", "feeling", ["sorry", "glad"], 7)
    assert dataset.source == "your file mine.csv, which EMOLAB_DATA names"
    assert dataset.labels == ("sorry", "glad")
    assert dataset.notes == (
        "mine.csv has no split column: rows were stratified 70/15/15, seed 7.",
    )


def test_emolab_data_may_be_the_word_bundled(monkeypatch, no_hub):
    monkeypatch.setenv("EMOLAB_DATA", "bundled")
    assert load_dataset("auto").source == "the bundled corpus, which EMOLAB_DATA names"


def test_what_the_check_notes_is_noted_once_under_emolab_data(monkeypatch, no_hub):
    monkeypatch.setenv("EMOLAB_DATA", "bundled")
    assert load_dataset("auto").notes == load_dataset("bundled").notes


def test_an_emolab_data_that_is_not_there_is_refused_by_its_name(monkeypatch, tmp_path, no_hub):
    monkeypatch.setenv("EMOLAB_DATA", str(tmp_path / "nowhere"))
    message = refusal("auto")
    assert str(tmp_path / "nowhere") in message
    assert "EMOLAB_DATA" in message


def test_a_wrong_row_in_emolab_data_is_refused_not_passed_over(monkeypatch, folder, no_hub):
    (folder / "dev.tsv").write_text("quite glad\t9\tb1\n")
    monkeypatch.setenv("EMOLAB_DATA", str(folder))
    assert refusal("auto") == (
        f"{folder / 'dev.tsv'}, row 1, column labels: id 9 is out of range; ids run from 0 to 2."
    )


def test_an_emolab_data_of_auto_does_not_ask_itself_for_ever(monkeypatch, hub):
    hub(in_hub_form(**hub_rows()))
    monkeypatch.setenv("EMOLAB_DATA", "auto")
    try:
        assert load_dataset("auto").train.texts == ("so cross", "glad but scared")
    except DataError as error:
        assert "EMOLAB_DATA" in str(error)  # noqa: PT017 - refusing it is as good


@pytest.mark.parametrize("value", [None, ""])
def test_auto_takes_the_hub_where_emolab_data_is_unset_or_empty(monkeypatch, hub, value):
    hub(in_hub_form(**hub_rows()))
    if value is not None:
        monkeypatch.setenv("EMOLAB_DATA", value)
    dataset = load_dataset("auto")
    assert dataset.source == f"{HUB} (simplified) from the Hub, since EMOLAB_DATA is not set"
    assert dataset.labels == ("anger", "joy", "fear")


def test_auto_takes_the_hubs_cache_before_the_bundled_corpus(hub):
    hub(in_hub_form(**hub_rows()), answers=False)
    assert load_dataset("auto").source == (
        f"{HUB} (simplified) from the local Hub cache, since EMOLAB_DATA is not set"
    )


def test_auto_takes_the_bundled_corpus_where_the_hub_is_silent_and_says_why(hub):
    hub(ConnectionError("offline mode"), answers=False)
    dataset = load_dataset("auto")
    assert dataset.train.texts == ("so cross",)
    assert dataset.source == (
        f"the bundled corpus, since EMOLAB_DATA is not set and {HUB} could not be read: "
        "the Hub does not answer, and it is not in the cache."
    )


def test_auto_takes_the_bundled_corpus_where_a_download_breaks_off(hub):
    hub(DatasetGenerationError("the download broke off"))
    dataset = load_dataset("auto")
    assert dataset.train.texts == ("so cross",)
    assert dataset.source.startswith("the bundled corpus, since EMOLAB_DATA is not set and ")


@pytest.mark.parametrize("source", ["hub", "bundled"])
def test_a_named_source_does_not_look_at_emolab_data(monkeypatch, hub, folder, source):
    hub(in_hub_form(**hub_rows()))
    monkeypatch.setenv("EMOLAB_DATA", str(folder))
    assert "EMOLAB_DATA" not in load_dataset(source).source
