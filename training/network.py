"""The judge's network as it is trained: the packaged MiniLM as a cross-encoder, with five heads."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import BertModel

from index.embedding.packaged import DIMENSIONS, packaged_folder

FAR = -1e4  # of what is no token; its exponential is 0
FROZEN = 2  # lowest layers that stay as they are, and cost no gradients


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of equal length, padded.

    Args:
        ids, types, mask: int64, shape (rows, tokens); `types` is 1 for the source.
        text: bool, shape (rows, tokens), the tokens of the text that is judged.
        sentences: the number of the sentence that each token is of, from 1 on; else 0.

    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    text: Tensor
    sentences: Tensor


@dataclass(frozen=True, slots=True)
class Scores:
    """Log odds of a batch.

    Args:
        supports: that the source says all of the text, shape (rows,).
        unsupported: that the source lacks a token of the text, shape (rows, tokens).
        contradicts: that what is not supported is contradicted, not merely unsaid, shape (rows,).
        answers: that the source answers the text, shape (rows,).
        evidence: that a sentence of the source is needed for it, shape (rows, sentences).

    """

    supports: Tensor
    unsupported: Tensor
    contradicts: Tensor
    answers: Tensor
    evidence: Tensor


class JudgeNetwork(nn.Module):
    """All heads read the same tokens. The embeddings stay the packaged ones.

    Whether a text is supported is told by the whole row and by its worst token; whether it is
    answered, by the whole row and by the best sentence.
    """

    def __init__(self) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            packaged_folder(), add_pooling_layer=False, attn_implementation="sdpa"
        )
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN]):
            part.requires_grad_(False)
        self.whole = nn.Linear(DIMENSIONS, DIMENSIONS)
        self.supports = nn.Linear(DIMENSIONS, 1)
        self.contradicts = nn.Linear(DIMENSIONS, 1)
        self.answers = nn.Linear(DIMENSIONS, 1)
        self.unsupported = nn.Linear(DIMENSIONS, 1)
        self.evidence = nn.Linear(DIMENSIONS, 1)
        self.worst = nn.Parameter(torch.tensor(0.5))
        self.best = nn.Parameter(torch.tensor(0.5))
        self.likeness = nn.Parameter(torch.tensor(4.0))

    def forward(self, batch: Batch) -> Scores:
        """The log odds of each head."""
        tokens = self.encoder(
            input_ids=batch.ids, token_type_ids=batch.types, attention_mask=batch.mask
        ).last_hidden_state
        whole = torch.tanh(self.whole(tokens[:, 0]))
        unsupported = self.unsupported(tokens).squeeze(-1)
        evidence = self._weigh_sentences(tokens, batch)
        worst = unsupported.masked_fill(~batch.text, FAR).amax(1)
        best = evidence.amax(1)
        return Scores(
            self.supports(whole).squeeze(-1) - self.worst * worst,
            unsupported,
            self.contradicts(whole).squeeze(-1),
            self.answers(whole).squeeze(-1) + self.best * best,
            evidence,
        )

    def _weigh_sentences(self, tokens: Tensor, batch: Batch) -> Tensor:
        """The mean of a sentence's tokens, weighed, and its likeness to the text's mean."""
        shares = _share(batch.sentences)
        means = torch.einsum("rts,rtd->rsd", shares, tokens)
        asked = torch.einsum("rt,rtd->rd", batch.text.to(tokens.dtype), tokens)
        likeness = nn.functional.cosine_similarity(means, asked[:, None], dim=-1)
        odds: Tensor = self.evidence(means).squeeze(-1) + self.likeness * likeness
        return odds.masked_fill(shares.sum(1) == 0, FAR)


def _share(sentences: Tensor) -> Tensor:
    """What each token is of the mean of its sentence, shape (rows, tokens, sentences)."""
    count = max(int(sentences.max()), 1)
    member = nn.functional.one_hot(sentences, count + 1)[:, :, 1:].float()
    shares: Tensor = member / member.sum(1, keepdim=True).clamp(min=1)
    return shares
