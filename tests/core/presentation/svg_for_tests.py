"""Reads charts back, to check that they are well-formed and their labels are plain text."""

import re
import xml.etree.ElementTree as ElementTree

import numpy as np

HOSTILE = '<img src=x onerror="alert(1)">&\u202e\x07'


def tree(html):
    """The HTML as a tree; parsing fails if something is not escaped."""
    closed = re.sub(r"<(img|input|br)([^>]*)>", r"<\1\2/>", html)
    return ElementTree.fromstring(f"<root>{closed}</root>")


def classed(root, name):
    """The elements with a class name."""
    return [one for one in root.iter() if name in (one.get("class") or "").split()]


def points(element):
    """The points of a line or mark, `(n, 2)`."""
    return np.array([[float(number) for number in pair.split(",")] for pair in element.get("points").split()])


def words(root):
    """All text of a tree."""
    return " ".join("".join(root.itertext()).split())
