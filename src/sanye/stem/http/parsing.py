"""Reading JSON bodies: what cannot be stored or answered is not let in."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class JsonParser(Parser):
    """Refuses half a character (`"\\ud800"` alone): JSON can write it, UTF-8 cannot."""

    def parse_body(self, request: HttpRequest) -> Any:
        text = request.body.decode("utf-8-sig")
        found = json.loads(text)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()
        return found
