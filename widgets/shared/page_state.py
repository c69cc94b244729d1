"""What a session remembers of a page."""

import time
from dataclasses import dataclass

import streamlit as st

KEY = "teach"


MAX_ZIP_MB = 1_000  # as server.maxUploadSize in .streamlit/config.toml


# Browsers hang when a folder has many more.
MANY_FILES = 900


@dataclass
class Desk:
    """What is under way in a session.

    Streamlit breaks off a run of the page, callbacks too, wherever it touches the session while something
    newer has come in, as the next stroke. So a click is only noted here, and done in one piece, which
    touches nothing but this.

    Attributes:
        wanted: What a click asked for: "drawing" or "photo"; empty for nothing.
        chosen: Name of the data set to be shown next.
        sentence: What there is to say, and
        good: whether it is good news,
        since: and since when, in seconds.
        uploads: How many uploads have been taken in; each gets a fresh input.
    """

    wanted: str = ""
    chosen: str = ""
    sentence: str = ""
    good: bool = True
    since: float = 0.0
    uploads: int = 0

    def want(self, what: str) -> None:
        """Notes what a click asked for."""
        self.wanted = what

    def say(self, sentence: str, good: bool = True) -> None:
        """Leaves a sentence to be shown for some seconds."""
        self.sentence, self.good, self.since = sentence, good, time.monotonic()


def desk() -> Desk:
    """Returns this session's desk."""
    return st.session_state.setdefault(f"{KEY}-desk", Desk())
