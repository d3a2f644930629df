-- Every error of a table of synthetic meter readings, by hand for DuckDB.
-- Input: the variable `readings`, a CSV without line breaks in its cells. A line is a row's number and one for the header.

create temp table readings as
from read_csv(getvariable('readings'), header = true, delim = ',', quote = '"', auto_detect = false, columns = {
  meter: 'VARCHAR', day: 'VARCHAR', kwh: 'VARCHAR', visits: 'VARCHAR', state: 'VARCHAR', district: 'VARCHAR',
  reader: 'VARCHAR'});

create temp view errors as
with wrong as (
  select rowid + 2 as line, [
    case when meter is null then {f: 'meter', r: 'required'} end,
    case when not regexp_full_match(meter, 'FS-\d{6}') then {f: 'meter', r: 'pattern'} end,
    case when day is null then {f: 'day', r: 'required'} end,
    case when day is not null and try_cast(day as date) is null then {f: 'day', r: 'date'} end,
    case when kwh is not null and try_cast(kwh as double) is null then {f: 'kwh', r: 'number'} end,
    case when try_cast(kwh as double) < 0 then {f: 'kwh', r: 'minimum'} end,
    case when visits is not null and try_cast(visits as bigint) is null then {f: 'visits', r: 'integer'} end,
    case when try_cast(visits as bigint) < 0 then {f: 'visits', r: 'minimum'} end,
    case when try_cast(visits as bigint) > 31 then {f: 'visits', r: 'maximum'} end,
    case when state not in ('read', 'estimated', 'missing') then {f: 'state', r: 'enum'} end,
    case when district is null then {f: 'district', r: 'required'} end,
    case when reader is null then {f: 'reader', r: 'required'} end
  ] as found
  from readings
  where meter is null or not regexp_full_match(meter, 'FS-\d{6}')
     or day is null or try_cast(day as date) is null
     or (kwh is not null and coalesce(try_cast(kwh as double) < 0, true))
     or (visits is not null and coalesce(try_cast(visits as bigint) not between 0 and 31, true))
     or state not in ('read', 'estimated', 'missing')
     or district is null or reader is null
), again as (
  select rowid + 2 as line, min(rowid) over (partition by meter, day) as first, rowid as this
  from readings semi join (select meter, day from readings group by all having count(*) > 1) using (meter, day)
)
select line, e.f as field, e.r as rule from (select line, unnest(found) as e from wrong) where e is not null
union all
select line, null, 'duplicate-row' from again where this > first;
