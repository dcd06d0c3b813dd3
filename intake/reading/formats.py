"""Number formats that show a whole number with more than its digits: `000000`, `00-00`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

BRACKETS = re.compile(r"\[([^\]]*)\]")
TOKEN = re.compile(
    r'(?P<digit>[0#])|"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<plain>[-+() ])|_.|\*.'
)


@dataclass(frozen=True)
class Shape:
    """A number format: `0` and `#` are places for digits, all else is shown as it stands."""

    places: tuple[str, ...]  # one character or text each; the digits' are "0" and "#"
    digits: tuple[bool, ...]  # which of the places are for digits

    def show(self, digits: str) -> str:
        """The digits of a number in their places, zeros in those that are left over."""
        last, shown = len(digits), []
        first_place = self.digits.index(True)
        for i in reversed(range(len(self.places))):
            if not self.digits[i]:
                shown.append(self.places[i])
            elif i == first_place and last > 0:
                shown.append(digits[:last])
            elif last > 0:
                last -= 1
                shown.append(digits[last])
            elif self.places[i] == "0":
                shown.append("0")
        return "".join(reversed(shown))


def shape_of(number_format: str) -> Shape | None:
    """The shape of a format; None when it shows the bare digits, or is none for whole numbers.

    Thousands separators, decimals, percent and exponents are looks: a SKU is its digits. So are
    formats with conditions, which show some numbers in one way and some in another.
    """
    first = number_format.split(";")[0]
    if any(inside[:1] in ("<", ">", "=") for inside in BRACKETS.findall(first)):
        return None
    first, places, at = BRACKETS.sub("", first).strip(), [], 0
    while at < len(first):
        found = TOKEN.match(first, at)
        if not found:
            return None
        places.append(found)
        at = found.end()
    parts = [
        (part["digit"] or part["quoted"] or part["escaped"] or part["plain"], bool(part["digit"]))
        for part in places
    ]
    parts = [(text, is_digit) for text, is_digit in parts if text]
    digits = [text for text, is_digit in parts if is_digit]
    is_plain = len(parts) == len(digits) and digits.count("0") < 2
    if not digits or is_plain or len(parts) > 64:
        return None
    return Shape(tuple(text for text, _ in parts), tuple(is_digit for _, is_digit in parts))


Shapes = tuple[list[Shape | None], np.ndarray]


def shapes_of_styles(shapes: Mapping[int, Shape | None], styles: np.ndarray) -> Shapes:
    """Shapes, the first of them none, and per row the index of its style's."""
    known = [None, *filter(None, shapes.values())]
    index = {style: known.index(shape) for style, shape in shapes.items()}
    used, inverse = np.unique(styles, return_inverse=True)
    return known, np.array([index.get(style, 0) for style in used.tolist()])[inverse.ravel()]
