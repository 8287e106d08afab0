"""Settings: read from the environment in this one place, by the knowledge base and by the scraper."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, what it is without being set, and what it does."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("KB_CONTENT", "content", "Content roots, separated as in PATH; new files go to the first."),
    Setting("KB_HOME", "var", "Where captures, the index and private content live."),
    Setting("KB_BASE_URL", "http://127.0.0.1:8000", "The site's own address, for citations and links that leave it."),
    Setting("KB_SECRET_KEY", "", "Signs cookies; made anew at each start where it is not set."),
    Setting("KB_CONTACT", "", "An e-mail or web address, told to the sites that the scraper reads."),
    Setting("KB_ALLOW_HOSTS", "", "Private or loopback hosts that the scraper may fetch from, by commas."),
)


@dataclass(frozen=True)
class Settings:
    """The settings in force. ``content`` has at least one root; ``private`` is one more root below ``home``."""

    content: tuple[Path, ...]
    home: Path
    base_url: str
    secret_key: str = field(repr=False)
    contact: str
    allow_hosts: tuple[str, ...]

    @property
    def private(self) -> Path:
        """Return the content root for what must not reach a public repository."""
        return self.home / "private"

    @property
    def roots(self) -> tuple[Path, ...]:
        """Return every content root, the private one last."""
        return (*self.content, self.private)


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings; a variable that is set but empty counts as not set."""
    value = {setting.name: environment.get(setting.name) or setting.default for setting in SETTINGS}
    roots = tuple(Path(root) for root in value["KB_CONTENT"].split(os.pathsep) if root)
    return Settings(
        content=roots or (Path("content"),),
        home=Path(value["KB_HOME"]),
        base_url=value["KB_BASE_URL"].rstrip("/"),
        secret_key=value["KB_SECRET_KEY"],
        contact=value["KB_CONTACT"],
        allow_hosts=tuple(host.strip().lower() for host in value["KB_ALLOW_HOSTS"].split(",") if host.strip()),
    )
