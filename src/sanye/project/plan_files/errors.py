"""What a folder of plan files may be refused for: file, row, column and rule, in two languages."""

from sanye.kernel.errors import InvalidInput


class FolderMissing(InvalidInput):
    code = "plan_files.folder_missing"
    text_en = "{folder} is not a folder."
    text_zh = "{folder} 不是文件夹。"


class FileInvalid(InvalidInput):
    """A file as a whole: missing, not readable as text, a header that does not fit."""

    code = "plan_files.file_invalid"
    text_en = "{file}: {rule_en}."
    text_zh = "{file}：{rule_zh}。"


class CellInvalid(InvalidInput):
    """One cell; `line` counts as a spreadsheet does, the header being row 1."""

    code = "plan_files.cell_invalid"
    text_en = "{file}, row {line}, column {column}: {rule_en}; found “{value}”."
    text_zh = "{file} 第 {line} 行 {column} 列：{rule_zh}；实际为“{value}”。"


class Rule(Exception):
    """A broken rule in both languages, before it is known where."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh
