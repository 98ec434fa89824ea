"""What identity may refuse."""

from sanye.kernel.errors import NotAllowed, Refusal


class KeyNotValid(Refusal):
    code = "stem.identity.key_not_valid"
    status = 401
    text_en = "The API key is unknown, expired or revoked."
    text_zh = "API 密钥无效、已过期或已撤销。"


class NotAMember(NotAllowed):
    code = "stem.identity.not_a_member"
    text_en = "You are not a member of this company."
    text_zh = "您不是该公司的成员。"
