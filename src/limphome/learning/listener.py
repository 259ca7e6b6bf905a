"""Who hears how far a long piece of work is."""

from typing import Callable, Mapping, Protocol


class Listener(Protocol):
    """Bars on a screen, lines in a log, or nobody."""

    def show(self, name: str, done: int, total: int, details: str) -> None:
        """One step: how much of it is done, and what else there is to say."""

    def tell(self, text: str) -> None:
        """One line of text."""


class Nobody:
    """For work that nobody watches."""

    def show(self, name: str, done: int, total: int, details: str) -> None:
        """Not heard."""

    def tell(self, text: str) -> None:
        """Not heard."""


def counter(listener: Listener, name: str, total: int) -> Callable[..., None]:
    """A function (done, details) that shows how far one step is."""

    def count(done: int, details: Mapping[str, float] = {}) -> None:
        listener.show(name, done, total, " ".join(f"{key} {value:.3f}" for key, value in details.items()))

    return count
