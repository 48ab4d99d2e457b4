"""Fine-tuning a transformer encoder with torch."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self, cast

import numpy as np
import torch
from datasets import Dataset
from sklearn.metrics import roc_auc_score
from torch import nn
from transformers import (
    AutoModel,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BatchEncoding,
    DataCollatorWithPadding,
    EarlyStoppingCallback,
    EvalPrediction,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    Trainer,
    TrainingArguments,
    set_seed,
)
from transformers.utils.logging import disable_progress_bar

from emolab.data.dataset import Split
from emolab.models.base import History, read_description, write_description
from emolab.models.transformer.encoders import Encoder, find_encoder
from emolab.models.transformer.export import (
    Scores,
    check_texts,
    export_onnx,
    largest_difference,
)
from emolab.models.transformer.quantisation import quantise
from emolab.models.transformer.serving import OnnxTransformer
from emolab.models.transformer.settings import TransformerSettings


class MeanPooledClassifier(nn.Module):
    """An encoder, the mean of its token vectors, and one linear layer."""

    def __init__(self, encoder: PreTrainedModel, n_labels: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(encoder.config.hidden_size, n_labels)

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        labels: torch.Tensor | None = None,
    ) -> dict[str, torch.Tensor]:
        """Logits of shape (n_texts, n_labels); `labels` is accepted for the Trainer's sake."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1)
        return {"logits": self.head(self.dropout(pooled))}


class Transformer:
    """A transformer encoder with a multi-label head, trained with binary cross-entropy."""

    head: str
    model: nn.Module
    tokenizer: PreTrainedTokenizerBase

    def __init__(
        self,
        labels: tuple[str, ...],
        settings: TransformerSettings | None = None,
        checkpoints: Path | None = None,
    ) -> None:
        """Set up; nothing is loaded before `fit`.

        Args:
            labels: label names in column order.
            settings: defaults to TransformerSettings().
            checkpoints: a folder kept between attempts; training that was cut off goes on from
                the last epoch saved there. None keeps nothing past `fit`.
        """
        self.labels = labels
        self.settings = settings or TransformerSettings()
        self.checkpoints = checkpoints
        self.history: History = {}
        self.cross_fitted = None

    def fit(self, train: Split, validation: Split) -> Self:
        """Fine-tune on train; validation macro AUC decides when to stop and which epoch is kept.

        Raises:
            EncoderError: the encoder cannot be had.
        """
        set_seed(self.settings.seed)
        # The bars of loading and saving files; the Trainer's own bar stays.
        disable_progress_bar()
        encoder = find_encoder(self.settings.encoder)
        self._build(encoder)
        self.history["encoder"] = {
            "name": encoder.name,
            "revision": encoder.revision,
            "head": self.head,
            "parameters": sum(weight.numel() for weight in self.model.parameters()),
            "note": encoder.note,
        }
        if self.checkpoints:
            self._train(train, validation, self.checkpoints)
        else:
            with tempfile.TemporaryDirectory() as folder:
                self._train(train, validation, Path(folder))
        self.model.eval().cpu()
        return self

    def _train(self, train: Split, validation: Split, checkpoints: Path) -> None:
        trainer = Trainer(
            model=self.model,
            args=self._arguments(checkpoints),
            train_dataset=self._tokenised(train),
            eval_dataset=self._tokenised(validation),
            processing_class=self.tokenizer,
            data_collator=self._collator(train.texts + validation.texts),
            compute_loss_func=self._loss(train.targets),
            compute_metrics=_macro_auc,
            callbacks=[EarlyStoppingCallback(self.settings.patience)],
            optimizers=(self._optimizer(), None),
        )
        resume = _last_checkpoint(checkpoints)
        self.history["resumed_from"] = resume.name if resume else None
        trainer.train(resume_from_checkpoint=str(resume) if resume else None)
        # Mixed precision is for training: scores and exports are in float32 again.
        self.model = trainer.accelerator.unwrap_model(trainer.model, keep_fp32_wrapper=False)
        self.history["steps"] = trainer.state.log_history
        self.history["best_validation_macro_auc"] = trainer.state.best_metric

    @torch.inference_mode()
    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Scores from 0 to 1 as a float array of shape (n_texts, n_labels)."""
        scores = np.zeros((len(texts), len(self.labels)), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        forward = Scores(self.model).eval()
        for start in range(0, len(by_length), 32):
            rows = by_length[start : start + 32]
            batch = self._encode([texts[row] for row in rows])
            scores[rows] = forward(**self.tokenizer.pad(batch, return_tensors="pt")).numpy()
        return scores

    def save(self, folder: Path) -> None:
        """Write the torch weights, the ONNX export and the description.

        `folder/torch` opens with transformers (head "cls") or sentence-transformers ("mean"), and
        is left out where the settings ask for 8-bit weights alone; `folder` itself is what
        OnnxTransformer serves.

        Raises:
            ExportError: the exported scores differ from torch's.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if self.settings.saved == "full":
            self._save_torch(folder / "torch")
        self.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
        write_description(
            folder,
            labels=list(self.labels),
            settings=asdict(self.settings),
            head=self.head,
            pad_id=self.tokenizer.pad_token_id,
            encoder=self.history.get("encoder"),
        )
        self._export(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model saved in this folder, as torch weights."""
        description = read_description(folder)
        model = cls(tuple(description["labels"]), TransformerSettings(**description["settings"]))
        model.head = description["head"]
        weights = folder / "torch"
        model.tokenizer = AutoTokenizer.from_pretrained(weights)
        if model.head == "cls":
            model.model = AutoModelForSequenceClassification.from_pretrained(
                weights, attn_implementation="eager"
            )
        else:
            from sentence_transformers import SentenceTransformer

            parts = cast(Any, SentenceTransformer(str(weights), device="cpu"))
            pooled = MeanPooledClassifier(parts[0].auto_model, len(model.labels))
            pooled.head.load_state_dict(parts[2].linear.state_dict())
            model.model = pooled
        model.model.eval()
        return model

    def _build(self, encoder: Encoder) -> None:
        self.head = encoder.head() if self.settings.head == "auto" else self.settings.head
        self.tokenizer = AutoTokenizer.from_pretrained(encoder.folder)
        if self.head == "cls":
            self.model = AutoModelForSequenceClassification.from_pretrained(
                encoder.folder,
                num_labels=len(self.labels),
                id2label=dict(enumerate(self.labels)),
                label2id={label: column for column, label in enumerate(self.labels)},
                problem_type="multi_label_classification",
            )
        else:
            self.model = MeanPooledClassifier(
                AutoModel.from_pretrained(encoder.folder), len(self.labels)
            )

    def _encode(self, texts: Sequence[str]) -> BatchEncoding:
        encoded: BatchEncoding = self.tokenizer(
            list(texts),
            truncation=True,
            max_length=self.settings.max_length,
            return_token_type_ids=False,
        )
        return encoded

    def _tokenised(self, split: Split) -> Dataset:
        encoded = self._encode(split.texts)
        return Dataset.from_dict(
            {
                "input_ids": encoded["input_ids"],
                "attention_mask": encoded["attention_mask"],
                "labels": split.softened(self.settings.soft_weight).tolist(),
                "length": [len(ids) for ids in encoded["input_ids"]],
            }
        )

    def _collator(self, texts: Sequence[str]) -> DataCollatorWithPadding:
        if not self.settings.pad_to_longest:
            return DataCollatorWithPadding(self.tokenizer)
        longest = max(len(ids) for ids in self._encode(texts)["input_ids"])
        return DataCollatorWithPadding(self.tokenizer, padding="max_length", max_length=longest)

    def _arguments(self, checkpoints: Path) -> TrainingArguments:
        settings = self.settings
        on_gpu = torch.cuda.is_available()
        bfloat16 = settings.precision == "bfloat16" or (
            settings.precision == "auto" and _multiplies_bfloat16()
        )
        self.history["precision"] = "bfloat16" if bfloat16 else "float32"
        shared = "RANK" in os.environ
        return TrainingArguments(
            output_dir=str(checkpoints),
            num_train_epochs=settings.epochs,
            per_device_train_batch_size=settings.batch_size,
            per_device_eval_batch_size=64,
            lr_scheduler_type=settings.schedule,
            warmup_steps=settings.warmup,
            train_sampling_strategy="random" if settings.pad_to_longest else "group_by_length",
            eval_strategy="epoch",
            save_strategy="epoch",
            save_total_limit=2,
            load_best_model_at_end=True,
            metric_for_best_model="macro_auc",
            greater_is_better=True,
            logging_steps=50,
            label_names=["labels"],
            report_to="none",
            seed=settings.seed,
            bf16=bfloat16,
            dataloader_pin_memory=on_gpu,
            restore_callback_states_from_checkpoint=True,
            # Without it, processes that torchrun started do not share the work on a CPU, and
            # bfloat16 there is refused.
            use_cpu=not torch.accelerator.is_available(),
            ddp_backend="gloo" if shared and not on_gpu else None,
            ddp_find_unused_parameters=True,
            # Our loss is a mean over texts, not a sum over tokens that the Trainer would rescale.
            average_tokens_across_devices=False,
        )

    def _optimizer(self) -> torch.optim.Optimizer:
        settings = self.settings
        hidden = next(iter(self.model.parameters())).shape[-1]
        rate = settings.learning_rate
        if rate is None:
            rate = 2e-4 if hidden <= 512 else 2e-5
        head_rate = settings.head_learning_rate
        if head_rate is None:
            head_rate = 10 * rate
        groups: dict[tuple[float, float], list[nn.Parameter]] = {}
        for name, weight in self.model.named_parameters():
            if settings.freeze_embeddings and name.endswith("word_embeddings.weight"):
                weight.requires_grad_(False)
                continue
            is_head = name.startswith(("head.", "pre_classifier.", "classifier.", "score."))
            decay = settings.weight_decay if weight.ndim > 1 else 0.0
            groups.setdefault((head_rate if is_head else rate, decay), []).append(weight)
        parameters = [
            {"params": weights, "lr": rate, "weight_decay": decay}
            for (rate, decay), weights in groups.items()
        ]
        if settings.optimizer == "radam":
            return torch.optim.RAdam(parameters, decoupled_weight_decay=True)
        return torch.optim.AdamW(parameters, fused=True)

    def _loss(self, targets: np.ndarray) -> Any:
        weight = None
        if self.settings.label_weights:
            positives = targets.sum(axis=0)
            ratio = (len(targets) - positives) / np.maximum(positives, 1)
            weight = torch.tensor(np.sqrt(ratio), dtype=torch.float32)

        def loss(outputs: Any, labels: torch.Tensor, **_: Any) -> torch.Tensor:
            logits = outputs["logits"]
            positive_weight = None if weight is None else weight.to(logits.device)
            return nn.functional.binary_cross_entropy_with_logits(
                logits, labels.to(logits.dtype), pos_weight=positive_weight
            )

        return loss

    def _save_torch(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        if self.head == "mean":
            self._sentence_transformer(folder)
            return
        cast(PreTrainedModel, self.model).save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)

    def _sentence_transformer(self, folder: Path) -> None:
        """Save encoder, mean pooling and head in the sentence-transformers form."""
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Dense, Pooling
        from sentence_transformers.models import Transformer as Encoding

        pooled = cast(MeanPooledClassifier, self.model)
        plain = folder / "plain"
        pooled.encoder.save_pretrained(plain)
        self.tokenizer.save_pretrained(plain)
        encoding = Encoding(str(plain), max_seq_length=self.settings.max_length)
        width = pooled.head.in_features
        dense = Dense(width, len(self.labels), activation_function=nn.Identity())
        dense.linear.load_state_dict(pooled.head.state_dict())
        SentenceTransformer(
            modules=[encoding, Pooling(width, pooling_mode="mean"), dense], device="cpu"
        ).save_pretrained(str(folder), create_model_card=False)
        for file in plain.iterdir():
            file.unlink()
        plain.rmdir()

    def _export(self, folder: Path) -> None:
        """Write model.onnx and hold its scores against torch's on fixed texts."""
        example = self.tokenizer.pad(
            self._encode(["two short texts", "of which one is longer"]), return_tensors="pt"
        )
        export_onnx(self.model, dict(example), folder / "model.onnx")
        texts = check_texts()
        expected = self.predict_proba(texts)
        self.history["export_difference"] = largest_difference(
            OnnxTransformer.load(folder).predict_proba(texts), expected
        )
        if self.settings.saved == "int8":
            quantise(folder / "model.onnx")
            shift = np.abs(OnnxTransformer.load(folder).predict_proba(texts) - expected)
            self.history["quantisation_difference"] = float(shift.mean())


def _multiplies_bfloat16() -> bool:
    """Whether this machine's processor has instructions for bfloat16, so that it gains by it."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def _last_checkpoint(folder: Path) -> Path | None:
    """The latest checkpoint that was written to its end; the Trainer writes its state last."""
    whole = [path.parent for path in folder.glob("checkpoint-*/trainer_state.json")]
    return max(whole, key=lambda path: int(path.name.split("-")[1]), default=None)


def _macro_auc(prediction: EvalPrediction) -> dict[str, float]:
    """Mean ROC AUC over the labels that have both a positive and a negative."""
    targets = np.asarray(prediction.label_ids)
    logits = np.asarray(prediction.predictions)
    share = targets.mean(axis=0)
    present = (share > 0) & (share < 1)
    if not present.any():
        return {"macro_auc": 0.0}
    return {"macro_auc": float(roc_auc_score(targets[:, present], logits[:, present]))}
