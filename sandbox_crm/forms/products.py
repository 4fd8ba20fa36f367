"""Forms of the price list: `product.create`, `product.update`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from sandbox_crm.fields import AtMost, ChoiceField, FlagField, MoneyField, NoteField, Required, TextField
from sandbox_crm.sales.labels import PRODUCT_KIND, VAT
from sandbox_crm.submitting import VersionedForm


class ProductForm(VersionedForm):
    """A product or a service; ``price_net_gr`` is typed in zloty."""

    code = TextField(_l("Product code"), [Required(), AtMost(40)])
    name = TextField(_l("Product name"), [Required(), AtMost(200)])
    kind = ChoiceField(_l("Kind"), choices=PRODUCT_KIND.items(), default="product")
    category = TextField(_l("Category"), [AtMost(80)])
    unit = TextField(_l("Unit of measure"), [Required(), AtMost(20)])
    price_net_gr = MoneyField(_l("Net price per unit"), [Required()])
    vat_code = ChoiceField(_l("VAT rate"), choices=VAT.items(), default="23")
    active = FlagField(_l("Offered at present"), default=True)
    description = NoteField(_l("Description"), [AtMost(4000)])


class NewProductForm(ProductForm):
    """The same for a new product, which has no version yet."""

    row_version = None
