"""The words the demo's products are named with: every title, brand and character is invented."""

from random import Random

CONSOLES = ("QM5", "Tunkara", "Nebrix")

_WORDS = """
platform: QM5, Tunkara, Nebrix, PC
console: QM5, Tunkara, Nebrix
bundle: 512 GB, 1 TB, Digital 825 GB, Portátil, 1 TB + 2 Controles
tale: Crónicas, Guardianes, Ecos, Herederos, Centinelas, Mareas, Senderos, Vigías, Forjadores
tale: Jinetes, Relatos, Ruinas, Naufragios, Tormentas
place: Valtamar, Ulmarién, Tarkún, Peñaluz, Oskaria, Brumaley, Cantorral, Lirquenar, Monteñil
place: Sorvenia, D'Oren, Quelhuara, Isla Trueno, Nortumbra
part: II, III, IV, Origen, Regreso, Cero, Remasterizado
sport: Súper Pichanga, Rally Cordillera, Copa Barrio, Pista Brava, Kart Huaso
year: 24, 25, 26
hero: Kaiko, Rayén, Milo Tormenta, Capitana Ñirre, Doctor Vapor, Zorro Lunar, Yuma la Errante
hero: Barón Cobre, Pingüino Cósmico, Tía Relámpago, Oso Volcán, Siete Sombras, Gata Neón
friend: Profesor Trueque, Niebla, Sargento Mote, Abuela Turbo, Don Eco
outfit: Clásico, de Gala, Metalizado, Invierno, Batalla, Nocturno, Dorado
line: Figura Mini, Figura Cabezona, Busto, Figura Articulada, Llavero, Diorama
size: 10 cm, 15 cm, 20 cm, 12"
gadget: Control Inalámbrico, Audífonos Gamer, Base de Carga, Estuche Rígido, Volante
gadget: Cable HD 2.5 mt, Teclado Mecánico, Mouse Óptico, Memoria 128 GB
colour: Negro, Blanco, Rojo, Azul, Grafito, Menta, Lila
board: Caravana, El Último Tren, Mercado Negro, Trueque, Puerto Libre, Salar
garment: Polera, Polerón, Gorro, Mochila, Calcetines, Billetera
fit: XS, S, M, L, XL
volume: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
"""

# Category: (products of it in a thousand, shapes of their names).
CATEGORIES: dict[str, tuple[int, tuple[str, ...]]] = {
    "Videojuegos": (
        300,
        (
            "{tale} de {place} {platform}",
            "{tale} de {place} {part} {platform}",
            "{tale} de {place}: Edición Completa {platform}",
            "{sport} {year} {platform}",
        ),
    ),
    "Coleccionables": (
        270,
        (
            "{line} {hero} {outfit}",
            "{line} {hero} {size}",
            "{line} {tale} de {place} - {hero}",
            "{line} {hero} & {friend}",
        ),
    ),
    "Accesorios": (120, ("{gadget} {colour}", "{gadget} {platform} {colour}")),
    "Juegos de mesa": (70, ("{board}", "{board} Expansión {part}", "{board}: {place}")),
    "Cartas coleccionables": (60, ("Sobre Cartas {place} Serie {volume}", "Mazo {hero} {part}")),
    "Peluches": (50, ("Peluche {hero} {size}", "Peluche {friend} {outfit}")),
    "Ropa y mochilas": (50, ("{garment} {hero} {fit}", "{garment} {place} {colour}")),
    "Libros y manga": (40, ("{tale} de {place} Tomo {volume}", "El Arte de {place}")),
    "Preventas": (25, ("Preventa {tale} de {place} {part} {platform}", "Preventa {line} {hero}")),
    "Consolas": (15, ("Consola {console} {bundle}", "Consola {console} {bundle} {colour}")),
}


def product_name(category: str, rng: Random) -> str:
    """A name of that category, such as a retailer's item master would hold it."""
    shape = rng.choice(CATEGORIES[category][1])
    return shape.format(**{kind: rng.choice(words) for kind, words in WORDS.items()})


def product_category(rng: Random) -> str:
    """A category of merchandise, drawn by its share."""
    shares = [share for share, _ in CATEGORIES.values()]
    return rng.choices(list(CATEGORIES), weights=shares)[0]


def _by_kind(text: str) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for line in text.strip().splitlines():
        kind, choices = line.split(": ")
        words.setdefault(kind, []).extend(choices.split(", "))
    return words


WORDS = _by_kind(_WORDS)
