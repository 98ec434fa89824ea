"""Read the files of a folder; every error of every file is found before any is told."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sanye.kernel.errors import Refusal, Refusals
from sanye.project.plan_files.errors import CellInvalid, FileInvalid, FolderMissing, Rule
from sanye.project.plan_files.tables import DEFAULT_CALENDAR, TABLES, Reference, Row, Table

Records = dict[str, list[tuple[int, Row]]]


def read_tables(folder: Path) -> Records:
    """The rows of every table with their row numbers. Raises FolderMissing or Refusals."""
    if not folder.is_dir():
        raise FolderMissing(folder=str(folder))
    errors: list[Refusal] = list(_unknown_files(folder))
    records: Records = {}
    for name, table in TABLES.items():
        records[name] = _read(folder / f"{name}.csv", table, errors)
    for name, table in TABLES.items():
        errors += _broken_keys(name, table, records)
        errors += _broken_references(name, table, records)
        errors += _broken_rows(name, records)
    if errors:
        raise Refusals(_first_of_each_cell(errors))
    return records


def _first_of_each_cell(errors: Sequence[Refusal]) -> list[Refusal]:
    """A cell that cannot be read breaks further rules; one is enough to mend it."""
    cells: dict[object, Refusal] = {}
    for number, error in enumerate(errors):
        is_cell = isinstance(error, CellInvalid)
        where = (error.data["file"], error.row, error.field) if is_cell else number
        cells.setdefault(where, error)
    return list(cells.values())


def _unknown_files(folder: Path) -> Iterator[FileInvalid]:
    names = ", ".join(f"{name}.csv" for name in TABLES)
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in TABLES:
            yield _file(
                path.name, f"no such file is known; known are {names}", f"未知文件；可用：{names}"
            )


def _read(path: Path, table: Table, errors: list[Refusal]) -> list[tuple[int, Row]]:
    if not path.exists():
        if table.is_required:
            errors.append(_file(path.name, "the file is missing", "缺少此文件"))
        return []
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True))
    except UnicodeDecodeError:
        errors.append(_file(path.name, "the text is not UTF-8", "文件不是 UTF-8 编码"))
        return []
    except csv.Error as error:
        errors.append(_file(path.name, f"not CSV ({error})", f"不是有效的 CSV（{error}）"))
        return []
    header = [cell.strip() for cell in lines[0]] if lines else []
    found = list(_header_errors(path.name, header, table))
    errors += found
    if found:
        return []
    return _rows(path.name, header, lines, table, errors)


def _header_errors(file: str, header: Sequence[str], table: Table) -> Iterator[FileInvalid]:
    for name, column in table.columns.items():
        if column.is_required and name not in header:
            yield _file(file, f"column {name} is missing", f"缺少列 {name}")
    known = ", ".join(table.columns)
    for name in header:
        if name not in table.columns:
            yield _file(
                file,
                f"column “{name}” is unknown; known are {known}",
                f"未知列“{name}”；可用：{known}",
            )
    if len(set(header)) < len(header):
        yield _file(file, "a column stands twice", "列名重复")


def _rows(
    file: str,
    header: Sequence[str],
    lines: Sequence[Sequence[str]],
    table: Table,
    errors: list[Refusal],
) -> list[tuple[int, Row]]:
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            rule = Rule(f"{len(header)} cells", f"应有 {len(header)} 个单元格")
            errors.append(_cell(file, number, header[-1], rule, ",".join(cells)))
            continue
        texts = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        row, found = _parse(file, number, texts, table)
        errors += found
        rows.append((number, row))
    return rows


def _parse(
    file: str, number: int, texts: dict[str, str], table: Table
) -> tuple[Row, list[CellInvalid]]:
    row: Row = {}
    errors = []
    for name, column in table.columns.items():
        value = texts.get(name, "")
        row[name] = None
        try:
            if value:
                row[name] = column.parse(value)
            elif column.is_required:
                raise Rule("a value", "不能为空")
            else:
                row[name] = column.default
        except Rule as rule:
            errors.append(_cell(file, number, name, rule, value))
    return row, errors


def _broken_keys(name: str, table: Table, records: Records) -> Iterator[CellInvalid]:
    seen: dict[tuple[Any, ...], int] = {}
    for number, row in records[name]:
        key = tuple(row[column] for column in table.key)
        if key in seen:
            rule = Rule(f"not the same as row {seen[key]}", f"与第 {seen[key]} 行重复")
            yield _cell(f"{name}.csv", number, table.key[0], rule, _shown(key))
        seen.setdefault(key, number)


def _broken_references(name: str, table: Table, records: Records) -> Iterator[CellInvalid]:
    for reference in table.references:
        known = _keys(reference, records)
        for number, row in records[name]:
            key = tuple(row[column] for column in reference.columns)
            if key[0] and key not in known:
                yield _cell(
                    f"{name}.csv", number, reference.columns[0], reference.rule, _shown(key)
                )


def _keys(reference: Reference, records: Records) -> set[tuple[Any, ...]]:
    columns = TABLES[reference.table].key
    keys = {tuple(row[column] for column in columns) for _, row in records[reference.table]}
    if reference.table == "calendars":
        keys.add((DEFAULT_CALENDAR,))
    return keys


def _broken_rows(name: str, records: Records) -> Iterator[CellInvalid]:
    """Rules between the cells of a row, and those that need another table."""
    items = {(row["item"], row["site"]) for _, row in records["items"]}
    sites = {row["bill"]: row["site"] for _, row in records["bills"]}
    for number, row in records[name]:
        for column, rule in _row_rules(name, row, items, sites):
            yield _cell(f"{name}.csv", number, column, rule, _shown((row[column],)))
    if name == "run" and len(records["run"]) > 1:
        rule = Rule("one row", "只能有一行")
        yield _cell("run.csv", records["run"][1][0], "as_of", rule, "")


def _row_rules(
    name: str, row: Row, items: set[tuple[str, str]], sites: dict[str, str]
) -> Iterator[tuple[str, Rule]]:
    if row.get("valid_from") and row.get("valid_to") and row["valid_to"] <= row["valid_from"]:
        yield "valid_to", Rule("a day after valid_from", "须晚于 valid_from")
    if name == "items":
        yield from _lot_rules(row)
    if name == "bill_lines" and row["bill"] in sites:
        site = row["site"] or sites[row["bill"]]
        if (row["component"], site) not in items:
            yield (
                "component",
                Rule(f"an item of items.csv at {site}", f"items.csv 中须有此物料（{site}）"),
            )
    kind = row.get("kind") if name == "sources" else row.get("source")
    if kind == "TRANSFER" and (row["item"], row["partner"]) not in items:
        rule = Rule(
            "the shipping site, with the item in items.csv", "须为 items.csv 中有此物料的发货地点"
        )
        yield "partner", rule


def _lot_rules(row: Row) -> Iterator[tuple[str, Rule]]:
    needed = {
        "FIXED_ORDER_QUANTITY": ("lot_quantity",),
        "PERIOD_ORDER_QUANTITY": ("period_days",),
        "MIN_MAX": ("reorder_point", "order_up_to"),
    }.get(row["lot_policy"], ())
    for column in needed:
        if row[column] is None:
            policy = row["lot_policy"]
            yield (
                column,
                Rule(f"a value, for lot_policy is {policy}", f"lot_policy 为 {policy} 时必填"),
            )
    low, high = row["reorder_point"], row["order_up_to"]
    if low is not None and high is not None and high < low:
        yield "order_up_to", Rule("not less than reorder_point", "不能小于 reorder_point")


def _file(file: str, en: str, zh: str) -> FileInvalid:
    return FileInvalid(file=file, rule_en=en, rule_zh=zh)


def _cell(file: str, number: int, column: str, rule: Rule, value: str) -> CellInvalid:
    return CellInvalid(
        field=column,
        row=number,
        file=file,
        line=number,
        column=column,
        rule_en=rule.en,
        rule_zh=rule.zh,
        value=value,
    )


def _shown(key: tuple[Any, ...]) -> str:
    return ", ".join("" if value is None else str(value) for value in key)
