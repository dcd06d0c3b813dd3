"""Products, stores and aliases as small files, in and out, in admin: text stays text."""

from import_export import fields, resources, widgets
from import_export.formats.base_formats import CSV, XLSX

from catalog.models import Category, Product, Store, StoreAlias, plain_name


class TextXlsx(XLSX):
    """An .xlsx whose cells all are text: 0123 does not become 123."""

    def export_data(self, dataset, **kwargs):
        for index, row in enumerate(dataset):
            dataset[index] = ["" if value is None else str(value) for value in row]
        return super().export_data(dataset, **kwargs)

    def create_dataset(self, in_stream):
        """Numbers in cells are read as the digits they show, blank cells as nothing."""
        dataset = super().create_dataset(in_stream)
        for index, row in enumerate(dataset):
            dataset[index] = [_text(value) for value in row]
        return dataset


class TextCsv(CSV):
    """A csv that spreadsheet programs open with its accents."""

    def export_data(self, dataset, **kwargs):
        return "\ufeff" + super().export_data(dataset, **kwargs)

    def create_dataset(self, in_stream, **kwargs):
        return super().create_dataset(in_stream.removeprefix("\ufeff"), **kwargs)


FORMATS = [TextXlsx, TextCsv]


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


class CategoryByName(widgets.ForeignKeyWidget):
    """A category by its name; a new name becomes a category."""

    def clean(self, value, row=None, **kwargs):
        name = (value or "").strip()
        return self.model.objects.get_or_create(name=name)[0] if name else None


class SkuWidget(widgets.CharWidget):
    """The SKU as it stands, without the apostrophe that kept it from being a formula."""

    def clean(self, value, row=None, **kwargs):
        return super().clean(_text(value).strip(), row, **kwargs)


class ProductResource(resources.ModelResource):
    sku = fields.Field("sku", "sku", widget=SkuWidget())
    category = fields.Field("category", "category", widget=CategoryByName(Category, "name"))

    class Meta:
        model = Product
        import_id_fields = ["sku"]
        fields = ["sku", "name", "category", "is_merchandise", "is_active"]
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True


class NameWidget(widgets.CharWidget):
    def clean(self, value, row=None, **kwargs):
        return plain_name(_text(value))


class StoreResource(resources.ModelResource):
    name = fields.Field("name", "name", widget=NameWidget())
    code = fields.Field("code", "code", widget=widgets.CharWidget())

    class Meta:
        model = Store
        import_id_fields = ["name"]
        fields = ["name", "code", "type", "is_active"]
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True


class AliasResource(resources.ModelResource):
    alias = fields.Field("alias", "alias", widget=NameWidget())
    store = fields.Field("store", "store", widget=widgets.ForeignKeyWidget(Store, "name"))

    class Meta:
        model = StoreAlias
        import_id_fields = ["alias"]
        fields = ["alias", "store"]
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
