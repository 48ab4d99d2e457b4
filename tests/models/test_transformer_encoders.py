import huggingface_hub
import pytest

from emolab.models.transformer import encoders
from emolab.models.transformer.encoders import MINILM_SHA256, EncoderError, find_encoder


@pytest.fixture
def no_hub(monkeypatch, tmp_path):
    """A Hub that does not answer, with an empty cache."""
    monkeypatch.setattr(encoders, "hub_answers", lambda: False)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "empty"))


@pytest.fixture
def hub_without_models(monkeypatch, tmp_path):
    """A Hub that answers, but has no model of any name."""

    def snapshot_download(name, **_):
        raise OSError("404")

    monkeypatch.setattr(encoders, "hub_answers", lambda: True)
    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)


def test_a_folder_is_taken_as_it_is(tiny_roberta):
    encoder = find_encoder(str(tiny_roberta))
    assert (encoder.name, encoder.folder, encoder.revision, encoder.note) == (
        tiny_roberta.name,
        tiny_roberta,
        "local",
        "",
    )


def test_a_folder_under_the_home_folder_may_be_named_with_a_tilde(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "config.json").write_text("{}")
    assert find_encoder("~/mine").folder == tmp_path / "mine"


def test_a_folder_without_a_config_is_no_encoder(tmp_path):
    with pytest.raises(EncoderError, match=r"holds no config\.json"):
        find_encoder(str(tmp_path))


def test_modules_json_marks_a_sentence_encoder(tiny_roberta, tiny_sentence_encoder):
    assert find_encoder(str(tiny_roberta)).head() == "cls"
    assert find_encoder(str(tiny_sentence_encoder)).head() == "mean"


def test_a_folder_that_is_not_there_is_named_in_the_error(no_hub):
    with pytest.raises(EncoderError, match="no/such/folder is neither a folder here nor a Hub id"):
        find_encoder("no/such/folder")


def test_a_hub_id_is_not_at_hand_where_the_hub_does_not_answer(no_hub):
    with pytest.raises(EncoderError, match="acme/encoder is not at hand: the Hub does not answer"):
        find_encoder("acme/encoder")


def test_a_hub_id_that_the_hub_does_not_know_is_said_to_be_unknown(hub_without_models):
    with pytest.raises(EncoderError, match="acme/encoder is not at hand: the Hub has no such"):
        find_encoder("acme/encoder")


def test_a_model_in_the_cache_needs_no_hub(no_hub, tmp_path):
    cached = tmp_path / "empty" / "models--acme--encoder"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text("a" * 40)
    (cached / "snapshots" / ("a" * 40)).mkdir(parents=True)
    (cached / "snapshots" / ("a" * 40) / "config.json").write_text("{}")
    encoder = find_encoder("acme/encoder")
    assert (encoder.name, encoder.revision) == ("acme/encoder", "a" * 40)
    assert (encoder.folder / "config.json").exists()


def test_the_packaged_minilm_is_found_and_is_a_sentence_encoder():
    encoder = find_encoder("minilm")
    assert encoder.name.startswith("all-MiniLM-L6-v2")
    assert encoder.revision == MINILM_SHA256
    assert encoder.head() == "mean"
    assert encoder.note == ""


def test_packaged_weights_of_another_checksum_are_refused(monkeypatch):
    monkeypatch.setattr(encoders, "MINILM_SHA256", "0" * 64)
    with pytest.raises(EncoderError, match=rf"SHA-256 {MINILM_SHA256}, not .*official"):
        find_encoder("minilm")


def test_a_missing_package_names_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(encoders, "find_spec", lambda name: None)
    with pytest.raises(EncoderError, match=r"pip install -r requirements\.txt"):
        find_encoder("minilm")


def test_auto_falls_back_to_minilm_and_says_why(no_hub):
    encoder = find_encoder("auto")
    assert encoder.revision == MINILM_SHA256
    assert encoder.note == (
        "The encoder distilbert/distilroberta-base is not at hand: the Hub does not answer, "
        "and its cache here lacks it. Training the packaged MiniLM instead."
    )


def test_auto_takes_distilroberta_where_the_hub_has_it(monkeypatch, tmp_path):
    monkeypatch.setattr(encoders, "hub_answers", lambda: True)
    monkeypatch.setattr(
        huggingface_hub, "snapshot_download", lambda name, **_: str(tmp_path / name)
    )
    encoder = find_encoder("auto")
    assert encoder.name == "distilbert/distilroberta-base"
    assert encoder.note == ""
