"""Text files: separators, encodings, quotes, and lines that are crooked."""

import unicodedata
from pathlib import Path

from tests.intake.corpus.case import CD, DAY, SALES, STORES, Cases

CASES = Cases()
ACCENTS = "Código;Descripción;Cantidad\r\n007;Edición ñandú;12\r\n008;Año nuevo;30\r\n"
READ = {"skus": ["007", "008"], "names": ["Año nuevo", "Edición ñandú"]}


def text(path: Path, content: str, encoding: str = "utf-8") -> None:
    path.write_bytes(content.encode(encoding))


@CASES.loaded(CD, 2, 42, **READ)
def utf_8(path: Path) -> int:
    text(path, ACCENTS)
    return 2


@CASES.loaded(CD, 2, 42, **READ)
def utf_8_with_a_byte_order_mark(path: Path) -> int:
    text(path, ACCENTS, "utf-8-sig")
    return 2


@CASES.loaded(CD, 2, 42, **READ)
def utf_16_little_endian(path: Path) -> int:
    text(path, "\ufeff" + ACCENTS, "utf-16-le")
    return 2


@CASES.loaded(CD, 2, 42, **READ)
def utf_16_big_endian(path: Path) -> int:
    text(path, "\ufeff" + ACCENTS, "utf-16-be")
    return 2


@CASES.loaded(CD, 2, 42, **READ)
def utf_16_without_a_byte_order_mark(path: Path) -> int:
    text(path, ACCENTS, "utf-16-le")
    return 2


@CASES.loaded(CD, 2, 42, **READ)
def windows_1252(path: Path) -> int:
    text(path, ACCENTS, "cp1252")
    return 2


@CASES.loaded(CD, 2, 42, **READ)
def latin_1(path: Path) -> int:
    text(path, ACCENTS, "latin-1")
    return 2


@CASES.loaded(CD, 2, 42, **READ)
def commas(path: Path) -> int:
    text(path, ACCENTS.replace(";", ","))
    return 2


@CASES.loaded(CD, 2, 42, **READ)
def tabs(path: Path) -> int:
    text(path, ACCENTS.replace(";", "\t"))
    return 2


@CASES.loaded(CD, 2, 42, **READ)
def bars(path: Path) -> int:
    text(path, ACCENTS.replace(";", "|"))
    return 2


@CASES.loaded(CD, 2, 42, **READ)
def a_first_line_that_names_the_separator(path: Path) -> int:
    text(path, "sep=;\r\n" + ACCENTS)
    return 2


@CASES.loaded(CD, 2, 42, **READ)
def lines_that_end_like_on_an_old_mac(path: Path) -> int:
    text(path, ACCENTS.replace("\r\n", "\r"))
    return 2


@CASES.loaded(CD, 2, 3, skus=["A", "B"], names=["Uno, dos", "Tres; cuatro"])
def separators_within_quotes(path: Path) -> int:
    text(path, 'sku,producto,cantidad\nA,"Uno, dos",1\nB,"Tres; cuatro",2\n')
    return 2


@CASES.loaded(CD, 2, 3, skus=["A", "B"], names=['Dos\nlíneas, "x"', "y"], warnings={})
def line_breaks_within_quotes(path: Path) -> int:
    text(path, 'sku;producto;cantidad\r\nA;"Dos\nlíneas, ""x""";1\r\nB;y;2\r\n')
    return 2


@CASES.loaded(CD, 2, 3, skus=["A", "D"], warnings={"line_within_a_cell": 1})
def a_quote_that_swallows_a_line_is_warned_about(path: Path) -> int:
    text(path, 'sku;producto;cantidad\nA;"32 pulgadas;9\nB;x;9\nC;y";1\nD;z;2\n')
    return 2


@CASES.refused(CD, "broken")
def a_quote_that_is_never_closed(path: Path) -> int:
    text(path, 'sku;producto;cantidad\nA;"uno;1\n' + "B;dos;2\n" * 100)
    return 101


@CASES.loaded(
    CD,
    6,
    12 + 1234 + 1_234_567 - 3 + 1_234_567 + 7,
    rejected=3,
    rejects=["units_not_whole", "units_not_whole", "units_not_number"],
)
def decimal_commas_and_thousands_points(path: Path) -> int:
    shown = ("12,0", "1.234,00", "1.234.567", "-3,00", "1,234,567.0", "+7")
    doubtful = ("1,5", "1.234", "1.2345.678")
    rows = [f"S{i};{units}" for i, units in enumerate([*shown, *doubtful])]
    text(path, "\n".join(["sku;cantidad", *rows]) + "\n")
    return len(rows)


@CASES.loaded(CD, 2, 3, ignored=4)
def totals_blank_lines_and_headers_again(path: Path) -> int:
    text(path, "sku;cantidad\nA;1\n\nSKU;Cantidad\n;;\nB;2\nTotal;3\n".replace(";;", ";"))
    return 6


@CASES.loaded(CD, 2, 7, rejected=2, rejects=["too_many_cells", "too_few_cells"], skus=["C", "D"])
def ragged_rows(path: Path) -> int:
    text(path, "sku,nombre,cantidad\nA,uno, dos,1\nB,tres\nC,x,3,\nD,y,4\n")
    return 4


@CASES.refused(CD, "no_header")
def no_header(path: Path) -> int:
    text(path, "007;Uno;1\n008;Dos;2\n")
    return 2


@CASES.refused(CD, "no_rows")
def a_header_and_nothing_below(path: Path) -> int:
    text(path, "sku;producto;cantidad\n\n")
    return 0


@CASES.refused(CD, "none_usable")
def no_row_that_can_be_used(path: Path) -> int:
    text(path, "sku;cantidad\nA;uno\nB;dos\n")
    return 2


@CASES.loaded(CD, 5, 15, skus=["'C", "+1", "-A1", "=B", "@x"])
def apostrophes_of_an_export(path: Path) -> int:
    text(path, "sku,cantidad\n'-A1,1\n'=B,2\n'C,3\n'@x,4\n'+1,5\n")
    return 5


@CASES.loaded(CD, 1, 1, rejected=1, rejects=["sku_control_characters"], names=["yz"])
def nul_bytes_in_cells(path: Path) -> int:
    text(path, "sku,nombre,cantidad\nA\0B,x,1\nC,y\0z,1\n")
    return 2


@CASES.loaded(CD, 1, 1, skus=["AAAAAAAAAA"])
def nul_bytes_in_the_header(path: Path) -> int:
    text(path, "sku\0,nom\0bre,canti\0dad,otra\0\nAAAAAAAAAA,un nombre largo,1,z\n")
    return 1


@CASES.refused(STORES, "bad_store_header")
def control_characters_in_the_name_of_a_store(path: Path) -> int:
    text(path, "sku,So\0ho,Eden\nA,1,2\n")
    return 2


@CASES.loaded(SALES, 3, 6, skus=["a", "b"], stores=["Ñuñoa"])
def names_of_stores_in_two_forms(path: Path) -> int:
    name = "Ñuñoa"
    lines = [f"a;{name};1;{DAY}", f"b;{unicodedata.normalize('NFD', name)};2;{DAY}"]
    lines.append(f"b; {name}\u00a0;3;{DAY}")
    text(path, "\n".join(["sku;tienda;cantidad;fecha", *lines]) + "\n")
    return 3


@CASES.loaded(STORES, 6, 10, stores=["Eden", "Soho"], skus=["A", "B", "C"])
def a_matrix_with_blank_cells(path: Path) -> int:
    text(path, "sku;Soho;Eden\nA;1;2\nB;;3\nC;4;\n")
    return 6


@CASES.loaded(STORES, 3, 6, stores=["Eden", "Soho"], skus=["A", "B"])
def stock_of_stores_as_lines(path: Path) -> int:
    text(path, "sku;tienda;stock\nA;Soho;1\nA;Eden;2\nB;Soho;3\n")
    return 3


@CASES.refused(CD, "duplicate_columns")
def two_columns_that_could_be_the_quantity(path: Path) -> int:
    text(path, "sku;stock;saldo\nA;1;2\n")
    return 1


@CASES.refused(SALES, "missing_columns")
def a_missing_column(path: Path) -> int:
    text(path, f"sku;cantidad;fecha\nA;1;{DAY}\n")
    return 1
