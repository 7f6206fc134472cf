"""Forms that lists of measures come in, one file for each: which of their columns says what.

A form is data: our field → how to read it from the row. To add one: write a schema (tools/schema_parts/support.py) and a
file here with FORM, and name it below.
"""

from __future__ import annotations

from tomoni.support.forms.base import Form
from tomoni.support.forms.jgrants import FORM as JGRANTS
from tomoni.support.forms.own import FORM as OWN
from tomoni.support.forms.seido import FORM as SEIDO
from tomoni.support.forms.standard import FORM as STANDARD
from tomoni.support.forms.vscovid19 import FIRST, SECOND

FORMS: dict[str, Form] = {form.schema: form for form in (OWN, FIRST, SECOND, SEIDO, STANDARD, JGRANTS)}


def of_schema(schema: str) -> Form | None:
    """The form for a schema id with or without its version; None when it is no list of measures."""
    return FORMS.get(schema) or FORMS.get(schema.partition("@")[0])
