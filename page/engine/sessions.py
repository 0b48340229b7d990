"""What Gradio keeps of conversations: what they need, and only as long as they may."""

from copy import copy
from datetime import datetime
from itertools import islice
from typing import Any

from gradio import Blocks, State, routes
from gradio.state_holder import SessionState, StateHolder

LEFT = 200  # conversations that their readers have left, perhaps for a moment
MOST = 1_000  # conversations


class Session(SessionState):  # type: ignore[misc]
    """One conversation: its turns, and the components that were changed.

    Gradio's own describes each component of the page anew, which is half of what a new conversation
    costs and that before its question is read, and keeps that with every value that the component
    has: .2 MB a conversation, for a kind of link that is not served here.
    """

    def __init__(self, blocks: Blocks) -> None:
        self.blocks_config = copy(blocks.default_config)
        self.config_values: dict[int, Any] = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self.is_closed, self.STATE_TTL_WHEN_CLOSED = False, 3600  # seconds

    def __setitem__(self, key: int, value: Any) -> None:
        block = self.blocks_config.blocks.get(key)
        if isinstance(block, State):
            self.state_data[key] = value
            self._state_ttl[key] = (block.time_to_live, datetime.now())
        else:
            self.blocks_config.blocks[key] = value

    def _update_config(self, key: int) -> None:
        pass

    def _update_value_in_config(self, key: int, value: Any) -> None:
        pass


class Sessions(StateHolder):  # type: ignore[misc]
    """The conversations by their keys; of those that were left the newest LEFT stay.

    A program's call is no conversation: Gradio gives it a session of its own, which is not kept.
    """

    def __getitem__(self, session_id: str) -> SessionState:
        if session_id not in self.session_data:
            session = Session(self.blocks)
            if session_id in self.blocks._queue.event_ids_to_events:
                return session
            self._forget()
            self.session_data[session_id] = session
        return super().__getitem__(session_id)

    def _forget(self) -> None:
        left = [key for key, session in self.session_data.items() if session.is_closed]
        for key in islice(left, max(0, len(left) - LEFT)):
            del self.session_data[key], self.time_last_used[key]
        pending = self.blocks._queue.pending_event_ids_session
        for key in [key for key, events in pending.items() if not events]:
            del pending[key]


def keep_sessions() -> None:
    """Let Gradio keep no more of conversations than this."""
    routes.StateHolder = Sessions
