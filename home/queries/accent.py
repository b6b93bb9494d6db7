"""The colours that follow from the accent a college chose, in light and dark."""

from __future__ import annotations

from home.models.settings import contrast

_DARK_PAPER = "#131d1b"
_DARK_CONTRAST = 7.0
_STEPS = 20


def _mix(one: str, other: str, share: float) -> str:
    """Return a colour between two: share 0 is the first, 1 the other."""
    channels = (
        round(int(one[at : at + 2], 16) * (1 - share) + int(other[at : at + 2], 16) * share)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def accent_stylesheet(accent: str) -> str:
    """Write the few rules that put a college's own accent in place of ours.

    The accent was checked against paper when it was saved; darker and paler relatives are
    mixed from it, and in the dark it is made paler until it reads well there too.
    """
    deep = _mix(accent, "#000000", 0.35)
    pale = _mix(accent, "#ffffff", 0.87)
    light = next(
        (
            colour
            for step in range(_STEPS)
            if contrast(colour := _mix(accent, "#ffffff", step / _STEPS), _DARK_PAPER)
            >= _DARK_CONTRAST
        ),
        "#ffffff",
    )
    darkest = _mix(accent, "#000000", 0.6)
    return (
        f":root{{--leaf:{accent};--leaf-deep:{deep};--leaf-pale:{pale};--band:{deep};"
        f"--button:{accent};--button-hover:{deep};--button-edge:{darkest}}}\n"
        # The staff screens choose light or dark by themselves, so they need both.
        f":root{{--accent:{accent};--accent-deep:{deep};--accent-darkest:{darkest};"
        f"--accent-pale:{pale};--accent-light:{light}}}\n"
        "@media (prefers-color-scheme:dark){"
        f":root{{--leaf:{light};--leaf-deep:{darkest};--leaf-pale:{_mix(accent, _DARK_PAPER, 0.7)};"
        f"--band:{darkest};--button:{light};--button-hover:{_mix(light, '#ffffff', 0.3)};"
        f"--button-edge:{_mix(light, '#000000', 0.4)};--button-ink:{darkest}}}}}\n"
    )
