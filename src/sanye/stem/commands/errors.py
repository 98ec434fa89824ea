from sanye.kernel.errors import Refusal


class TryAgain(Refusal):
    code = "stem.commands.try_again"
    status = 503
    text_en = "Others were changing the same rows; nothing was changed. Try again."
    text_zh = "他人正在修改相同数据，本次未作任何更改，请重试。"
