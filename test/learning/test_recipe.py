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
        ({"schema_version": 1, "network": {"classes": []}}, "one name or more"),
        ({"schema_version": 1, "network": {"classes": ["pallet", " "]}}, "none of them empty"),
        ({"schema_version": 1, "network": {"classes": ["pallet", 2]}}, "'classes: 2' is an int.*a str"),
        ({"schema_version": 1, "network": {"classes": [["pallet"]]}}, "is a list.*a str"),
        ({"schema_version": 1, "network": {"width": 322}}, "'width: 322'.*a multiple of 4"),
        ({"schema_version": 1, "network": {"height": 242}}, "'height: 242'.*a multiple of 4"),
        ({"schema_version": 1, "network": {"channels": [64, 96]}}, "3 numbers, 1 or more"),
        ({"schema_version": 1, "network": {"channels": [0, 16, 16]}}, "3 numbers, 1 or more"),
        ({"schema_version": 1, "network": {"channels": ["a", 16, 16]}}, "is a str.*an int"),
        ({"schema_version": 1, "network": {"depths": [1, 1, 1, 1]}}, "3 numbers, 0 or more"),
        ({"schema_version": 1, "network": {"depths": [-1, 1, 1]}}, "3 numbers, 0 or more"),
        ({"schema_version": 1, "training": {"calibration": "auto"}}, "percentile, minmax, entropy"),
        ({"schema_version": 1, "network": {"fit": "crop"}}, "stretch, letterbox"),
        ({"schema_version": 2}, "'schema_version: 2'.*schema_version: 1"),
        ({}, "schema_version: 1"),
    ],
)
def test_what_is_wrong_in_a_recipe_is_named(values, told):
    with pytest.raises(LimphomeError, match=told):
        Recipe.from_values(values, "mine.yaml")
