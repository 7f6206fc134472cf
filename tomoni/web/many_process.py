"""The process behind `tomoni up --sites DIR`: `python -m tomoni.web.many_process HOST PORT DIR`. Reads only."""

from __future__ import annotations

import sys
from pathlib import Path

from tomoni.web.front_process import run, serve
from tomoni.web.many import Sites, communities
from tomoni.web.parent import end_with_parent

if __name__ == "__main__":
    end_with_parent()
    run(serve(sys.argv[1], int(sys.argv[2]), Sites.of(communities(Path(sys.argv[3])))))
