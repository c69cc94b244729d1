"""What a session remembers of its pages' addresses, and of the current visit to a page."""

from dataclasses import dataclass, field


@dataclass
class Visit:
    """A visit to a page: from coming to it until leaving it. Coming back to a page is a new visit.

    Attributes:
        page: Identifies the page; empty before the first visit.
        number: The number of visits so far, including this one.
        runs: The number of runs of the whole page that have come to their end in this visit.
        came_by_link: Whether the person has not used the browser's Back and Forward in this visit.
        is_whole_run: Whether the page is run as a whole now, rather than one of its fragments.
        first_values: The first value of each parameter of the address; None once it has been changed.
        replacing: Values that the browser has yet to put into the address, without a new step of its history.
    """

    page: str = ""
    number: int = 0
    runs: int = 0
    came_by_link: bool = True
    is_whole_run: bool = False
    first_values: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    replacing: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def begin_run(self, page: str, is_history_navigation: bool = False) -> None:
        """Notes that a page is run as a whole; it begins a new visit if another page was run before."""
        if self.page != page:
            self.page, self.number, self.runs, self.came_by_link = page, self.number + 1, 0, True
            self.first_values.clear()
            self.replacing.clear()
        self.came_by_link &= not is_history_navigation
        self.is_whole_run = True


@dataclass
class AddressState:
    """What a session remembers of its pages' addresses.

    Attributes:
        chosen: What was chosen last, by the address's parameters, so that it is there on coming back.
        noted: What the address is to keep, by its parameters: names, and whether those are the default.
        titles: The titles of the options that widgets showed last, by the widget's key and the option's name.
        visit: The current visit to a page.
    """

    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    noted: dict[str, tuple[tuple[str, ...], bool]] = field(default_factory=dict)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    visit: Visit = field(default_factory=Visit)
