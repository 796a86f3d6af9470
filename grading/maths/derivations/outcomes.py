"""What the outcomes of random names, and their chances, are called: no name that is typed has a dot or a space."""


def outcome_of(name: str, number: int) -> str:
    return f"{name}.{number}"


def is_outcome(name: str) -> bool:
    """Whether it is a name at an outcome as a whole, no entry of it."""
    return name.rpartition(".")[2].isdigit() and "." in name


def chance(group: int, outcome: int = 0) -> str:
    """The name of the chance of an outcome."""
    return f"chance {group} {outcome}"
