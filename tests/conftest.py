"""A small labelled world and encoders of two layers, for tests that need a model."""

import json
import os
import shutil
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from emolab.data.dataset import Split
from emolab.models.transformer.settings import TransformerSettings

# Models this small spend their time on handing work between threads.
os.environ["OMP_NUM_THREADS"] = "1"

LABELS = ("joy", "anger", "fear", "sadness")
_WORDS = {
    "joy": ["happy", "glad", "delighted", "cheerful"],
    "anger": ["angry", "furious", "annoyed", "outraged"],
    "fear": ["scared", "afraid", "terrified", "nervous"],
    "sadness": ["sad", "gloomy", "heartbroken", "tearful"],
}
_OPENINGS = ("the baker was", "my neighbour felt")


def _rows():
    for column, label in enumerate(LABELS):
        also = (column + 1) % len(LABELS)
        for word, other in zip(_WORDS[label], _WORDS[LABELS[also]], strict=True):
            for opening in _OPENINGS:
                yield f"{opening} {word} today", {column}
            if word in _WORDS[label][:2]:
                yield f"so {word} and {other}", {column, also}


@pytest.fixture(scope="session")
def labels():
    return LABELS


@pytest.fixture(scope="session")
def toy():
    """40 texts: 8 of each of four labels alone, and 8 with two."""
    texts, columns = zip(*_rows(), strict=True)
    return Split.of(texts, [[column in held for column in range(4)] for held in columns])


@pytest.fixture(scope="session")
def tiny_roberta(tmp_path_factory, toy):
    """The folder of a RoBERTa of two layers; its tokenizer has every word of toy as one token."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast, RobertaConfig, RobertaModel, set_seed

    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.train_from_iterator(
        toy.texts,
        trainers.BpeTrainer(
            vocab_size=1000,
            special_tokens=special,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    folder = tmp_path_factory.mktemp("tiny_roberta")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
    ).save_pretrained(folder)
    set_seed(0)
    RobertaModel(
        RobertaConfig(
            vocab_size=tokenizer.get_vocab_size(),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=40,
            pad_token_id=1,
            bos_token_id=0,
            eos_token_id=2,
        )
    ).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_sentence_encoder(tmp_path_factory, toy):
    """The folder of a BERT of two layers with the modules.json of a sentence encoder."""
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, BertTokenizerFast, set_seed

    tokenizer = BertWordPieceTokenizer()
    tokenizer.train_from_iterator(toy.texts, vocab_size=1000, show_progress=False)
    folder = tmp_path_factory.mktemp("tiny_sentence_encoder")
    BertTokenizerFast(tokenizer_object=tokenizer._tokenizer).save_pretrained(folder)
    set_seed(0)
    BertModel(
        BertConfig(
            vocab_size=tokenizer.get_vocab_size(),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=40,
        )
    ).save_pretrained(folder)
    (folder / "modules.json").write_text(json.dumps([]))
    return folder


@pytest.fixture(scope="session")
def tiny_settings(tiny_roberta):
    """Two epochs of tiny_roberta, ten steps each."""
    return TransformerSettings(
        encoder=str(tiny_roberta),
        max_length=32,
        epochs=2,
        batch_size=4,
        learning_rate=3e-3,
        head_learning_rate=3e-3,
        precision="float32",
    )


@pytest.fixture(scope="session")
def trained_cls(tmp_path_factory, labels, toy, tiny_settings):
    """A transformer with head "cls", and the folder it was saved to."""
    return _trained(tmp_path_factory.mktemp("cls"), labels, toy, tiny_settings)


@pytest.fixture(scope="session")
def trained_mean(tmp_path_factory, labels, toy, tiny_settings, tiny_sentence_encoder):
    """A transformer with head "mean", and the folder it was saved to."""
    settings = replace(tiny_settings, encoder=str(tiny_sentence_encoder))
    return _trained(tmp_path_factory.mktemp("mean"), labels, toy, settings)


@pytest.fixture(params=["cls", "mean"])
def trained(request):
    """Both of them in turn."""
    return request.getfixturevalue(f"trained_{request.param}")


def _trained(folder, labels, toy, settings):
    from emolab.models.transformer.training import Transformer

    model = Transformer(labels, settings).fit(toy, toy)
    model.save(folder)
    return model, folder


@pytest.fixture(scope="session")
def tiny_preset(tiny_roberta):
    """What tiny_run is made by in place of the default preset: one epoch, small grids."""
    from emolab.models.linear.settings import TfidfSettings
    from emolab.training.config import TrainingConfig
    from emolab.training.presets import Preset

    return Preset(
        "small",
        TrainingConfig(
            "default",
            models={
                "transformer": TransformerSettings(
                    encoder=str(tiny_roberta),
                    max_length=32,
                    epochs=1,
                    learning_rate=3e-3,
                    precision="float32",
                ),
                "logistic_regression": TfidfSettings(grid={"C": [1.0], "l1_ratio": [0.0]}),
                "naive_bayes": TfidfSettings(grid={"alpha": [0.1, 1.0]}),
            },
        ),
    )


@pytest.fixture(scope="session")
def tiny_csv(tmp_path_factory):
    """117 rows of four labels: 82 train, 20 validation, 15 test, no wanderlust in test.

    One train row stands there twice and one stands in test too. Held-out rows have some
    labels that their words do not tell.
    """
    words = {
        "anger": ["furious", "annoyed", "outraged", "livid", "cross"],
        "boredom": ["weary", "listless", "idle", "dull", "jaded"],
        "joy": ["happy", "glad", "cheerful", "merry", "jolly"],
        "wanderlust": ["restless", "roaming", "abroad", "travelling", "footloose"],
    }
    openings = {
        "the baker was": "train",
        "my neighbour felt": "train",
        "a tall clerk seemed": "train",
        "our driver looked": "train",
        "two nurses sounded": "validation",
        "her uncle grew": "test",
    }
    rows = []
    for opening, split in openings.items():
        for label, of_label in words.items():
            if split == "test" and label == "wanderlust":
                continue
            for position, word in enumerate(of_label):
                held = "joy" if position == 3 and split != "train" else label
                also = ";anger" if position == 4 and held != "anger" else ""
                rows.append((f"{opening} {word} today", held + also, split))
    rows += [rows[0], (*rows[-1][:2], "train")]
    path = tmp_path_factory.mktemp("tiny_csv") / "tiny.csv"
    path.write_text("\n".join(["text,labels,split", *map(",".join, rows)]) + "\n")
    return path


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory, tiny_csv, tiny_preset):
    """The folder of the run "tiny", alone in its artifacts folder, as train.py writes it."""
    import joblib

    import train
    from emolab.training.presets import PRESETS

    artifacts = tmp_path_factory.mktemp("artifacts")
    arguments = ["--data", str(tiny_csv), "--artifacts", str(artifacts), "--run", "tiny"]
    with pytest.MonkeyPatch.context() as patch, joblib.parallel_config(backend="threading"):
        patch.setitem(PRESETS, "default", tiny_preset)
        # Twenty validation rows would decide by luck whether the pages have an ensemble to show.
        patch.setattr("emolab.training.pipeline.is_offered", lambda *_: True)
        patch.setattr("sys.argv", ["folder/train.py", *arguments])
        train.main(arguments)
    return artifacts / "tiny"


@pytest.fixture(scope="session")
def reseal():
    """A function that makes the record of a run that was altered fit what its folder holds."""
    from emolab.runs.store import seal

    def renew(folder):
        path = folder / "run.json"
        record = json.loads(path.read_text())
        path.unlink()
        seal(folder, record)

    return renew


@pytest.fixture
def open_page(monkeypatch):
    """A function that opens a page over an artifacts folder, as a link with these parts does."""
    from streamlit.testing.v1 import AppTest

    def opened(page, artifacts, /, **link):
        monkeypatch.setenv("EMOLAB_ARTIFACTS", str(artifacts))
        app = Path(__file__).parents[1] / "streamlit_app.py"
        at = AppTest.from_file(app, default_timeout=60).switch_page(f"pages/{page}.py")
        at.query_params.update(link)
        return at.run()

    return opened


@pytest.fixture
def charts():
    """A function that gives a page's charts, each a list of traces with plain lists in them."""

    def plain(value):
        if isinstance(value, dict) and "bdata" in value:
            flat = np.frombuffer(b64decode(value["bdata"]), value["dtype"])
            shape = value.get("shape", str(len(flat)))
            return flat.reshape([int(side) for side in shape.split(",")]).tolist()
        return value

    def read(at):
        return [
            [
                {name: plain(value) for name, value in trace.items()}
                for trace in json.loads(element.proto.spec)["data"]
            ]
            for element in at.get("plotly_chart")
        ]

    return read


@pytest.fixture
def spoilt_run(tiny_run, tmp_path):
    """A function that copies tiny_run, spoils one of its files, and gives the artifacts folder."""

    def spoil(file, how):
        path = Path(shutil.copytree(tiny_run, tmp_path / "spoilt")) / file
        content = bytearray(path.read_bytes())
        if how == "flipped":
            content[len(content) // 2] ^= 1
        elif how == "truncated":
            del content[len(content) // 2 :]
        path.write_bytes(content)
        if how == "missing":
            path.unlink()
        return tmp_path

    return spoil
