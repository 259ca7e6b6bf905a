import threading

from limphome.perception.progress import Seldom, beats


def test_the_first_step_is_told_at_once_and_the_next_ones_seldom():
    now, lines = [0.0], []
    told = Seldom(lines.append, 10.0, lambda: now[0])
    for now[0], done in ((100.0, 0), (105.0, 5), (109.9, 9), (110.0, 10), (111.0, 11)):
        told("building, seconds so far", done, 0)
    assert lines == ["building, seconds so far", "building, seconds so far: 10"]


def test_a_known_total_is_told():
    lines = []
    Seldom(lines.append)("Building", 3, 7)
    assert lines == ["Building: 3 of 7"]


def test_steps_of_several_threads_are_told_one_at_a_time():
    inside, overlaps, now = threading.Lock(), [], iter(range(0, 10000, 100))

    def tell(line):
        overlaps.append(not inside.acquire(blocking=False))
        threading.Event().wait(0.005)
        if inside.locked():
            inside.release()

    told = Seldom(tell, 10.0, lambda: next(now))
    threads = [threading.Thread(target=told, args=("step", index, 0)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert overlaps == [False] * 8


def test_work_that_says_nothing_is_told_at_once_and_while_it_lasts_and_no_longer():
    rows, twice = [], threading.Event()

    def progress(*row):
        rows.append(row)
        if len(rows) >= 3:
            twice.set()

    with beats(progress, "building", 0.02):
        assert rows[0] == ("building", 0, 0)
        assert twice.wait(10.0)
    assert rows[1][0] == "building, seconds so far"
    count = len(rows)
    threading.Event().wait(0.1)
    assert len(rows) == count
