from drives import good_drive

from limphome.cli.report.picture import draw_picture


def test_a_name_with_dollar_signs_is_no_formula():
    assert draw_picture("Hall $1_{ and $2, seed 0: done", good_drive()).startswith(b"\x89PNG")
