"""Screens of the price list."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import or_, select

from sandbox_crm.bench import Workbench
from sandbox_crm.forms.products import NewProductForm, ProductForm
from sandbox_crm.listing import chips, paged, with_query
from sandbox_crm.models.sales import Product
from sandbox_crm.pages import crm_url, page
from sandbox_crm.sales import products
from sandbox_crm.sales.labels import PRODUCT_KIND, VAT
from sandbox_crm.sales.showing import show_form
from sandbox_crm.sorting import keys_of
from sandbox_crm.submitting import submit

PLACE = "sandbox_crm/products/"


@page("/products")
def product_list(bench: Workbench) -> Any:
    """The price list, narrowed by words, category and state."""
    asked = {name: request.args.get(name, "").strip() for name in ("q", "category", "active")}
    wanted = select(Product).where(Product.deleted_at.is_(None))
    if asked["q"]:
        wanted = wanted.where(or_(Product.code.icontains(asked["q"], autoescape=True),
                                  Product.name.icontains(asked["q"], autoescape=True)))
    if asked["category"]:
        wanted = wanted.where(Product.category == asked["category"])
    if asked["active"] in ("yes", "no"):
        wanted = wanted.where(Product.active.is_(asked["active"] == "yes"))
    categories = bench.session.scalars(select(Product.category).where(
        Product.deleted_at.is_(None), Product.category.is_not(None)).distinct().order_by(Product.category)).all()
    found, paging = paged(bench.session, wanted, *keys_of("product", request.args.get("sort"), "code"), entity=Product)
    states = {"yes": _("offered"), "no": _("no longer offered")}
    return render_template(PLACE + "list.html", products=found, paging=paging, asked=asked, with_query=with_query,
                           chips=chips({"q": (_("Text"), None), "category": (_("Category"), None),
                                        "active": (_("Availability"), states)}),
                           categories=categories, kinds=PRODUCT_KIND, rates=VAT)


@page("/products/new", methods=("GET", "POST"), writes=True)
def product_new(bench: Workbench) -> Any:
    """A new product."""
    form = NewProductForm()
    made = submit(bench, form, products.create)
    if made:
        return redirect(crm_url("product_detail", product_id=made.id), 303)
    return show_form(PLACE + "form.html", form, product=None)


@page("/products/<int:product_id>", methods=("GET", "POST"), writes=True)
def product_detail(bench: Workbench, product_id: int) -> Any:
    """A product; it is changed in place."""
    product = bench.get(Product, product_id)
    form = ProductForm(obj=product)
    if submit(bench, form, products.update, product_id=product_id):
        return redirect(crm_url("product_detail", product_id=product_id), 303)
    return show_form(PLACE + "form.html", form, product=product, kinds=PRODUCT_KIND, rates=VAT)


@page("/products/<int:product_id>/delete", methods=("POST",), writes=True)
def product_delete(bench: Workbench, product_id: int) -> Any:
    """A product goes to the bin."""
    products.delete(bench, product_id=product_id, row_version=request.form.get("row_version"))
    return redirect(crm_url("product_list"), 303)
