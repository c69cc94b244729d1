"""Keys of expanders and popovers: different for each data set and run, and never a widget's key."""

from tests.widgets.shared.test_widget_keys import ENUMERATIONS
from widgets.shared.panel_keys import PanelKey


def test_no_panel_has_the_key_of_another_or_of_a_widget():
    panels = [member.value for member in PanelKey.__members__.values()]
    widgets = [member.value for enumeration in ENUMERATIONS for member in enumeration.__members__.values()]
    assert len(panels) > 20
    assert len({*panels, *widgets}) == len(panels) + len(widgets)


def test_all_of_them_end_alike_so_that_no_name_makes_one_the_key_of_a_widget():
    assert all(member.value.endswith("-panel") for member in PanelKey)
    assert PanelKey.BROWSE.of("toys") != PanelKey.BROWSE.of("tools")
