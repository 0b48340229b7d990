"""What the page's script is handed: JSON values and files, in elements that are not shown."""

import html
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Content = TypeVar("Content")


def carry(message: Any) -> str:
    """A JSON value as an element that the page's script reads, through Markdown."""
    text = json.dumps(message, ensure_ascii=True).replace("%", "\\u0025")
    return f'<div class="news">{html.escape(text)}</div>'


@dataclass(frozen=True, slots=True)
class Format(Generic[Content]):
    """A kind of file: its name's ending, its media type, and how a content is written to it."""

    ending: str
    kind: str
    write: Callable[[Content], str]

    def carry(self, name: str, content: Content) -> str:
        """The file as an element, named `name` and its ending.

        Each has an id of its own: the script downloads what differs from what was there before.
        """
        parcel = {"name": f"{name}.{self.ending}", "kind": self.kind, "id": uuid.uuid4().hex}
        return carry({**parcel, "text": self.write(content)})
