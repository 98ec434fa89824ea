"""Letting the planner know what there is, after much was written at once."""

ANALYZE_GROWN = """
DO $$
DECLARE found regclass;
BEGIN
    FOR found IN
        SELECT oid FROM pg_class
         WHERE relnamespace = current_schema()::regnamespace
           AND (relkind = 'p' OR relkind = 'r' AND pg_relation_size(oid) >= 8 * 8192)
    LOOP
        EXECUTE format('ANALYZE %s', found);
    END LOOP;
END $$
"""
"""All but tables of a few pages: see `storage`."""
