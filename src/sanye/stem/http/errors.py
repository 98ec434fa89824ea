"""What the door itself may refuse, before or around any rule of the business."""

from sanye.kernel.errors import InvalidInput, NotAllowed, Refusal


class NotSignedIn(Refusal):
    code = "stem.http.not_signed_in"
    status = 401
    text_en = "Sign in, or send an API key."
    text_zh = "请登录或提供 API 密钥。"


class CsrfFailed(NotAllowed):
    code = "stem.http.csrf_failed"
    text_en = "A change by session needs the X-CSRFToken header of the csrftoken cookie."
    text_zh = "使用会话修改数据时，须在 X-CSRFToken 头中携带 csrftoken。"


class TooManyRequests(Refusal):
    code = "stem.http.too_many_requests"
    status = 429
    text_en = "Too many requests; try again in {seconds} s."
    text_zh = "请求过于频繁，请在 {seconds} 秒后重试。"


class RequestTooLarge(Refusal):
    code = "stem.http.request_too_large"
    status = 413
    text_en = "A request has at most {most} MB. Without a key or a session, 1."
    text_zh = "请求不得超过 {most} MB；未登录且无密钥时不得超过 1 MB。"


class RequestTooSlow(Refusal):
    code = "stem.http.request_too_slow"
    status = 408
    text_en = "The request did not arrive in time; nothing was changed. Send it again."
    text_zh = "请求未能及时送达，未作任何更改，请重新发送。"


class ChangedMeanwhile(Refusal):
    code = "stem.http.changed_meanwhile"
    status = 412
    text_en = "Somebody changed this since you read it; read it again."
    text_zh = "数据已被他人修改，请重新读取。"


class KeyUsedOtherwise(InvalidInput):
    code = "stem.http.idempotency_key_used"
    text_en = "The idempotency key was used for another request."
    text_zh = "该幂等键已用于另一个请求。"


class KeyTooLong(InvalidInput):
    code = "stem.http.idempotency_key_too_long"
    text_en = "An idempotency key has 1 to {limit} characters."
    text_zh = "幂等键长度为 1 到 {limit} 个字符。"


class AnswerNotKept(Refusal):
    code = "stem.http.answer_not_kept"
    text_en = "This was done already; its answer held a secret that is shown only once."
    text_zh = "该请求已执行；其结果含机密信息，仅显示一次。"


class CursorNotValid(InvalidInput):
    code = "stem.http.cursor_not_valid"
    text_en = "The cursor does not belong to this list and order; start again without it."
    text_zh = "游标与该列表或排序不符，请不带游标重新开始。"


class LimitNotValid(InvalidInput):
    code = "stem.http.limit_not_valid"
    text_en = "limit is a whole number from 1 to {most}."
    text_zh = "limit 必须是 1 到 {most} 之间的整数。"


class RequestBroken(Refusal):
    code = "stem.http.bad_request"
    status = 400
    text_en = "The request cannot be read: its form is broken, or it has too many parts."
    text_zh = "请求无法读取：格式有误，或包含的部分过多。"


class FieldUnknown(InvalidInput):
    code = "stem.http.field_unknown"
    text_en = "{name} is not one of: {known}."
    text_zh = "{name} 不在可选范围内：{known}。"


class InputNotValid(InvalidInput):
    code = "stem.http.input_not_valid"
    text_en = "The request does not fit the schema: {count} errors."
    text_zh = "请求格式不正确：{count} 处错误。"


class NoSuchThing(Refusal):
    code = "not_found"
    status = 404
    text_en = "There is no such thing, or not for you."
    text_zh = "该数据不存在，或您无权查看。"


class AlreadyExists(Refusal):
    code = "stem.http.already_exists"
    text_en = "A row with these values already exists ({constraint})."
    text_zh = "相同的数据已存在（{constraint}）。"


class StillReferenced(InvalidInput):
    code = "stem.http.reference_unknown"
    text_en = "A row named by its id does not exist ({constraint})."
    text_zh = "引用的数据不存在（{constraint}）。"


class RuleOfTable(InvalidInput):
    code = "stem.http.table_rule"
    text_en = "The values break a rule of the table ({constraint})."
    text_zh = "数值违反数据表规则（{constraint}）。"


class ValueNotValid(InvalidInput):
    code = "stem.http.value_not_valid"
    text_en = "A value cannot be read: {reason}"
    text_zh = "数值无法识别：{reason}"


class ValueOutOfRange(InvalidInput):
    code = "stem.http.value_out_of_range"
    text_en = "A value is too large, too long or holds a character that cannot be stored."
    text_zh = "数值过大、文本过长，或含有无法保存的字符。"


class DatabaseAway(Refusal):
    """The connection was lost or not to be had: a change may have been made an instant before."""

    code = "stem.http.database_away"
    status = 503
    text_en = (
        "The database does not answer. Send the request again, a change with the same"
        " Idempotency-Key: it is not made twice."
    )
    text_zh = (
        "数据库暂时没有响应。请重新发送；修改类请求请使用相同的 Idempotency-Key，不会重复执行。"
    )


class LockedByOthers(Refusal):
    code = "stem.http.locked_by_others"
    status = 503
    text_en = "Others have been changing the same rows for long; nothing was changed. Try again."
    text_zh = "他人正在长时间修改相同数据，本次未作任何更改，请稍后重试。"


class TookTooLong(Refusal):
    code = "stem.http.took_too_long"
    status = 503
    text_en = (
        "This took too long and was broken off; nothing was changed. Try again or ask for less."
    )
    text_zh = "处理时间过长，已中止，未作任何更改。请稍后重试，或缩小范围。"


class DatabaseFull(Refusal):
    code = "stem.http.database_full"
    status = 507
    text_en = (
        "There is no room left to store anything; nothing was changed. Tell the administrator"
        " and try again later."
    )
    text_zh = "存储空间已满，未作任何更改。请通知管理员，稍后重试。"


class DiskFull(Refusal):
    """Of the web server, which puts large files and answers down for a moment."""

    code = "stem.http.disk_full"
    status = 507
    text_en = (
        "The server has no room left for large files; nothing was changed. Tell the administrator"
        " and try again later."
    )
    text_zh = "服务器的临时存储空间已满，未作任何更改。请通知管理员，稍后重试。"
