"""Commands of the price list: products and services."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.sales import PRODUCT_KINDS, VAT_CODES, Opportunity, OpportunityLine, Product, SalesGoal, StageTask
from sandbox_crm.sales.writing import Problems, assign, refuse_in_use, stale

FIELDS = ("code", "name", "kind", "category", "unit", "price_net_gr", "vat_code", "active", "description")


@command("product.create")
def create(bench: Workbench, **fields: Any) -> Done:
    """Add a product: ``code``, ``name``, ``kind`` (product, service), ``category``, ``unit``, ``price_net_gr``,
    ``vat_code`` (23, 8, 5, 0, zw, np), ``active``, ``description``. Raises Refused, TypeError."""
    product = Product(kind="product", active=True)
    assign(product, fields, FIELDS)
    _check(bench, product)
    return Done(bench.add(product), f"Dodano do cennika „{product.name}” ({product.code})")


@command("product.update")
def update(bench: Workbench, *, product_id: int, row_version: int | None = None, **fields: Any) -> Done:
    """Change a product; lines and offers made before keep their prices. Raises Refused, Stale, TypeError."""
    product = bench.get(Product, product_id)
    check_version(product, row_version, fields, stale())
    with bench.session.no_autoflush:
        assign(product, fields, FIELDS)
        _check(bench, product)
    return Done(product, f"Zmieniono w cenniku „{product.name}” ({product.code})")


@command("product.delete")
def delete(bench: Workbench, *, product_id: int, row_version: int | str | None = None) -> Done:
    """Move a product to the bin; its code becomes free. Refused while an opportunity's line, a goal, a segment or a stage
    task names it; what is only sold no more is withdrawn instead. Offers keep their lines."""
    product = bench.get(Product, product_id)
    check_version(product, row_version, {}, stale())
    sold = select(OpportunityLine.opportunity_id).where(OpportunityLine.product_id == product.id,
                                                        OpportunityLine.deleted_at.is_(None))
    users = [*bench.session.scalars(select(Opportunity.number).where(
        Opportunity.deleted_at.is_(None), Opportunity.id.in_(sold)).order_by(Opportunity.id).limit(6))]
    users += [name for entity, called in ((SalesGoal, SalesGoal.name), (Segment, Segment.name), (StageTask, StageTask.title))
              for name in bench.session.scalars(select(called).where(
                  entity.product_id == product.id, entity.deleted_at.is_(None)).order_by(entity.id).limit(6))]
    refuse_in_use(product.name, users, _("Mark it as no longer offered instead."))
    words = f"Przeniesiono do kosza pozycję cennika „{product.name}” ({product.code})"
    product.code, product.deleted_at = f"{product.code} (kosz {product.id})", bench.stamp
    return Done(product, words)


def restore(bench: Workbench, product_id: int) -> None:
    """Take a product out of the bin, under its own code. Refused where another one has the code now."""
    product = bench.session.get_one(Product, product_id)
    code = product.code.removesuffix(f" (kosz {product.id})")
    if bench.session.scalar(select(Product.id).where(Product.code == code, Product.id != product.id)):
        raise Refused(_("The code “%(code)s” belongs to another product. Enter a different one.", code=code))
    product.code, product.deleted_at = code, None


def _check(bench: Workbench, product: Product) -> None:
    problems = Problems()
    problems.need(product, "code", _("Enter the product’s code."))
    problems.need(product, "name", _("Enter the product’s name."))
    problems.need(product, "unit", _("Enter the unit of measure, for example “szt.”."))
    problems.one_of(product, "kind", PRODUCT_KINDS)
    problems.one_of(product, "vat_code", VAT_CODES)
    if product.price_net_gr is None or product.price_net_gr < 0:
        problems.add("price_net_gr", _("Enter a net price of zero or more."))
    twin = bench.session.scalars(select(Product).where(Product.code == product.code, Product.id != product.id)
                                 if product.id else select(Product).where(Product.code == product.code)).first()
    if product.code and twin:
        problems.add("code", _("The code “%(code)s” belongs to another product. Enter a different one.", code=product.code))
    problems.refuse()
