-- Hours of stations -> city days with the air quality index -> years, by hand for DuckDB.
-- Input: the variable `hours`, a Parquet file with station, area_code, time (the hour's end) and the pollutants
-- in ug/m3. A station's day comes first: a 24 h mean needs 20 valid hours, an 8 h ozone mean 6, a day's
-- ozone 14 such means (fewer count only above 160). The city is the mean of its stations' days without the
-- control site Dingling; the index is made from rounded values (CO in mg/m3 to 0.1) by HJ 633-2012.

create temp macro line(v, c0, c1, i0, i1) as cast(ceil((v - c0) * (i1 - i0) / (c1 - c0) + i0 - 1e-9) as int);
create temp macro iaqi(v, c) as case
  when v is null then null
  when v <= c[1] then line(v, 0, c[1], 0, 50)
  when v <= c[2] then line(v, c[1], c[2], 50, 100)
  when v <= c[3] then line(v, c[2], c[3], 100, 150)
  when v <= c[4] then line(v, c[3], c[4], 150, 200)
  when v <= c[5] then line(v, c[4], c[5], 200, 300)
  when v <= c[6] then line(v, c[5], c[6], 300, 400)
  when v <= c[7] then line(v, c[6], c[7], 400, 500)
  else 500 end;

create temp table city_days as
with hour as (
  select station, area_code as city, cast(time - interval 1 hour as date) as date,
         so2, no2, co / 1000 as co, pm10, pm25,
         case when count(o3) over last_8 >= 6 then avg(o3) over last_8 end as o3_8h
  from read_parquet(getvariable('hours'))
  where station <> 'Dingling'
  window last_8 as (partition by station order by epoch(time) // 3600 range between 7 preceding and current row)
), station_day as (
  select station, city, date,
         case when count(so2) >= 20 then avg(so2) end as so2,
         case when count(no2) >= 20 then avg(no2) end as no2,
         case when count(co) >= 20 then avg(co) end as co,
         case when count(o3_8h) >= 14 or max(o3_8h) > 160 then max(o3_8h) end as o3_8h,
         case when count(pm10) >= 20 then avg(pm10) end as pm10,
         case when count(pm25) >= 20 then avg(pm25) end as pm25
  from hour group by all
), city_day as (
  select city, date,
         count(*) filter (where coalesce(so2, no2, co, o3_8h, pm10, pm25) is not null) as stations,
         avg(so2) as so2, avg(no2) as no2, avg(co) as co, avg(o3_8h) as o3_8h, avg(pm10) as pm10, avg(pm25) as pm25
  from station_day group by all
), sub as (
  select *,
         iaqi(floor(so2 + 0.5 + 1e-9), [50, 150, 475, 800, 1600, 2100, 2620]) as iaqi_so2,
         iaqi(floor(no2 + 0.5 + 1e-9), [40, 80, 180, 280, 565, 750, 940]) as iaqi_no2,
         iaqi(floor(co * 10 + 0.5 + 1e-9) / 10, [2, 4, 14, 24, 36, 48, 60]) as iaqi_co,
         -- the table of 8 h ozone ends at 800; above it there is no index
         case when o3_8h < 800.5 then iaqi(floor(o3_8h + 0.5 + 1e-9), [100, 160, 215, 265, 800]) end as iaqi_o3_8h,
         iaqi(floor(pm10 + 0.5 + 1e-9), [50, 150, 250, 350, 420, 500, 600]) as iaqi_pm10,
         iaqi(floor(pm25 + 0.5 + 1e-9), [35, 75, 115, 150, 250, 350, 500]) as iaqi_pm25
  from city_day
), indexed as (
  select *, greatest(iaqi_so2, iaqi_no2, iaqi_co, iaqi_o3_8h, iaqi_pm10, iaqi_pm25) as aqi from sub
)
select *,
       case when aqi <= 50 then 1 when aqi <= 100 then 2 when aqi <= 150 then 3 when aqi <= 200 then 4
            when aqi <= 300 then 5 when aqi > 300 then 6 end as level,
       case when aqi > 50 then concat_ws(';',
         case when iaqi_so2 = aqi then 'so2' end, case when iaqi_no2 = aqi then 'no2' end,
         case when iaqi_co = aqi then 'co' end, case when iaqi_pm10 = aqi then 'pm10' end,
         case when iaqi_pm25 = aqi then 'pm25' end, case when iaqi_o3_8h = aqi then 'o3_8h' end) end as primary
from indexed order by city, date;

create temp table years as
select city, year(date) as year, count(pm25) as valid, avg(pm25) as pm25, count(aqi) as indexed,
       count(*) filter (where aqi <= 100) as good, count(*) filter (where aqi > 200) as heavy
from city_days group by all;
select * from years order by all;
