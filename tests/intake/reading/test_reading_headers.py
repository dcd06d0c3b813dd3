"""The header is found where it stands, whatever it is called."""

import pytest
import xlsxwriter

from intake.reading import Unreadable, read_aliases, read_products, read_sales, read_stock
from intake.reading.headers import normalised


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("codigoproducto", "  Código_Producto. "),
        ("sku", "S.K.U."),
        ("descripcion", "DESCRIPCIÓN"),
        ("dia", "Día"),
        ("", "—"),
    ],
)
def test_names_are_compared_without_case_accents_and_punctuation(header, text):
    assert normalised(text) == header


@pytest.mark.parametrize(
    "header",
    [
        "sku,product_name,store,quantity,date",
        "Código,Nombre,Tienda,Cantidad,Fecha",
        "COD PRODUCTO,DESCRIPCIÓN,SUCURSAL,UNIDADES VENDIDAS,FECHA VENTA",
        "cod.,Producto,Local,Cant.,Día",
        "Item,Description,Branch,Qty,Day",
        "Artículo,Glosa,Bodega,Vendidas,Fecha",
        "Código,Artículo,Shop,Units,Date",
    ],
)
def test_spanish_and_english_names_are_known(csv, today, header):
    reading = read_sales(
        csv(f"{header}\n01,Zelda,Maipu,2,2025-12-22\n"), today=today, in_process=True
    )

    assert list(reading.mapping.values()) == header.split(",")
    assert reading.table.sku.values == ["01"]
    assert reading.table.product.values == ["Zelda"]


def test_titles_may_stand_above_the_header(xlsx, today):
    rows = [
        ["Ventas de diciembre"],
        [],
        ["Empresa", "Juegos SpA"],
        ["sku", "tienda", "cantidad", "fecha"],
        ["A", "Maipu", 1, "2025-12-22"],
    ]

    reading = read_sales(xlsx(rows), today=today, in_process=True)

    assert (reading.header_row, reading.rows) == (4, 1)


def test_the_exact_name_wins_over_another_that_would_do(csv):
    reading = read_stock(csv("codigo,sku,stock,quantity\nX,A,9,1\n"), place="cd", in_process=True)

    assert reading.mapping == {"sku": "sku", "quantity": "quantity"}
    assert reading.extra == ["codigo", "stock"]


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        (
            "sku,stock,saldo\nA,1,1\n",
            "duplicate_columns",
            {
                "duplicate": {"quantity": ["stock", "saldo"]},
                "columns": ["stock", "saldo"],
                "row": 1,
            },
        ),
        (
            "sku,a,b\nA,1,1\n",
            "missing_columns",
            {"missing": ["quantity"], "found": ["sku", "a", "b"], "row": 1},
        ),
        ("sku,quantity\n", "no_rows", {"row": 1}),
        ("sku,quantity\n,\n , \n", "no_rows", {"row": 1}),
        ("uno,dos\n1,2\n", "no_header", {"found": ["uno", "dos"]}),
    ],
)
def test_a_header_that_will_not_do_is_explained(csv, text, code, facts):
    with pytest.raises(Unreadable) as refused:
        read_stock(csv(text), place="cd", in_process=True, name="stock.csv")

    assert refused.value.code == code
    assert {key: refused.value.facts[key] for key in facts} == facts
    assert refused.value.facts["name"] == "stock.csv"


@pytest.mark.parametrize("text", ["sku,producto,quantity\nA,B,1\n", "sku,total\nA,1\n"])
def test_a_cd_file_is_no_store_stock(csv, text):
    with pytest.raises(Unreadable) as refused:
        read_stock(csv(text), place="stores", in_process=True)

    assert refused.value.code == "no_store_columns"


def test_the_first_visible_sheet_with_a_header_is_read(tmp_path, today):
    path = tmp_path / "sheets.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, sku in (("Notas", None), ("Oculta", "H"), ("Ventas", "V"), ("Otra", "O")):
            sheet = book.add_worksheet(name)
            if sku:
                sheet.write_row(0, 0, ["sku", "store", "quantity", "date"])
                sheet.write_row(1, 0, [sku, "Maipu", 1, "2025-12-22"])
            else:
                sheet.write(0, 0, "nada")
            if name == "Oculta":
                sheet.hide()

    reading = read_sales(path, today=today, in_process=True)

    assert (reading.sheet, reading.table.sku.values) == ("Ventas", ["V"])


def test_products_come_as_text(xlsx):
    rows = [
        ["sku", "nombre", "categoría", "peso"],
        ["007", " El  juego ", "Juegos", 1.5],
        [12, "2048", None, None],
        ["X", "", "Y", None],
    ]

    reading = read_products(xlsx(rows, formats={(2, 0): "0000"}), in_process=True)

    assert reading.table.columns == {
        "sku": ["007", "0012"],
        "name": ["El  juego", "2048"],
        "category": ["Juegos", ""],
        "peso": ["1.5", ""],
    }
    assert reading.table.rows == [2, 3]
    assert [(f.row, f.code) for f in reading.rejected] == [(4, "name_missing")]


def test_aliases_come_as_store_names(csv):
    reading = read_aliases(csv("alias;tienda\n B_p.oeste ;Plaza   Oeste\n;X\n"), in_process=True)

    assert reading.table.columns == {"alias": ["B_p.oeste"], "store": ["Plaza Oeste"]}
    assert [(f.row, f.code) for f in reading.rejected] == [(3, "alias_missing")]
