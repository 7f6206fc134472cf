"""Make tomoni/tables/schema/library/*.json, one Table Schema a version of a definition.

    python tools/make_schemas.py ../shared/data/schemas [FOLDER]

The infectious-disease definitions and those of support measures are written down in schema_parts/; the standard municipal datasets are
read from the folder given (fiware_cio/*.yaml, standard_dataset_columns.csv). Same input, same bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from schema_parts import covid19, municipal, support

LIBRARY = Path(__file__).parents[1] / "tomoni/tables/schema/library"


def write(schema: dict[str, Any], target: Path) -> None:
    text = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
    (target / f"{schema['name']}.json").write_text(text, encoding="utf-8")


def main(folder: Path, target: Path = LIBRARY) -> None:
    schemas = [*covid19.SCHEMAS, *support.SCHEMAS, *municipal.schemas(folder)]
    for schema in schemas:
        write(schema, target)
    sys.stdout.write(f"{len(schemas)} schemas → {target}\n")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:3]))
