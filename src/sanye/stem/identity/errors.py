"""What identity may refuse."""

from sanye.kernel.errors import InvalidInput, NotAllowed, NotFound, Refusal


class KeyNotValid(Refusal):
    code = "stem.identity.key_not_valid"
    status = 401
    text_en = "The API key is unknown, expired or revoked."
    text_zh = "API 密钥无效、已过期或已撤销。"


class NotAMember(NotAllowed):
    code = "stem.identity.not_a_member"
    text_en = "You are not a member of this company."
    text_zh = "您不是该公司的成员。"


class SignInFailed(Refusal):
    code = "stem.identity.sign_in_failed"
    status = 401
    text_en = "Login or password is wrong."
    text_zh = "用户名或密码错误。"


class TooManyAttempts(Refusal):
    code = "stem.identity.too_many_attempts"
    status = 429
    text_en = "Too many failed sign-ins; wait some minutes."
    text_zh = "登录失败次数过多，请稍后再试。"


class PasswordTooWeak(InvalidInput):
    code = "stem.identity.password_too_weak"
    text_en = "The password is too weak: {reason}"
    text_zh = "密码强度不足：{reason}"


class PasswordWrong(InvalidInput):
    code = "stem.identity.password_wrong"
    text_en = "The present password is wrong."
    text_zh = "当前密码错误。"


class LoginTaken(Refusal):
    code = "stem.identity.login_taken"
    text_en = "The login {login} is taken."
    text_zh = "用户名 {login} 已被使用。"


class CompanyCodeTaken(Refusal):
    code = "stem.identity.company_code_taken"
    text_en = "The company code {value} is taken."
    text_zh = "公司代码 {value} 已被使用。"


class AlsoElsewhere(NotAllowed):
    code = "stem.identity.also_elsewhere"
    text_en = (
        "Another company relies on this user or role: only who administers that one too may change"
        " it. End the membership here instead, or make a role of another code."
    )
    text_zh = (
        "其他公司也在使用该用户或角色，只有同时管理该公司的人可以修改。"
        "请改为终止其在本公司的成员资格，或另建角色代码。"
    )


class UserUnknown(NotFound):
    code = "stem.identity.user_unknown"
    text_en = "There is no such user in this company."
    text_zh = "本公司没有该用户。"


class RoleUnknown(InvalidInput):
    code = "stem.identity.role_unknown"
    text_en = "There is no role {role}."
    text_zh = "没有角色 {role}。"


class RoleOfTheHouse(Refusal):
    code = "stem.identity.role_of_the_house"
    text_en = "{role} belongs to every installation and cannot be changed; make a role of your own."
    text_zh = "{role} 是系统内置角色，不能修改；请新建自定义角色。"


class PortalNeedsParty(InvalidInput):
    code = "stem.identity.portal_needs_party"
    text_en = "A portal user needs the parties it may see."
    text_zh = "门户用户必须指定可见的业务伙伴。"


class MembershipUnknown(NotFound):
    code = "stem.identity.membership_unknown"
    text_en = "There is no such membership of this user in this company."
    text_zh = "该用户在本公司没有该成员资格。"


class LastAdministrator(Refusal):
    code = "stem.identity.last_administrator"
    text_en = "The company would be left without an administrator."
    text_zh = "公司至少要保留一名管理员。"


class KeyUnknown(NotFound):
    code = "stem.identity.key_unknown"
    text_en = "There is no such API key in this company."
    text_zh = "本公司没有该 API 密钥。"


class KeyRevoked(Refusal):
    code = "stem.identity.key_revoked"
    text_en = "The API key is revoked; issue a new one."
    text_zh = "该 API 密钥已撤销；请签发新密钥。"


class ScopesTooWide(NotAllowed):
    code = "stem.identity.scopes_too_wide"
    text_en = "A key can only make keys with scopes of its own."
    text_zh = "密钥只能签发不超出自身范围的密钥。"


class ExpiryInThePast(InvalidInput):
    code = "stem.identity.expiry_in_the_past"
    text_en = "A key must expire later than now."
    text_zh = "密钥的到期时间必须晚于当前时间。"


class TimeZoneUnknown(InvalidInput):
    code = "stem.identity.time_zone_unknown"
    text_en = "{value} is not a time zone of the IANA database."
    text_zh = "{value} 不是 IANA 时区。"


class CurrencyUnknown(InvalidInput):
    code = "stem.identity.currency_unknown"
    text_en = "{value} is not a currency of ISO 4217."
    text_zh = "{value} 不是 ISO 4217 货币代码。"
