"""Changes to webhooks and their deliveries."""

from sanye.stem.webhooks.commands.keeping import NewSecret as NewSecret
from sanye.stem.webhooks.commands.keeping import archive_webhook as archive_webhook
from sanye.stem.webhooks.commands.keeping import create_webhook as create_webhook
from sanye.stem.webhooks.commands.keeping import pause_webhook as pause_webhook
from sanye.stem.webhooks.commands.keeping import redeliver as redeliver
from sanye.stem.webhooks.commands.keeping import resume_webhook as resume_webhook
from sanye.stem.webhooks.commands.keeping import rotate_webhook_secret as rotate_webhook_secret
from sanye.stem.webhooks.commands.keeping import try_webhook as try_webhook
from sanye.stem.webhooks.commands.trying import Claim as Claim
from sanye.stem.webhooks.commands.trying import Message as Message
from sanye.stem.webhooks.commands.trying import Tried as Tried
from sanye.stem.webhooks.commands.trying import claim_deliveries as claim_deliveries
from sanye.stem.webhooks.commands.trying import forget_deliveries as forget_deliveries
from sanye.stem.webhooks.commands.trying import put_deliveries as put_deliveries
from sanye.stem.webhooks.commands.trying import record_tries as record_tries
