from limphome.diagnosis.synthetic_trial import synthetic_trial


def test_the_broken_component_of_a_made_up_pipeline_is_found():
    """Lower bound; over 30 pipelines of 10 faults it is 0.99 (docs/diagnosis.md)."""
    table = synthetic_trial(pipelines=3, cases=8, seed=3)
    found = {name: row["ac@1"]["share"] for name, row in table.items()}
    assert found["limphome"] >= 0.9
    assert all(found["limphome"] > share + 0.2 for name, share in found.items() if name != "limphome")
