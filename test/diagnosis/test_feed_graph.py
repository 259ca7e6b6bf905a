from limphome.diagnosis.feed_graph import ROVER, FeedGraph

METRICS = ("base.v", "camera.a", "camera.b", "perception.c", "pilot.d")


def test_a_metric_is_explained_by_its_feeders_and_by_nothing_else():
    mask = FeedGraph(ROVER).input_mask(METRICS)
    explained_by = {name: {METRICS[j] for j in row.nonzero()[0]} for name, row in zip(METRICS, mask)}
    assert explained_by["perception.c"] == {"camera.a", "camera.b"}
    assert explained_by["pilot.d"] == {"perception.c"}
    assert explained_by["camera.a"] == {"base.v"}
    assert explained_by["base.v"] == set()


def test_a_component_never_explains_itself():
    mask = FeedGraph({"a": ("a", "b")}).input_mask(("a.x", "a.y", "b.z"))
    assert not mask[:2, :2].any()
    assert mask[:2, 2].all()


def test_every_feeder_is_a_component():
    assert {fed for feeders in ROVER.values() for fed in feeders} <= set(ROVER)
