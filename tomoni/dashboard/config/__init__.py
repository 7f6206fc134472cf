"""What the author of a site writes (dashboard.toml, news, pages), read into frozen values; faults become words."""
