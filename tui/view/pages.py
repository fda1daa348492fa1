"""A sequence that is shared instead of copied: the 2,000 steps of a run change one at a time, thousands of times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar, overload

T = TypeVar("T")
_PAGE = 64


class Pages(Generic[T]):
    """An immutable sequence in pages of 64: changing one item copies one page and the list of pages."""

    __slots__ = ("_length", "_pages")

    def __init__(self, pages: tuple[tuple[T, ...], ...] = (), length: int = 0) -> None:
        self._pages = pages
        self._length = length

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        for page in self._pages:
            yield from page

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._length))]
        if index < 0:
            index += self._length
        if not 0 <= index < self._length:
            raise IndexError(index)
        return self._pages[index // _PAGE][index % _PAGE]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pages) and self._pages == other._pages

    def __hash__(self) -> int:
        return hash(self._pages)

    def with_item(self, index: int, item: T) -> Pages[T]:
        """The same sequence with another item at `index`; `index == len()` appends. Raises IndexError beyond."""
        if index == self._length:
            if index % _PAGE == 0:
                return Pages((*self._pages, (item,)), index + 1)
            return Pages((*self._pages[:-1], (*self._pages[-1], item)), index + 1)
        if not 0 <= index < self._length:
            raise IndexError(index)
        number, place = divmod(index, _PAGE)
        page = self._pages[number]
        page = (*page[:place], item, *page[place + 1 :])
        return Pages((*self._pages[:number], page, *self._pages[number + 1 :]), self._length)

    def without_last(self) -> Pages[T]:
        """The same sequence, one shorter. Raises IndexError when empty."""
        if not self._length:
            raise IndexError("empty")
        last = self._pages[-1][:-1]
        return Pages((*self._pages[:-1], last) if last else self._pages[:-1], self._length - 1)
