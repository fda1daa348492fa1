"""Facts are kept by content, within bounds: a long session over a big tree must not fill the memory."""

from tasks.structural.cache import FactCache


def source(number: int) -> bytes:
    return b"x%d = 1\n" % number + b"# " + b"a" * 1000


def test_a_blob_that_was_read_is_not_read_again() -> None:
    cache = FactCache()
    assert cache.facts("python", source(1)) is cache.facts("python", source(1))
    assert cache.facts("python", b"a = 1") is not cache.facts("javascript", b"a = 1")


def test_no_more_than_the_room_is_held_however_much_is_read() -> None:
    cache = FactCache(room=10_000)
    for number in range(200):
        cache.facts("python", source(number))
        assert cache.held <= 10_000
    assert cache.held > 5_000


def test_what_was_used_lately_stays() -> None:
    cache = FactCache(room=10_000)
    kept = cache.facts("python", source(0))
    for number in range(1, 200):
        cache.facts("python", source(number))
        assert cache.facts("python", source(0)) is kept
    assert cache.facts("python", source(1)) is not None
    assert cache.facts("python", source(1)) is cache.facts("python", source(1))


def test_a_file_that_is_bigger_than_the_room_is_still_answered() -> None:
    cache = FactCache(room=100)
    big = b"y = 2\n" * 1000
    assert "y" in cache.facts("python", big).bindings
    assert "x3" in cache.facts("python", source(3)).bindings
    assert cache.held < 2_000
