"""Screens of the price list."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.forms.products import NewProductForm, ProductForm
from sandbox_crm.forms.views import ViewForm
from sandbox_crm.listing import chips, paged, with_query
from sandbox_crm.lists.exporting import MEDIA_TYPES, list_file
from sandbox_crm.lists.showing import AskedList, asked_list, listed
from sandbox_crm.models.sales import Product
from sandbox_crm.pages import crm_url, page
from sandbox_crm.routes.files import sent_file
from sandbox_crm.sales import products
from sandbox_crm.sales.asking import product_filters
from sandbox_crm.sales.labels import AVAILABILITY, PRODUCT_KIND, VAT
from sandbox_crm.sales.showing import show_form
from sandbox_crm.submitting import submit

PLACE = "sandbox_crm/products/"


@page("/products")
def product_list(bench: Workbench) -> Any:
    """The price list, narrowed by words, category and state, and by conditions."""
    return show_list(bench)


@page("/products/file.<any(xlsx,csv):kind>", logs="product_file")
def product_file(bench: Workbench, kind: str) -> Any:
    """The price list as a file, as it is filtered, ordered and with its columns."""
    asked = _asked(bench)
    return sent_file(list_file(bench, asked, kind, asked.query(bench), *asked.keys), f"cennik.{kind}", MEDIA_TYPES[kind])


def show_list(bench: Workbench, view_form: ViewForm | None = None) -> str:
    """The list; the form of its view may come back from a refusal."""
    asked = _asked(bench)
    found, paging = paged(bench.session, asked.query(bench), *asked.keys, entity=Product, narrowed=bool(asked.filters))
    categories = bench.session.scalars(select(Product.category).where(
        Product.deleted_at.is_(None), Product.category.is_not(None)).distinct().order_by(Product.category)).all()
    states = [("yes", AVAILABILITY[True]), ("no", AVAILABILITY[False])]
    return render_template(PLACE + "list.html", products=found, paging=paging, with_query=with_query,
                           listed=listed(bench, asked, [product.id for product in found], view_form), states=states,
                           chips=[] if asked.view else chips({
                               "q": (_("Text"), None), "category": (_("Category"), None), "active": (_("Availability"), states)}),
                           categories=[(category, category) for category in categories])


def _asked(bench: Workbench) -> AskedList:
    return asked_list(bench, "product", [product_filters(request.args)], "code")


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
