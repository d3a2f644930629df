-- Classes of surface water sections by GB 3838-2002, as one writes them by hand for five items and a lake flag.
with own as (
  select *,
    case when ph between 6 - 1e-9 and 9 + 1e-9 then 1 when ph is not null then 6 else 0 end as k_ph,
    case when "do" >= 7.5 - 1e-9 then 1 when "do" >= 6 - 1e-9 then 2 when "do" >= 5 - 1e-9 then 3
         when "do" >= 3 - 1e-9 then 4 when "do" >= 2 - 1e-9 then 5 when "do" is not null then 6 else 0 end as k_do,
    case when codmn <= 2 + 1e-9 then 1 when codmn <= 4 + 1e-9 then 2 when codmn <= 6 + 1e-9 then 3
         when codmn <= 10 + 1e-9 then 4 when codmn <= 15 + 1e-9 then 5 when codmn is not null then 6 else 0 end as k_codmn,
    case when nh3n <= 0.15 + 1e-9 then 1 when nh3n <= 0.5 + 1e-9 then 2 when nh3n <= 1 + 1e-9 then 3
         when nh3n <= 1.5 + 1e-9 then 4 when nh3n <= 2 + 1e-9 then 5 when nh3n is not null then 6 else 0 end as k_nh3n,
    case when lake then
         case when tp <= 0.01 + 1e-9 then 1 when tp <= 0.025 + 1e-9 then 2 when tp <= 0.05 + 1e-9 then 3
              when tp <= 0.1 + 1e-9 then 4 when tp <= 0.2 + 1e-9 then 5 when tp is not null then 6 else 0 end
         else
         case when tp <= 0.02 + 1e-9 then 1 when tp <= 0.1 + 1e-9 then 2 when tp <= 0.2 + 1e-9 then 3
              when tp <= 0.3 + 1e-9 then 4 when tp <= 0.4 + 1e-9 then 5 when tp is not null then 6 else 0 end
    end as k_tp
  from read_parquet(getvariable('sections'))
), judged as (
  select *, nullif(greatest(k_ph, k_do, k_codmn, k_nh3n, k_tp), 0) as class from own
)
select * exclude (k_ph, k_do, k_codmn, k_nh3n, k_tp),
  case class when 1 then 'Ⅰ' when 2 then 'Ⅱ' when 3 then 'Ⅲ' when 4 then 'Ⅳ' when 5 then 'Ⅴ' when 6 then '劣Ⅴ' end
    as class_name,
  nullif(concat_ws(';', case when k_ph = class then 'ph' end, case when k_do = class then 'do' end,
    case when k_codmn = class then 'codmn' end, case when k_nh3n = class then 'nh3n' end,
    case when k_tp = class then 'tp' end), '') as determining,
  case when codmn > 6 + 1e-9 then (codmn - 6) / 6 end as exceedance_codmn,
  case when nh3n > 1 + 1e-9 then (nh3n - 1) / 1 end as exceedance_nh3n,
  case when lake then case when tp > 0.05 + 1e-9 then (tp - 0.05) / 0.05 end
       else case when tp > 0.2 + 1e-9 then (tp - 0.2) / 0.2 end end as exceedance_tp
from judged
