"""What a folder of plan files may be refused for: file, row, column and rule, in two languages."""

from sanye.kernel.errors import InvalidInput


class FolderMissing(InvalidInput):
    code = "plan_files.folder_missing"
    text_en = "{folder} is not a folder."
    text_zh = "{folder} 不是文件夹。"


class RuleBroken(InvalidInput):
    """A refusal whose rule stands in its data in both languages, `rule_en` and `rule_zh`."""

    code = "plan_files.rule_broken"
    text_en = "{rule}."
    text_zh = "{rule}。"

    def text(self, language: str) -> str:
        """In words, with the rule in the same language."""
        is_chinese = language.lower().startswith("zh")
        template = self.text_zh if is_chinese else self.text_en
        rule = self.data["rule_zh" if is_chinese else "rule_en"]
        return template.format_map({**self.data, "rule": rule})


class FileInvalid(RuleBroken):
    """A file as a whole: missing, not readable as text, a header that does not fit."""

    code = "plan_files.file_invalid"
    text_en = "{file}: {rule}."
    text_zh = "{file}：{rule}。"


class CellInvalid(RuleBroken):
    """One cell; `line` counts as a spreadsheet does, the header being row 1."""

    code = "plan_files.cell_invalid"
    text_en = "{file}, row {line}, column {column}: {rule}; found “{value}”."
    text_zh = "{file} 第 {line} 行 {column} 列：{rule}；实际为“{value}”。"


class Rule(Exception):
    """A broken rule in both languages, before it is known where."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh
