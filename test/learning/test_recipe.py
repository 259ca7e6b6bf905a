import pytest

from limphome.core import LimphomeError
from limphome.learning.recipe import Recipe

pytestmark = pytest.mark.learning


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"schema_version": 1, "trainin": {}}, r"unknown section 'trainin'.*did you mean training\?"),
        ({"schema_version": 1, "network": {"clases": ["pallet"]}}, r"unknown key 'clases'.*did you mean classes\?"),
        ({"schema_version": 1, "network": {"classes": ["pallet", "pallet"]}}, "'pallet' is named twice.*each class once"),
        ({"schema_version": 1, "network": {"fit": "crop"}}, "stretch, letterbox"),
        ({"schema_version": 2}, "'schema_version: 2'.*schema_version: 1"),
        ({}, "schema_version: 1"),
    ],
)
def test_what_is_wrong_in_a_recipe_is_named(values, told):
    with pytest.raises(LimphomeError, match=told):
        Recipe.from_values(values, "mine.yaml")
