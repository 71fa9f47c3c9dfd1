"""Readings in a schema: ``{ reading = "R" }`` in the place of a value or a table."""

from fundcalc.schemas.values import ID, Schema

READING: Schema = {"type": "string", "pattern": ID}
# Begins the names of definitions that are no tables.
VALUE = "value."


def holds_branches(schema: Schema) -> bool:
    """Whether a schema is that of a table, which says itself what a reading may be."""
    return not str(schema.get("$ref", f"#/definitions/{VALUE}")).startswith(f"#/definitions/{VALUE}")


def branches(schema: Schema) -> Schema:
    """A reading, and what stands under each of its values."""
    return {"properties": {"reading": READING}, "additionalProperties": schema}


def or_branches(schema: Schema) -> Schema:
    """A value that is no table, or a reading in its place."""
    reading: Schema = {"required": ["reading"], **branches(schema)}
    kinds = schema.get("type")
    if kinds not in (None, "object") and "enum" not in schema:
        # Said in one, so that an editor says what is wrong instead of that no alternative fits.
        return {**schema, **reading, "type": [*(kinds if isinstance(kinds, list) else [kinds]), "object"]}
    return {"anyOf": [schema, {"type": "object", **reading}]}
