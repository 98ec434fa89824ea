"""Facts of webhooks. Neither address nor secret stands in them."""

from uuid import UUID

from sanye.kernel.events import event


@event("sanye.stem.webhook.created.v1", key="webhook_id")
class WebhookCreated:
    webhook_id: UUID
    event_types: tuple[str, ...]


@event("sanye.stem.webhook.paused.v1", key="webhook_id")
class WebhookPaused:
    """`is_failing`: not by an administrator, but because its receiver did not take anything."""

    webhook_id: UUID
    is_failing: bool


@event("sanye.stem.webhook.resumed.v1", key="webhook_id")
class WebhookResumed:
    webhook_id: UUID


@event("sanye.stem.webhook.secret_rotated.v1", key="webhook_id")
class WebhookSecretRotated:
    webhook_id: UUID


@event("sanye.stem.webhook.archived.v1", key="webhook_id")
class WebhookArchived:
    webhook_id: UUID


@event("sanye.stem.webhook.tested.v1", key="webhook_id")
class WebhookTested:
    """Sent to this one webhook, whatever it asks for."""

    webhook_id: UUID
