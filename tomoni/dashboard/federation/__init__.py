"""Other communities' published figures beside ours: declared in federation.toml, fetched by `tomoni fetch`, shown below neighbours/."""
