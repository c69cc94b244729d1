"""Pictures of filters and feature maps: their colours, their sizes, and which ones are shown."""

import numpy as np

from core.presentation.layer_pictures import MAX_FILTERS, MAX_MAPS, feature_map_sheet, filter_sheet


def test_blue_speaks_for_and_orange_against_and_nothing_is_white():
    filters = np.zeros((1, 2, 2, 1), np.float32)
    filters[0, :, :, 0] = [[4, -4], [0, 2]]
    sheet = filter_sheet(filters)
    assert sheet.shape == (64, 64, 4)
    assert tuple(sheet[0, 0]) == (0, 114, 178, 255)
    assert tuple(sheet[0, 63]) == (213, 94, 0, 255)
    assert tuple(sheet[63, 0]) == (255, 255, 255, 255)
    # Half the value has half the intensity.
    assert tuple(sheet[63, 63]) == (127, 184, 216, 255)


def test_a_filter_for_photos_is_drawn_in_its_own_colours():
    filters = np.zeros((1, 1, 1, 3), np.float32)
    filters[0, 0, 0] = [1, 0, -1]
    assert tuple(filter_sheet(filters)[0, 0]) == (255, 127, 0, 255)


def test_sheets_have_rows_of_eight_with_gaps_that_show_the_page():
    sheet = filter_sheet(np.ones((9, 64, 64, 1), np.float32))
    assert sheet.shape == (2 * 68 - 4, 8 * 68 - 4, 4)
    assert sheet[0, 64, 3] == 0
    assert sheet[70, 70, 3] == 0
    assert filter_sheet(np.ones((500, 3, 3, 1), np.float32)).shape[0] == (MAX_FILTERS // 8) * (66 + 4) - 4


def test_the_strongest_maps_are_shown_on_one_scale():
    maps = np.zeros((4, 4, 50), np.float32)
    maps[1, 1] = np.arange(50)
    sheet, shown = feature_map_sheet(maps)
    assert shown == list(range(50 - MAX_MAPS, 50))
    # The last map is the strongest, in full blue.
    assert tuple(sheet[-1 - 40, -1 - 40]) == (0, 114, 178, 255)
    assert feature_map_sheet(np.zeros((3, 3, 2), np.float32))[1] == [0, 1]


def test_what_is_huge_or_undefined_is_drawn_all_the_same():
    sheet, shown = feature_map_sheet(np.full((1_100, 900, 2), np.nan, np.float32))
    assert shown == [0, 1]
    assert sheet.shape == (275, 2 * 225 + 4, 4)
    assert tuple(sheet[0, 0]) == (255, 255, 255, 255)
    assert filter_sheet(np.ones((2, 900, 900, 1), np.float32)).shape == (225, 2 * 225 + 4, 4)
