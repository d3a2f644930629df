"""What a pollutant's days would have been in average weather, and in the weather there was without a measure.

Source: the weather normalisation of Grange et al. (Atmos. Chem. Phys. 18, 2018, 6223), as R's rmweather does it; own code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")
ensemble = lazy_module("sklearn.ensemble")  # seconds to load, for methods that run

WEATHER = ("air_temp", "atmospheric_pressure", "rh", "wd", "ws")
"""Taken where the input has them: °C, hPa, %, degrees from north, m/s."""
LEAST_DAYS = 100
"""With fewer days that have value and weather a forest says nothing."""
_NODE, _TRAINED = 5, 0.8
"""A node of fewer days is not split; the share of days a forest learns from, the others test it."""
_BLOCK, _THREADS = 200_000, 2
Columns = Mapping[str, Any]


def weather_normalised(
    columns: Columns,
    weather: Sequence[str] = WEATHER,
    trees: int = 300,
    resamples: int = 300,
    train_until: str = "",
    seed: int = 1,
) -> dict[str, Any]:
    """A pollutant's days in average weather, by a random forest on trend, season, weekday and weather.

    Takes: arrays of one length: date (datetime64), value, and the columns that `weather` names (`wd` is an
    angle in degrees); NaN for missing. One place, one pollutant.
    Gives: normalised, the mean of `resamples` predictions with the day's date and another day's season,
    weekday and weather; counterfactual, what a forest that learnt from the days up to `train_until` alone
    predicts with the weather there was (NaN without `train_until`); r2, the share of the variance that the
    forest explains on the fifth of the days that it has not seen, in every row. The same seed gives the same.
    Errors: `UsageError` for a weather column that is not there, for a date that stands twice, and for fewer than
    100 complete days.
    """
    _refuse_twice(columns["date"])
    features = _features(columns, _there(columns, weather))
    value = np.asarray(columns["value"], dtype=float)
    known = np.isfinite(features).all(axis=1)
    complete = np.flatnonzero(known & np.isfinite(value))
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(_enough(complete))
    cut = int(len(shuffled) * _TRAINED)
    forest = _grown(features, value, shuffled[:cut], trees, seed)
    unseen = shuffled[cut:]
    r2 = _explained(value[unseen], _predicted(forest, features[unseen]))
    dated = np.flatnonzero(np.isfinite(features[:, 0]))
    normalised, counterfactual = np.full((2, len(value)), np.nan)
    normalised[dated] = _in_average_weather(forest, features[dated, 0], features[known], resamples, rng)
    if train_until:
        until = _day(train_until)
        before = complete[np.asarray(columns["date"])[complete].astype("datetime64[D]") <= until]
        earlier = _grown(features, value, _enough(before, train_until), trees, seed)
        counterfactual[known] = _predicted(earlier, features[known])
    return {"normalised": normalised, "counterfactual": counterfactual, "r2": np.full(len(value), r2)}


def _refuse_twice(date: Any) -> None:
    day = np.sort(np.asarray(date).astype("datetime64[D]"))  # missing ones last
    twice = np.flatnonzero(day[1:] == day[:-1])
    if len(twice):
        first = day[twice[0]]
        raise UsageError(
            Text(
                f"air.weather_normalised: {first} stands in more than one row; one series at a time: "
                "filter the file to one pollutant and site",
                f"air.weather_normalised：{first} 有多行；每次只能处理一个序列：请先筛选为一种污染物、一个站点",
            )
        )


def _there(columns: Columns, weather: Sequence[str]) -> list[str]:
    """The weather columns to use: of the usual ones those that the input has, of others all that are named."""
    if tuple(weather) == WEATHER:
        found = [w for w in WEATHER if w in columns]
        if found:
            return found
    missing = [w for w in weather if w not in columns]
    if missing or not weather:
        listed = ", ".join(missing or WEATHER)
        raise UsageError(
            Text(
                f"air.weather_normalised: no weather column {listed}; name those that there are with weather",
                f"air.weather_normalised：没有气象列 {listed}；请用 weather 指明已有的列",
            )
        )
    return list(weather)


def _features(columns: Columns, weather: Sequence[str]) -> Any:
    """A row for each day: its date, day of the year, weekday, and weather; an angle as sine and cosine."""
    day = np.asarray(columns["date"]).astype("datetime64[D]")
    gone = np.isnat(day)
    trend = np.where(gone, np.nan, day.astype("int64"))
    season = np.where(gone, np.nan, (day - day.astype("datetime64[Y]")).astype("int64"))
    made = [trend, season, (trend + 3) % 7]
    for name in weather:
        values = np.asarray(columns[name], dtype=float)
        angle = np.deg2rad(values)
        made += [np.sin(angle), np.cos(angle)] if name == "wd" else [values]
    return np.column_stack(made).astype("float32")


def _enough(days: Any, until: str = "") -> Any:
    if len(days) >= LEAST_DAYS:
        return days
    en, zh = (f" up to {until}", f"（截至 {until}）") if until else ("", "")
    raise UsageError(
        Text(
            f"air.weather_normalised: {len(days)} days have value and weather{en}; at least {LEAST_DAYS} are needed",
            f"air.weather_normalised：同时有浓度和气象的仅 {len(days)} 天{zh}；至少需要 {LEAST_DAYS} 天",
        )
    )


def _day(text: str) -> Any:
    try:
        return np.datetime64(str(text), "D")
    except ValueError as error:
        raise UsageError(
            Text(
                f"air.weather_normalised: train_until must be a date such as 2017-12-31, not '{text}'",
                f"air.weather_normalised：train_until 应为日期（如 2017-12-31），而不是“{text}”",
            )
        ) from error


def _grown(features: Any, value: Any, days: Any, trees: int, seed: int) -> Any:
    forest = ensemble.RandomForestRegressor(
        trees,
        min_samples_split=_NODE,
        max_features="sqrt",
        n_jobs=_THREADS,
        random_state=seed,
    )
    forest.fit(features[days], value[days])
    return forest.set_params(n_jobs=1)  # its own threads add up in any order


def _in_average_weather(forest: Any, trend: Any, pool: Any, resamples: int, rng: Any) -> Any:
    """The mean prediction for each trend with all else drawn from the days of `pool`, many draws at a time."""
    each = max(1, _BLOCK // max(1, len(trend)))

    def blocks() -> Iterator[Any]:
        for done in range(0, resamples, each):
            n = min(each, resamples - done)
            drawn = pool[rng.integers(0, len(pool), n * len(trend))]
            drawn[:, 0] = np.tile(trend, n)
            yield drawn

    total = np.zeros(len(trend))
    for found in _each(forest, blocks()):
        total += found.reshape(-1, len(trend)).sum(axis=0)
    return total / resamples


def _predicted(forest: Any, features: Any) -> Any:
    pieces = (features[n : n + _BLOCK] for n in range(0, len(features), _BLOCK))
    return np.concatenate([np.empty(0), *_each(forest, pieces)])


def _each(forest: Any, blocks: Iterator[Any]) -> Iterator[Any]:
    """The predictions for each block, in order, a few blocks at a time."""
    with ThreadPoolExecutor(_THREADS) as threads:
        waiting: list[Any] = []
        for block in blocks:
            waiting.append(threads.submit(forest.predict, block))
            if len(waiting) > _THREADS:
                yield waiting.pop(0).result()
        yield from (each.result() for each in waiting)


def _explained(value: Any, predicted: Any) -> float:
    spread = float(((value - value.mean()) ** 2).sum())
    return 1 - float(((value - predicted) ** 2).sum()) / spread if spread else float("nan")
