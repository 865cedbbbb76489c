"""The JSON Schema of rule files, generated from the rule model: completion and checking in editors."""

from __future__ import annotations

import json
from inspect import cleandoc
from typing import Any

import msgspec

from cleaner.rules.model import Category, Concept, Rule

__all__ = ["schema_text"]


class _File(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One TOML file of a rule pack: any of these tables."""

    category: list[Category] = []
    concept: dict[str, Concept] = {}
    rule: list[Rule] = []
    parts: dict[str, str] = {}
    language: str = ""
    name: str = ""
    scripts: list[str] = []
    stopwords: list[str] = []
    concepts: dict[str, list[str]] = {}


def schema_text() -> str:
    """The schema as JSON text, stable from run to run."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(_File)}
    return json.dumps(_undented(schema), indent=2, ensure_ascii=False) + "\n"


def _undented(value: Any) -> Any:
    """The schema with descriptions as Python 3.13 has docstrings: earlier ones leave the indentation of the code."""
    if isinstance(value, dict):
        return {name: _undented(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_undented(each) for each in value]
    return cleandoc(value) if isinstance(value, str) and "\n" in value else value
