"""Reads the answer panels from a page's HTML, as a browser would show them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Panel:
    """The content of one panel: its texts by CSS class, and its bars."""

    texts: dict = field(default_factory=dict)
    bars: list = field(default_factory=list)
    in_doubt: bool = False

    @property
    def label(self):
        return self.texts["answer-network"]

    @property
    def value(self):
        return self.texts["answer-name"]

    @property
    def explanation(self):
        return self.texts["answer-explanation"]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.panels, self.open = [], []

    def handle_starttag(self, tag, attrs):
        names = (dict(attrs).get("class") or "").split()
        self.open.append((tag, names))
        if "answer-panel" in names:
            self.panels.append(Panel(in_doubt="in-doubt" in names))
        if tag == "li":
            self.panels[-1].bars.append([])

    def handle_endtag(self, tag):
        while self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not self.panels or not any("answer-panel" in names for _, names in self.open):
            return
        if any(tag == "li" for tag, _ in self.open):
            self.panels[-1].bars[-1].append(data)
            return
        for _, names in reversed(self.open):
            if names:
                texts = self.panels[-1].texts
                texts[names[0]] = texts.get(names[0], "") + data
                return


def read_panels(html):
    """Returns all panels in an HTML text, or an empty list if it has none."""
    reader = _Reader()
    reader.feed(html)
    return reader.panels
