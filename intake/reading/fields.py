"""What the columns of the files we know are called, in Spanish and English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """A column of a file.

    `preferred` names win over `names` when both stand in one header; `weak` names are taken only
    when nothing better is there, since they are sometimes said of another field.
    """

    name: str
    preferred: tuple[str, ...]
    names: frozenset[str]
    weak: frozenset[str] = frozenset()
    required: bool = True

    @property
    def all_names(self) -> frozenset[str]:
        """Those that are not weak."""
        return self.names | set(self.preferred)


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ITEM = words("item articulo")

SKU = Field(
    "sku",
    ("sku",),
    words(
        "codigo cod codigoproducto codproducto codigodeproducto codigosku codsku codigoarticulo "
        "codarticulo codigodearticulo codigoitem coditem itemcode productcode skucode codesku code "
        "codigobarra codigobarras codigodebarra codigodebarras barcode ean upc idproducto "
        "productid skuid nsku skuproducto productsku itemnumber partnumber"
    ),
    weak=ITEM,
)
PRODUCT = Field(
    "product_name",
    ("productname", "producto"),
    words(
        "nombre descripcion product description name nombreproducto nombredeproducto "
        "nombredelproducto descripcionproducto descripciondelproducto nombrearticulo "
        "descripcionarticulo productdescription itemname itemdescription glosa"
    ),
    weak=ITEM,
    required=False,
)
STORE = Field(
    "store",
    ("store", "tienda"),
    words(
        "sucursal local bodega shop branch nombretienda nombresucursal nombrelocal storename "
        "shopname branchname tiendas almacen puntodeventa"
    ),
)
COMMON_UNITS = (
    "cant unidades qty units unidad cantidades quantities cantidadunidades cantidadtotal und uds"
)
SOLD = Field(
    "quantity",
    ("quantity", "cantidad"),
    words(
        COMMON_UNITS + " vendidas unidadesvendidas cantidadvendida cantvendida vendido vendidos "
        "cantvendidas ventas venta ventaunidades ventasunidades sold unitssold quantitysold qtysold"
    ),
)
HELD = Field(
    "quantity",
    ("quantity", "cantidad"),
    words(
        COMMON_UNITS + " stock existencia existencias saldo saldos stockactual stockdisponible "
        "disponible disponibles inventario onhand stockonhand quantityonhand inventory available "
        "stockcd stocktotal cantidadstock saldoactual existenciaactual"
    ),
)
DAY = Field(
    "date",
    ("date", "fecha"),
    words(
        "dia day fechaventa fechadeventa fechadelaventa saledate dateofsale fechadocumento "
        "fechadoc fechadedocumento fechaemision fechadeemision fechaboleta documentdate "
        "transactiondate"
    ),
)
ORDERED = Field(  # of what was ordered, what has not arrived yet
    "quantity",
    (
        *("pendiente", "cantidadpendiente", "unidadespendientes", "saldopendiente", "saldo"),
        *("porrecibir", "cantidadporrecibir", "unidadesporrecibir"),
        *("openquantity", "outstanding", "quantity", "cantidad"),
    ),
    words(
        COMMON_UNITS + " pendientes enpedido encamino entransito onorder unitsonorder openqty "
        "cantidadpedida unidadespedidas ordered quantityordered orderedquantity orderquantity"
    ),
)
DUE = Field(
    "date",
    ("eta", "duedate", "fechallegada", "fechadellegada"),
    words(
        "llegada arrival arrivaldate fechaestimada fechaestimadallegada fechaestimadadellegada "
        "fechaeta entrega fechaentrega fechadeentrega delivery deliverydate expecteddate "
        "expectedarrival due fecharecepcion fechaderecepcion fechaprometida fechacompromiso"
    ),
    weak=words("fecha date dia day"),
)
CATEGORY = Field(
    "category",
    ("category", "categoria"),
    words("familia linea departamento rubro department family"),
    required=False,
)
ACTIVE = Field(
    "active", ("active", "activo"), words("vigente habilitado isactive enabled"), required=False
)
MERCHANDISE = Field(
    "merchandise",
    ("merchandise", "mercaderia"),
    words("ismerchandise esmercaderia mercancia esmercancia"),
    required=False,
)
SUPPLIER = Field(
    "supplier",
    ("supplier", "proveedor"),
    words("nombreproveedor nombredelproveedor suppliername vendor vendorname"),
    required=False,
)
COST = Field(
    "unit_cost",
    ("unitcost", "costounitario"),
    words("costo cost costounit costoneto costoporunidad costeunitario coste costperunit"),
    required=False,
)
PACK = Field(
    "pack_size",
    ("packsize",),
    words(
        "pack empaque embalaje unidadesporcaja unidadesporempaque unidadesporpack unidadescaja "
        "unidcaja unitsperpack unitsperbox unitspercase casepack casesize"
    ),
    required=False,
)
MOQ = Field(
    "moq",
    ("moq",),
    words(
        "compraminima pedidominimo ordenminima cantidadminima minimodecompra minimoporpedido "
        "minimumorder minimumorderquantity minimumpurchase minorderqty"
    ),
    required=False,
)
NAME = Field("name", ("name", "nombre"), PRODUCT.names | words("productname producto"), weak=ITEM)
ALIAS = Field("alias", ("alias",), words("nombrealternativo otronombre aliastienda storealias"))

SALES = (SKU, PRODUCT, STORE, SOLD, DAY)
CD_STOCK = (SKU, PRODUCT, HELD)
STORE_STOCK_LONG = (SKU, PRODUCT, STORE, HELD)
STORE_STOCK_WIDE = (SKU, PRODUCT)
OPEN_ORDERS = (SKU, PRODUCT, ORDERED, DUE)
PRODUCTS = (SKU, NAME, CATEGORY, MERCHANDISE, ACTIVE, SUPPLIER, COST, PACK, MOQ)
ALIASES = (ALIAS, STORE)

# Columns of a wide matrix that are certainly no stores.
NOT_STORES = (
    HELD.names
    | SOLD.names
    | DAY.names
    | CATEGORY.names
    | SUPPLIER.names
    | COST.names
    | PACK.names
    | MOQ.names
    | words(
        "quantity cantidad date fecha category categoria total totales totalgeneral grandtotal "
        "suma sum totaltiendas totalunidades totalstock marca brand precio price preciolista "
        "unitcost costounitario packsize moq proveedor supplier active activo estado status "
        "subcategoria subfamilia plataforma platform motivodelrechazo"
    )
) - words("disponible disponibles")
