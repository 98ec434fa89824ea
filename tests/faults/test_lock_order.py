"""Transactions that lock in opposite orders are found, though none waited; others are not."""

from collections.abc import Sequence

from tests.faults.lock_order import circles

A, B, C = (f"01a22db1efaa759d9c8a9fdaf380500{n}" for n in (1, 2, 3))


def log(*transactions: Sequence[str]) -> list[str]:
    """One after the other, each of another process, as PostgreSQL writes it."""
    return [
        f"{process}|LOG:  statement: {sql}\n"
        for process, statements in enumerate(transactions, start=1)
        for sql in ("BEGIN", *statements, "COMMIT")
    ]


def order(key: str) -> str:
    return (
        f'SELECT "x_order"."id" FROM "x_order" WHERE "x_order"."id" = \'{key}\' FOR NO KEY UPDATE'
    )


def heap(key: str) -> str:
    return f'UPDATE "x_heap" SET "left" = 1 WHERE "x_heap"."id" = \'{key}\'::uuid'


def command(name: str) -> str:
    return f"INSERT INTO stem_command_log (id, name) VALUES ('{C}'::uuid, '{name}')"


def advisory(kind: str = "") -> str:
    call = f"pg_advisory_xact_lock{kind}(hashtextextended(name, 0))"
    return f"SELECT {call} FROM unnest('{{\"x {C}\"}}'::text[]) AS name"


def rows(*keys: str) -> str:
    return (
        'UPDATE "x_line" AS stored SET "a" = changed."a"\n'
        f"FROM unnest('{{{','.join(keys)}}}'::uuid[], '{{1,2}}'::int[]) AS changed (id, a)"
    )


def put(*keys: str, ordered: str = "") -> str:
    return (
        "INSERT INTO x_due (id, company_id, part_id) SELECT * FROM unnest("
        f"'{{{C},{C}}}'::uuid[], '{{{C},{C}}}'::uuid[], '{{{','.join(keys)}}}'::uuid[])"
        f" {ordered} ON CONFLICT (company_id, part_id) DO UPDATE SET noted = true"
    )


def test_opposite_orders_of_two_rows_are_told_with_who_did_it() -> None:
    one, other = (command("x.sell"), order(A), heap(B)), (command("x.count"), heap(B), order(A))

    assert circles(log(one, other)) == ["x_heap, x_order: x.count and x.sell"]
    assert circles(log(one, one)) == []
    assert circles(log(one, (command("x.count"), heap(B), order(C)))) == []


def test_a_row_that_both_had_locked_before_keeps_them_apart() -> None:
    apart = (order(C), order(A), heap(B)), (order(C), heap(B), order(A))

    assert circles(log(*apart)) == []


def test_shared_locks_keep_nobody_away_unless_one_takes_it_alone() -> None:
    shared, alone = advisory("_shared"), advisory()

    assert circles(log((shared, order(A), heap(B)), (shared, heap(B), order(A)))) != []
    assert circles(log((alone, order(A), heap(B)), (shared, heap(B), order(A)))) == []
    assert circles(log((alone, order(A)), (order(A), shared))) == ["advisory, x_order:  and "]
    assert circles(log((shared, order(A)), (order(A), shared))) == []


def test_who_does_not_wait_meets_nobody() -> None:
    skipping = order(A).replace("UPDATE", "UPDATE SKIP LOCKED")

    assert circles(log((order(A), heap(B)), (heap(B), skipping))) == []


def test_a_statement_without_an_order_is_of_either() -> None:
    assert circles(log((rows(A, B),), (rows(A, B),))) == ["x_line, x_line:  and "]
    assert circles(log((order(C), rows(A, B)), (order(C), rows(B, A)))) == []
    assert circles(log((put(A, B),), (put(B, A),))) != []
    assert (
        circles(log((put(A, B, ordered="ORDER BY 3"),), (put(B, A, ordered="ORDER BY 3"),))) == []
    )


def test_what_a_statement_names_before_is_changed_in_its_order() -> None:
    def change(*keys: str, ordered: str = "ORDER BY heap.code") -> str:
        return (
            f"WITH changes AS (SELECT * FROM unnest('{{{','.join(keys)}}}'::uuid[]) AS given (id)),"
            " locked AS (SELECT heap.id FROM x_heap AS heap JOIN changes USING (id)"
            f" {ordered} FOR NO KEY UPDATE OF heap)"
            " UPDATE x_heap AS heap SET a = 1 FROM locked WHERE heap.id = locked.id"
        )

    assert circles(log((change(A, B),), (change(B, A),))) == []
    assert circles(log((change(A, B, ordered=""),))) == ["x_heap, x_heap:  and "]
    assert circles(log((change(A), order(B)), (order(B), change(A)))) == ["x_heap, x_order:  and "]


def test_rows_that_were_searched_or_made_by_oneself_are_not_met() -> None:
    searched = "SELECT id FROM \"x_line\" WHERE code = 'a' ORDER BY id FOR NO KEY UPDATE"
    made = f"INSERT INTO x_line (id) VALUES ('{A}'::uuid), ('{B}'::uuid)"

    assert circles(log((searched, rows(A, B)), (searched, rows(B, A)))) == []
    assert circles(log((made, rows(A, B)))) == []
    assert circles(log((rows(A, B),))) == ["x_line, x_line:  and "]


def test_the_cursor_of_a_batch_is_its_name_and_keeps_its_batches_apart() -> None:
    def batch(process: int, *statements: str) -> list[str]:
        lines = log(["SELECT FROM stem_cursor WHERE name = $1 FOR UPDATE SKIP LOCKED", *statements])
        lines.insert(2, "1|DETAIL:  parameters: $1 = 'x.facts', $2 = 'y'\n")
        return [line.replace("1|", f"{process}|", 1) for line in lines]

    one, other = batch(1, order(A), heap(B)), batch(2, heap(B), order(A))

    assert circles(one + other) == []
    assert circles(one + log((command("x.count"), heap(B), order(A)))) == [
        "x_heap, x_order: x.count and x.facts"
    ]
