"""Ambient air: GB 3095, HJ 633 and HJ 663 as methods."""

from __future__ import annotations

from qualicity.methods.air.cities import city_days
from qualicity.methods.air.index import aqi_daily, aqi_hourly, iaqi, with_index
from qualicity.methods.air.period import period_summary
from qualicity.methods.air.registered_days import CITY_DAYS, STATION_DAYS
from qualicity.methods.air.registered_index import AQI_DAILY, AQI_HOURLY
from qualicity.methods.air.registered_periods import PERIOD_SUMMARY, WEATHER_NORMALISED
from qualicity.methods.air.stations import station_days
from qualicity.methods.air.weather import weather_normalised

__all__ = [
    "METHODS",
    "aqi_daily",
    "aqi_hourly",
    "city_days",
    "iaqi",
    "period_summary",
    "station_days",
    "weather_normalised",
    "with_index",
]

METHODS = (AQI_HOURLY, AQI_DAILY, STATION_DAYS, CITY_DAYS, PERIOD_SUMMARY, WEATHER_NORMALISED)
