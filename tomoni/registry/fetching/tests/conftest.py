"""The community of the registry's tests."""

from tomoni.registry.tests.conftest import community, scope

__all__ = ["community", "scope"]
