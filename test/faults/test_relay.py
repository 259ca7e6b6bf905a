import numpy as np
import pytest

from limphome.core import FaultSpec, Frame, LimphomeError, topics
from limphome.faults.relay import Relay
from limphome.faults.table import COMPONENTS, fault_table, find_kind

MESSAGE_KINDS = sorted(name for name, kind in fault_table().items() if kind.make is not None)


def relay_with(*texts, topic=topics.CAMERA, seed=0, now_s=0.0):
    relay = Relay(topic, seed)
    relay.set([(FaultSpec.parse(text), now_s) for text in texts], now_s)
    return relay


def passed(relay, messages):
    return [relay.pass_on(message, message.stamp_s) for message in messages]


def test_idle_relay_passes_the_same_object(messages):
    for topic, message in messages.items():
        assert Relay(topic, 0).pass_on(message, 3.0) == [(3.0, message)]


@pytest.mark.parametrize("name", MESSAGE_KINDS)
def test_severity_0_passes_the_same_object(name, messages):
    topic = find_kind(name).default_target
    relay = relay_with(f"{name}:0", topic=topic)
    for k in range(30):
        ((release_s, out),) = relay.pass_on(messages[topic], k * 0.1)
        assert out is messages[topic]
        assert release_s == k * 0.1
    assert relay.shown_at_s is None
    assert relay.active(1.0) == ()


@pytest.mark.parametrize("name", MESSAGE_KINDS)
@pytest.mark.parametrize("severity", [1, 3, 5])
def test_every_fault_shows_and_stops_when_it_ends(name, severity, frames, messages):
    topic = find_kind(name).default_target
    relay = relay_with(f"{name}:{severity}@1+10", topic=topic)
    source = frames if topic == topics.CAMERA else [messages[topic]] * 20
    for k in range(200):
        relay.pass_on(source[k % 20], k * 0.1)
    assert relay.shown_at_s is not None
    assert 1.0 <= relay.shown_at_s < 4.0
    last = source[0]
    ((_, out),) = relay.pass_on(last, 30.0)
    assert out is last


@pytest.mark.parametrize("name", MESSAGE_KINDS)
def test_same_seeds_same_output(name, frames, messages):
    topic = find_kind(name).default_target
    source = frames if topic == topics.CAMERA else [messages[topic]] * 20
    runs = [passed(relay_with(f"{name}:3", topic=topic, seed=7), source) for _ in range(2)]
    for left, right in zip(*runs):
        assert [release for release, _ in left] == [release for release, _ in right]
        for (_, one), (_, two) in zip(left, right):
            data = "image" if topic == topics.CAMERA else "ranges_m"
            assert np.array_equal(getattr(one, data), getattr(two, data))


def test_another_seed_of_run_or_fault_gives_other_noise(frames):
    def noisy(run, fault):
        relay = Relay(topics.CAMERA, run)
        relay.set([(FaultSpec("camera", "noise", 2, seed=fault), 0.0)], 0.0)
        return relay.pass_on(frames[0], 0.0)[0][1].image

    base = noisy(0, 0)
    assert not np.array_equal(base, noisy(1, 0))
    assert not np.array_equal(base, noisy(0, 1))


def test_start_counts_from_the_moment_it_was_set(frames):
    relay = relay_with("camera.blackout:5@2+1", now_s=100.0)
    black = [t for t in (101.9, 102.0, 102.9, 103.0) if not relay.pass_on(frames[0], t)[0][1].image.any()]
    assert black == [102.0, 102.9]
    assert relay.shown_at_s == 102.0


def test_a_fault_added_later_leaves_the_running_one_alone(frames):
    relay = relay_with("camera.blackout:5@2+1")
    relay.set([(FaultSpec.parse("camera.blackout:5@2+1"), 0.0), (FaultSpec.parse("communication.delay:1"), 1.5)], 1.5)
    assert [spec.name for spec in relay.active(2.5)] == ["camera.blackout", "communication.delay"]
    assert [spec.name for spec in relay.active(3.0)] == ["communication.delay"]


def test_a_fault_that_is_over_can_be_set_again(frames):
    relay = relay_with("camera.blackout:5@0+1")
    relay.set([(FaultSpec.parse("camera.blackout:5@0+1"), 5.0)], 5.0)
    assert relay.active(5.5)


def test_a_fault_that_is_over_stays_over_when_another_one_is_set(frames):
    """The commander repeats all that it was ever told."""
    freeze, noise = FaultSpec.parse("camera.freeze:5+10"), FaultSpec.parse("camera.noise:1+10")
    relay = Relay(topics.CAMERA)
    relay.set([(freeze, 0.0)], 0.0)
    relay.pass_on(frames[0], 1.0)
    relay.pass_on(frames[1], 1.1)
    assert relay.shown_at_s == 1.1
    relay.set([(freeze, 0.05), (noise, 30.0)], 30.0)
    assert relay.shown_at_s is None, "what showed was the fault that is over"
    assert [spec.name for spec in relay.active(31.0)] == ["camera.noise"]
    relay.pass_on(frames[0], 31.0)
    assert relay.shown_at_s == 31.0


def test_faults_set_at_two_moments_keep_them_when_both_are_told_anew(frames):
    first, second = FaultSpec.parse("camera.blackout:5@0+4"), FaultSpec.parse("camera.noise:3@0+4")
    relay = Relay(topics.CAMERA)
    relay.set([], 0.0)  # it had not heard of them
    relay.set([(first, 0.0), (second, 3.0)], 3.5)
    acting = [[spec.name for spec in relay.active(now_s)] for now_s in (3.9, 4.1, 7.1)]
    assert acting == [["camera.blackout", "camera.noise"], ["camera.noise"], []]


def test_an_empty_list_ends_everything(frames):
    relay = relay_with("camera.blackout:5")
    relay.pass_on(frames[0], 0.0)
    relay.set([], 1.0)
    assert relay.pass_on(frames[0], 1.0)[0][1] is frames[0]
    assert relay.shown_at_s is None


def test_faults_add_up(frames):
    relay = relay_with("camera.noise:3", "camera.blackout:5", "communication.delay:3")
    ((release_s, out),) = relay.pass_on(frames[0], 0.0)
    assert release_s == 0.25
    assert not out.image.any()


def test_fault_of_another_topic_is_refused():
    with pytest.raises(LimphomeError, match="relay of scan"):
        relay_with("camera.freeze:1", topic=topics.SCAN)
    with pytest.raises(LimphomeError, match=r"acts on perception"):
        relay_with("compute.slow_inference:1")


def test_a_fault_that_cannot_be_set_leaves_the_running_ones():
    relay = relay_with("camera.freeze:1")
    with pytest.raises(LimphomeError):
        relay.set([(FaultSpec.parse("lidar.dropout:1"), 1.0)], 1.0)
    assert [spec.name for spec in relay.active(1.0)] == ["camera.freeze"]


@pytest.mark.parametrize("topic", sorted(COMPONENTS))
def test_transport_faults_take_every_topic(topic):
    message = object()
    assert relay_with(f"communication.delay[{topic}]:5", topic=topic).pass_on(message, 1.0) == [(2.0, message)]
    assert relay_with(f"communication.drop[{topic}]:5", topic=topic).pass_on(message, 1.0) == []


def test_delay_that_ends_lets_nothing_overtake():
    relay = relay_with("communication.delay:5@0+0.15")
    released = [relay.pass_on(Frame(t, np.zeros((2, 2, 3), np.uint8)), t)[0][0] for t in (0.0, 0.1, 0.2, 0.3, 1.2)]
    assert released == [1.0, 1.1, 1.1, 1.1, 1.2]
