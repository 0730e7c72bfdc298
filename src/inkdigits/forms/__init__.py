"""Forms: named fields of a template, read from pictures of the filled-in page.

>>> from inkdigits import Reader, forms
>>> template = forms.load_template("form.toml")             # doctest: +SKIP
>>> reading = forms.read_form(Reader(), "scan.png", template)   # doctest: +SKIP
>>> reading.row()                                           # doctest: +SKIP
{'pupil': '4017', 'points': '18', 'needs_review': ''}
"""

from inkdigits.forms.align import Alignment, align
from inkdigits.forms.patterns import Check, Pattern
from inkdigits.forms.picture import annotate_form, draw_template
from inkdigits.forms.propose import Proposal, propose
from inkdigits.forms.read import read_form
from inkdigits.forms.reading import FieldReading, FormReading
from inkdigits.forms.template import RESERVED_NAMES, Field, Registration, Template, load_template

__all__ = [
    "RESERVED_NAMES",
    "Alignment",
    "Check",
    "Field",
    "FieldReading",
    "FormReading",
    "Pattern",
    "Proposal",
    "Registration",
    "Template",
    "align",
    "annotate_form",
    "draw_template",
    "load_template",
    "propose",
    "read_form",
]
