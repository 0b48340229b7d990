"""The judge's network as it is trained: the packaged MiniLM over a source and texts, five heads."""

from dataclasses import dataclass, fields
from math import sqrt

import torch
from torch import Tensor, nn
from transformers import BertModel

from index.embedding.packaged import DIMENSIONS, packaged_folder

FAR = -1e4  # of what is not seen or is not there; its exponential is 0
FROZEN = 2  # lowest layers that stay as they are, and cost no gradients


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of equal length, padded, and the texts in them.

    Args:
        ids, parts, places: int64, shape (rows, tokens), as `rag.judge.reading.Row` has them;
            `parts` is -1 for padding.
        sentences: the number of the sentence that each token is of, from 1 on; else 0.
        rows: the row of each text, shape (texts,).
        starts: the number of its [CLS], shape (texts,).
        words: the numbers of its tokens, padded with its [CLS], shape (texts, words).
        known: whether there is such a token, bool, shape (texts, words).

    """

    ids: Tensor
    parts: Tensor
    places: Tensor
    sentences: Tensor
    rows: Tensor
    starts: Tensor
    words: Tensor
    known: Tensor

    def to(self, device: torch.device) -> "Batch":
        """The same on another device."""
        return Batch(*(getattr(self, part.name).to(device) for part in fields(self)))


@dataclass(frozen=True, slots=True)
class Scores:
    """Log odds of the texts of a batch.

    Args:
        supports: that the source says all of the text, shape (texts,).
        unsupported: that the source lacks a token of the text, shape (texts, words).
        contradicts: that what is not supported is contradicted, not merely unsaid, shape (texts,).
        answers: that the source answers the text, shape (texts,).
        evidence: that a sentence of the source is needed for it, shape (texts, sentences).

    """

    supports: Tensor
    unsupported: Tensor
    contradicts: Tensor
    answers: Tensor
    evidence: Tensor


class JudgeNetwork(nn.Module):
    """All heads read the same tokens. The embeddings stay the packaged ones.

    Whether a text is supported is told by its first vector and by its worst token; whether it is
    answered, by its first vector and by the best sentence. A sentence is needed where it is what
    the text asks for, as a pointer network tells (Vinyals et al., 2015), and where it is like it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            packaged_folder(), add_pooling_layer=False, attn_implementation="sdpa",
            hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        )  # fmt: skip
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN]):
            part.requires_grad_(False)
        self.whole = nn.Linear(DIMENSIONS, DIMENSIONS)
        self.supports = nn.Linear(DIMENSIONS, 1)
        self.contradicts = nn.Linear(DIMENSIONS, 1)
        self.answers = nn.Linear(DIMENSIONS, 1)
        self.unsupported = nn.Linear(DIMENSIONS, 1)
        self.asked = nn.Linear(DIMENSIONS, DIMENSIONS)
        self.held = nn.Linear(DIMENSIONS, DIMENSIONS)
        self.offset = nn.Parameter(torch.tensor(-2.0))
        self.worst = nn.Parameter(torch.tensor(0.5))
        self.best = nn.Parameter(torch.tensor(0.5))
        self.likeness = nn.Parameter(torch.tensor(4.0))

    def forward(self, batch: Batch) -> Scores:
        """The log odds of each head."""
        tokens = self._read(batch)
        first = tokens[batch.rows, batch.starts]
        words = tokens[batch.rows[:, None], batch.words]
        whole = torch.tanh(self.whole(first))
        unsupported = self.unsupported(words).squeeze(-1).masked_fill(~batch.known, FAR)
        evidence = self._weigh_sentences(tokens, first, words, batch)
        return Scores(
            self.supports(whole).squeeze(-1) - self.worst * unsupported.amax(1),
            unsupported,
            self.contradicts(whole).squeeze(-1),
            self.answers(whole).squeeze(-1) + self.best * evidence.amax(1),
            evidence,
        )

    def _read(self, batch: Batch) -> Tensor:
        """The vector of each token: it has seen its own part and the source."""
        types = (batch.parts == 0).long()
        own = batch.parts[:, None, :] == batch.parts[:, :, None]
        seen = own | (batch.parts == 0)[:, None, :]
        hidden = self.encoder.embeddings(
            input_ids=batch.ids, token_type_ids=types, position_ids=batch.places
        )
        bias = torch.zeros(seen.shape, device=seen.device).masked_fill(~seen, FAR)[:, None]
        tokens: Tensor = self.encoder.encoder(hidden, attention_mask=bias).last_hidden_state
        return tokens

    def _weigh_sentences(
        self, tokens: Tensor, first: Tensor, words: Tensor, batch: Batch
    ) -> Tensor:
        """By what the text asks for, and by the likeness of the means of their tokens."""
        shares = _share(batch.sentences)
        means = torch.einsum("rts,rtd->rsd", shares, tokens)[batch.rows]
        pointed = torch.einsum("nd,nsd->ns", self.asked(first), self.held(means))
        asked = (words * batch.known[..., None]).sum(1)
        likeness = nn.functional.cosine_similarity(means, asked[:, None], dim=-1)
        odds = pointed / sqrt(DIMENSIONS) + self.likeness * likeness + self.offset
        none: Tensor = (shares.sum(1) == 0)[batch.rows]
        return odds.masked_fill(none, FAR)


def _share(sentences: Tensor) -> Tensor:
    """What each token is of the mean of its sentence, shape (rows, tokens, sentences)."""
    count = max(int(sentences.max()), 1)
    member = nn.functional.one_hot(sentences, count + 1)[:, :, 1:].float()
    shares: Tensor = member / member.sum(1, keepdim=True).clamp(min=1)
    return shares
