"""A small labelled world and encoders of two layers, for tests that need a model."""

import json
import os
from dataclasses import replace

import pytest

from emolab.data import Split
from emolab.models.settings import TransformerSettings

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
    """40 texts: 8 of each of four labels alone, and 8 that bear two."""
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
    from emolab.models.transformer import Transformer

    model = Transformer(labels, settings).fit(toy, toy)
    model.save(folder)
    return model, folder
