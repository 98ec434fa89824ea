"""What webhooks may refuse."""

from sanye.kernel.errors import InvalidInput, NotFound, Refusal


class WebhookUnknown(NotFound):
    code = "stem.webhooks.webhook_unknown"
    text_en = "There is no such webhook."
    text_zh = "没有该 webhook。"


class DeliveryUnknown(NotFound):
    code = "stem.webhooks.delivery_unknown"
    text_en = "This webhook has no such delivery."
    text_zh = "该 webhook 没有这次投递。"


class UrlInvalid(InvalidInput):
    code = "stem.webhooks.url_invalid"
    text_en = (
        "This is no address of a web server; user name, password and fragment are not allowed."
    )
    text_zh = "这不是网络服务器的地址，或其中含有用户名、密码或片段。"


class AddressForbidden(InvalidInput):
    code = "stem.webhooks.address_forbidden"
    text_en = (
        "A webhook leads to the public internet by https on port 443 or 8443. Networks of the house"
        " are opened in the settings (SANYE_WEBHOOK_NETWORKS)."
    )
    text_zh = (
        "webhook 只能通过 https（端口 443 或 8443）发往公网。内部网段须在系统设置中开放"
        "（SANYE_WEBHOOK_NETWORKS）。"
    )


class EventTypeUnknown(InvalidInput):
    code = "stem.webhooks.event_type_unknown"
    text_en = "No event is called {pattern}."
    text_zh = "没有名为 {pattern} 的事件。"


class StepNotPossible(Refusal):
    code = "stem.webhooks.step_not_possible"
    text_en = "The webhook is {state}."
    text_zh = "webhook 当前状态为 {state}。"
