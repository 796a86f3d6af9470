"""How safe is safe: named sets of guarantees, strongest first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

NAMESPACES: Final = "namespaces"
UNPRIVILEGED: Final = "unprivileged"
SECCOMP: Final = "seccomp"
LANDLOCK: Final = "landlock"
CGROUP: Final = "cgroup"

# How the namespaces are made: by bubblewrap around the zygote, by the zygote itself, or not at all.
BUBBLEWRAP, SYSTEM_CALLS, NONE = "bubblewrap", "system calls", "none"

# What each wall promises, for people who run the site.
GUARANTEES: Final[Mapping[str, str]] = {
    NAMESPACES: "sees no process, network or file of this machine but a read-only tree (namespaces)",
    UNPRIVILEGED: "holds no capability and can gain none (an unprivileged identity, no_new_privs)",
    SECCOMP: "may make only the system calls that computing needs (seccomp)",
    LANDLOCK: "opens no file outside the read-only tree, reaches no socket (Landlock)",
}
# What stands beside any tier, or does not: no tier asks for it, and the worker says it with its tier.
BESIDE: Final[Mapping[str, str]] = {
    CGROUP: "takes no more memory and processes together than a control group gives (cgroup)",
}
EVERYTHING: Final = frozenset(GUARANTEES) | frozenset(BESIDE)


@dataclass(frozen=True)
class Tier:
    """A set of guarantees with a name."""

    name: str
    walls: frozenset[str]

    def __str__(self) -> str:
        return (
            f"{self.name} ({', '.join(wall for wall in GUARANTEES if wall in self.walls) or 'limits and clock only'})"
        )


TIERS: Final = (
    Tier("fortress", frozenset(GUARANTEES)),
    Tier("walled", frozenset({NAMESPACES, UNPRIVILEGED, SECCOMP})),
    Tier("filtered", frozenset({UNPRIVILEGED, SECCOMP, LANDLOCK})),
    Tier("bare", frozenset()),
)
BY_NAME: Final = {tier.name: tier for tier in TIERS}
# Both of its weaker forms still keep files, network and other processes out of reach.
DEFAULT_MINIMUM: Final = "filtered"


def reached(walls: Collection[str]) -> Tier:
    """The strongest tier whose guarantees all hold."""
    return next(tier for tier in TIERS if tier.walls <= set(walls))


def is_enough(tier: Tier, minimum: str) -> bool:
    return TIERS.index(tier) <= TIERS.index(BY_NAME[minimum])
