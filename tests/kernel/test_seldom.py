from sanye.kernel.seldom import AGAIN_SECONDS, OVER_SECONDS, Seldom


def test_what_goes_on_is_said_at_its_beginning_and_once_a_minute() -> None:
    now = [100.0]
    seldom = Seldom(lambda: now[0])
    said = []
    for tenth in range(1_300):
        now[0] = 100.0 + tenth / 10
        if seldom.is_time():
            said.append(now[0])

    assert said == [100.0, 100.0 + AGAIN_SECONDS, 100.0 + 2 * AGAIN_SECONDS]


def test_what_was_over_begins_anew() -> None:
    now = [0.0]
    seldom = Seldom(lambda: now[0])
    said = []
    for now[0] in (0.0, 1.0, 1.0 + OVER_SECONDS, 2.0 + OVER_SECONDS):
        said.append(seldom.is_time())

    assert said == [True, False, True, False]
