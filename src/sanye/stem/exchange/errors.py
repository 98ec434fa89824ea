"""What the exchange of files refuses."""

from sanye.kernel.errors import InvalidInput, NotFound


class KindUnknown(InvalidInput):
    code = "stem.exchange.kind_unknown"
    text_en = "{kind} is not one of {known}."
    text_zh = "{kind} 不在可选类型之内：{known}。"


class FileNotReadable(InvalidInput):
    code = "stem.exchange.file_not_readable"
    text_en = "The file {name} can be read neither as CSV (UTF-8 or GB 18030) nor as XLSX."
    text_zh = "文件 {name} 既不是 CSV（UTF-8 或 GB 18030），也不是 XLSX，无法读取。"


class FileTooLarge(InvalidInput):
    code = "stem.exchange.file_too_large"
    text_en = "The file {name} has more than {most} MiB (as it is, or unpacked)."
    text_zh = "文件 {name} 超过 {most} MiB（文件本身或解压后）。"


class SheetTooFar(InvalidInput):
    code = "stem.exchange.sheet_too_far"
    text_en = (
        "The sheet of {name} reaches too far: from A1 to the furthest cell there may be {most}."
        " Delete what stands outside the table."
    )
    text_zh = (
        "文件 {name} 的工作表范围过大：从 A1 到最远单元格至多 {most} 个，请删除表格以外的内容。"
    )


class FileEmpty(InvalidInput):
    code = "stem.exchange.file_empty"
    text_en = "The file {name} has no rows below its heading."
    text_zh = "文件 {name} 在标题行下没有数据。"


class HeadingTwice(InvalidInput):
    code = "stem.exchange.heading_twice"
    text_en = "Two columns are called {heading}."
    text_zh = "有两列都名为 {heading}。"


class HeadingUnknown(InvalidInput):
    code = "stem.exchange.heading_unknown"
    text_en = "Column {heading} is not known. Columns of {kind}: {known}."
    text_zh = "列 {heading} 不存在。{kind} 可用的列：{known}。"


class TooManyCells(InvalidInput):
    code = "stem.exchange.too_many_cells"
    text_en = "The row has {count} cells, but the heading only {most}."
    text_zh = "该行有 {count} 个单元格，而标题只有 {most} 个。"


class FormulaRefused(InvalidInput):
    code = "stem.exchange.formula_refused"
    text_en = "The cell holds a formula ({formula}); write its value."
    text_zh = "单元格是公式（{formula}），请填写数值。"


class HeaderDiffers(InvalidInput):
    code = "stem.exchange.header_differs"
    text_en = "{value} differs from {first} in row {row_first} of the same document."
    text_zh = "{value} 与同一单据第 {row_first} 行的 {first} 不一致。"


class MappingUnknown(NotFound):
    code = "stem.exchange.mapping_unknown"
    text_en = "There is no saved mapping {name} for {kind}."
    text_zh = "{kind} 没有名为 {name} 的已保存映射。"


class FormatUnknown(InvalidInput):
    code = "stem.exchange.format_unknown"
    text_en = "{format} is neither csv nor xlsx."
    text_zh = "{format} 既不是 csv 也不是 xlsx。"


class TooManyRows(InvalidInput):
    code = "stem.exchange.too_many_rows"
    text_en = "A sheet holds {most} rows, and there are more; ask for CSV."
    text_zh = "工作表至多容纳 {most} 行，数据超出此数；请改用 CSV 格式。"
