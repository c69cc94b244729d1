"""How a network learns, in plain words and with pictures of this app's own networks."""

from widgets.learning.document import show_document
from widgets.shared.deep_links import enter

enter()

show_document("how-a-network-learns.md")
