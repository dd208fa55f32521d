"""The publication by which the administrator of a case database on PostgreSQL lets the dashboard follow its changes."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from store.case.tables import BY_CASE, BY_NAME, key_of

PUBLICATION = "saumaton"
# The logged tables all of whose rows are published for every act and may be read; which of their columns identify a
# row, and which are published as the text that they hold; and a text that is never again the same once anything of this
# was changed, even if it was changed back.
_PUBLISHED = """
    SELECT c.relname::text AS name, c.oid::bigint AS number, concat_ws(' ', p.oid, p.xmin, c.xmin, {of_schemas},
        (SELECT string_agg(concat_ws(' ', oid, xmin), ' ' ORDER BY oid) FROM pg_publication_rel WHERE prpubid = p.oid),
        (SELECT string_agg(xmin::text, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid)) AS state,
        ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0
            AND (c.relreplident = 'f' OR attnum = ANY(i.indkey)) ORDER BY 1) AS identity,
        ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND attgenerated = ''
            AND format_type(atttypid, NULL) IN ('text', 'character varying')
            AND coalesce(to_jsonb(t) -> 'attnames' @> to_jsonb(attname::text), true) ORDER BY 1) AS texts
    FROM pg_publication p JOIN pg_publication_tables t ON t.pubname = p.pubname
    JOIN pg_namespace n ON n.nspname = t.schemaname
    JOIN pg_class c ON c.relname = t.tablename AND c.relnamespace = n.oid
    LEFT JOIN pg_index i ON i.indrelid = c.oid
        AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident END
    WHERE p.pubname = :publication AND c.relname = ANY(:names) AND pg_table_is_visible(c.oid)
        AND pubinsert AND pubupdate AND pubdelete AND pubtruncate AND to_jsonb(t) ->> 'rowfilter' IS NULL
        AND c.relkind = 'r' AND c.relpersistence = 'p' AND NOT c.relhassubclass
        AND NOT c.relrowsecurity AND has_table_privilege(c.oid, 'SELECT')
    ORDER BY 1
    """
# whole schemas can be published since PostgreSQL 15
_OF_SCHEMAS = """(SELECT string_agg(concat_ws(' ', oid, xmin), ' ' ORDER BY oid)
    FROM pg_publication_namespace WHERE pnpubid = p.oid)"""
_THERE = text("SELECT count(*) FROM pg_publication WHERE pubname = :publication").bindparams(publication=PUBLICATION)


@dataclass(frozen=True)
class Published:
    """What is published: whether there is a publication, a text for its state, the tables by their object numbers,
    those whose rows are told by their key and not by their case, and those of whose rows the case cannot be told.
    """

    exists: bool
    state: str
    tables: Mapping[int, str]
    without_case: frozenset[str]
    missing: tuple[str, ...]


def published(connection: Connection) -> Published:
    """What is published now of the case tables of a database on PostgreSQL."""
    of_schemas = _OF_SCHEMAS if (connection.dialect.server_version_info or (0,)) >= (15,) else "''"
    asked = text(_PUBLISHED.format(of_schemas=of_schemas)).bindparams(publication=PUBLICATION, names=list(BY_NAME))
    tables = connection.execute(asked).all()
    told = {one.name for one in tables if _can_be_told(one.name, one.identity, one.texts)}
    return Published(
        exists=bool(tables or connection.execute(_THERE).scalar_one()),
        state=str([one.state for one in tables]),
        tables={one.number: one.name for one in tables},
        without_case=frozenset(one.name for one in tables if one.name in BY_CASE and "case_id" not in one.identity),
        missing=tuple(sorted(BY_NAME.keys() - told)),
    )


def _can_be_told(name: str, identity: list[str], texts: list[str]) -> bool:
    """Whether the case of a row that changes or goes is told, or its key, which tells the case."""
    if name not in BY_CASE or "case_id" in identity:
        return name not in BY_CASE or "case_id" in texts
    key = set(key_of(BY_NAME[name]))
    return "case_id" not in key and key <= set(identity) and {"case_id", *key} <= set(texts)
