"""What kind of demand a series is; it decides which methods are tried."""

import numpy as np

from sanye.engines.forecast.records import DemandClass, Floats
from sanye.engines.forecast.simple import mean_of

ADI_LIMIT = 1.32
CV2_LIMIT = 0.49
"""The borders of Syntetos, Boylan and Croston (2005)."""


def intervals_and_variation(series: Floats) -> tuple[Floats, Floats]:
    """ADI: known periods per period with demand; CV²: (deviation / mean)² of the demands' size.

    NaN for a series without demand.
    """
    sizes = np.where(series > 0, series, np.nan)
    occurrences = np.isfinite(sizes).sum(axis=1)
    known = np.isfinite(series).sum(axis=1)
    adi = np.where(occurrences > 0, known / np.maximum(occurrences, 1), np.nan)
    mean = mean_of(sizes, axis=1)
    return adi, mean_of((sizes / mean[:, None] - 1) ** 2, axis=1)


def classes_of(adi: Floats, cv2: Floats) -> list[DemandClass]:
    """The class of each series; NONE without demand."""
    return [_class_of(a, c) for a, c in zip(adi.tolist(), cv2.tolist(), strict=True)]


def _class_of(adi: float, cv2: float) -> DemandClass:
    if not adi > 0:
        return DemandClass.NONE
    if adi < ADI_LIMIT:
        return DemandClass.SMOOTH if cv2 < CV2_LIMIT else DemandClass.ERRATIC
    return DemandClass.INTERMITTENT if cv2 < CV2_LIMIT else DemandClass.LUMPY
