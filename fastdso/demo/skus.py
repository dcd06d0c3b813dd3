"""SKUs of every kind a real item master holds: long, short, zero-led, with letters and dots.

The long codes begin with 2, 02, 4 or 04, ranges GS1 keeps for use inside a company, so none
of them is the code of a real product.
"""

from collections.abc import Iterator
from random import Random

COMMON = "2###########"

# Shape of a SKU ("#" is any digit), and how many in a thousand have it; the rest are COMMON.
RARE = (
    ("02###########", 140),
    ("2############", 90),
    ("0####", 10),
    ("00######", 8),
    ("000#######", 6),
    ("7##", 3),
    ("3###", 3),
    ("5####", 8),
    ("1#####", 3),
    ("6#######", 8),
    ("3########", 5),
    ("8#########", 9),
    ("02############", 3),
    ("9##############", 6),
    ("CBL-0##", 6),
    ("FGR-0###", 12),
    ("JM#####", 8),
    ("K##.#XX", 4),
    ("CBLHD#.#MT", 3),
    ("FGR-20##-LIM.##B", 2),
)


def make_skus(count: int, rng: Random) -> Iterator[str]:
    """Different SKUs, in no order; no two are equal once leading zeros are removed."""
    shapes = [shape for shape, share in RARE for _ in range(-(-share * count // 1000))]
    shapes += [COMMON] * (count - len(shapes))
    rng.shuffle(shapes)

    stripped: set[str] = set()
    for shape in shapes[:count]:
        while (sku := _fill(shape, rng)).lstrip("0") in stripped:
            pass
        stripped.add(sku.lstrip("0"))
        yield sku


def make_twins(count: int, rng: Random) -> Iterator[tuple[str, str]]:
    """Pairs of SKUs that differ only by a leading zero, the zero-led one first."""
    for number in range(count):
        sku = _fill(f"4{number:02d}#########", rng)
        yield f"0{sku}", sku


def _fill(shape: str, rng: Random) -> str:
    return "".join(str(rng.randrange(10)) if sign == "#" else sign for sign in shape)
