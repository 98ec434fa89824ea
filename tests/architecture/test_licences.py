"""What the list of licences lets in."""

import pytest

from tools.licences import is_allowed


@pytest.mark.parametrize(
    "licence",
    ["MIT", "BSD-3-Clause", "Apache-2.0 OR BSD-2-Clause", "MPL-2.0 AND (Apache-2.0 OR MIT)",
     "LGPL-3.0-only", "GPL-3.0-only OR MIT"],
)  # fmt: skip
def test_lets_in(licence: str):
    assert is_allowed(licence)


@pytest.mark.parametrize(
    "licence",
    ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "unknown", "", "Proprietary",
     "GNU General Public License v3 (GPLv3)", "GNU Affero General Public License v3"],
)  # fmt: skip
def test_keeps_out(licence: str):
    assert not is_allowed(licence)
