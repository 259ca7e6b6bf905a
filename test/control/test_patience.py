from limphome.control.patience import Patience


def test_first_it_waits_then_looks_about_then_is_blocked_and_squeezes():
    patience = Patience(4.0)
    patience.note(True, 10.0)
    story = []
    for t in (10.5, 11.5, 14.5):
        patience.note(False, t)
        story.append((patience.looks_about(t), patience.is_blocked(t), patience.squeezes(t)))
    assert story == [(False, False, False), (True, False, False), (True, True, True)]


def test_squeezing_outlasts_the_first_metre():
    patience = Patience(1.0)
    patience.note(True, 0.0)
    patience.note(False, 2.0)
    patience.note(True, 2.1)
    assert not patience.is_blocked(2.1)
    assert patience.squeezes(5.0)
    assert not patience.squeezes(6.5)


def test_clock_that_jumps_back_starts_anew():
    patience = Patience(1.0)
    patience.note(True, 100.0)
    patience.note(False, 3.0)
    assert not patience.is_blocked(3.5)
