"""JSON Schema of the files an author writes, for editors that complete and mark."""

from fundcalc.schemas.files import FILES, SchemaFile, name_of, schema_of, write_schemas

__all__ = ["FILES", "SchemaFile", "name_of", "schema_of", "write_schemas"]
