-- The index of each hour by HJ 633-2012: what a careful analyst writes for this table. Reads getvariable('hours').
create or replace macro iaqi(c, b) as case
  when c is null or c < 0 then null
  when c <= b[1] then ceil(c * 50 / b[1] - 1e-9)
  when c <= b[2] then ceil((c - b[1]) * 50 / (b[2] - b[1]) + 50 - 1e-9)
  when c <= b[3] then ceil((c - b[2]) * 50 / (b[3] - b[2]) + 100 - 1e-9)
  when c <= b[4] then ceil((c - b[3]) * 50 / (b[4] - b[3]) + 150 - 1e-9)
  when c <= b[5] then ceil((c - b[4]) * 100 / (b[5] - b[4]) + 200 - 1e-9)
  when c <= b[6] then ceil((c - b[5]) * 100 / (b[6] - b[5]) + 300 - 1e-9)
  when c <= b[7] then ceil((c - b[6]) * 100 / (b[7] - b[6]) + 400 - 1e-9)
  else 500 end::bigint;

create or replace view indexed as
with sub as (
  select *,
         -- the table of SO2's hour ends at 800; above it there is no index
         case when so2 <= 800 then iaqi(so2, [150, 500, 650, 800, 1600, 2400, 3200]) end as iaqi_so2,
         iaqi(no2, [100, 200, 700, 1200, 2340, 3090, 3840]) as iaqi_no2,
         iaqi(co, [5, 10, 35, 60, 90, 120, 150]) as iaqi_co,
         iaqi(o3, [160, 200, 300, 400, 800, 1000, 1200]) as iaqi_o3,
         iaqi(pm10, [50, 150, 250, 350, 420, 500, 600]) as iaqi_pm10,
         iaqi(pm25, [35, 75, 115, 150, 250, 350, 500]) as iaqi_pm25
  from read_parquet(getvariable('hours'))
), largest as (
  select *, greatest(iaqi_so2, iaqi_no2, iaqi_co, iaqi_o3, iaqi_pm10, iaqi_pm25) as aqi from sub
)
select *,
       case when aqi <= 50 then 1 when aqi <= 100 then 2 when aqi <= 150 then 3 when aqi <= 200 then 4
            when aqi <= 300 then 5 when aqi > 300 then 6 end::bigint as level,
       case when aqi <= 50 then '优' when aqi <= 100 then '良' when aqi <= 150 then '轻度污染'
            when aqi <= 200 then '中度污染' when aqi <= 300 then '重度污染' when aqi > 300 then '严重污染' end as level_name,
       case when aqi > 50 then concat_ws(';',
         case when iaqi_so2 = aqi then 'so2' end, case when iaqi_no2 = aqi then 'no2' end,
         case when iaqi_co = aqi then 'co' end, case when iaqi_pm10 = aqi then 'pm10' end,
         case when iaqi_pm25 = aqi then 'pm25' end, case when iaqi_o3 = aqi then 'o3' end) end as primary
from largest;
