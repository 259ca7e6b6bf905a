import pytest

from limphome.cli.quantize_lines import show_quantized


def refused(**more):
    """What the command has to show where a network of ours was not handed out."""
    figures = {"kept": 0.9, "added": 0.0}
    told = {"methods": {"minmax": figures}, "method": "minmax", "left_in_float": ["head"], "ranges_of_those": {}}
    return {**told, "files": {}, "withheld": {}, "aware": {}, "searched": False, "refused": "int8 keeps 0.9000", **more}


@pytest.mark.parametrize(
    ("more", "way"),
    [
        ({}, "--trials looks for nodes to leave in float"),
        ({"searched": True}, "More --pictures give the search more to choose by"),
        ({"left_in_float": []}, "Without --whole scores and boxes stay in float"),
    ],
)
def test_a_refusal_names_what_was_not_tried_yet(capsys, more, way):
    show_quantized(refused(**more))
    told = " ".join(capsys.readouterr().out.split())
    assert f"refused: int8 keeps 0.9000. {way}; a larger --max-lost or --max-added allows it." in told
    assert ("--trials" in told) is ("--trials" in way)


def test_with_pictures_of_ones_own_more_of_them_help(capsys):
    told = refused(searched=True)
    del told["aware"]
    show_quantized(told)
    assert "More pictures make the figure finer" in capsys.readouterr().out
