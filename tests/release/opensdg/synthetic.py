"""A small synthetic Open SDG data repository: no country's, with every feature that is taken over."""

import subprocess
from pathlib import Path

FILES = {
    "config_data.yml": """\
languages: [en, fr]
schema_file: _prose.yml
inputs:
  - class: InputCsvData
    path_pattern: data/*-*.csv
    column_map: column_map.csv
    code_map: code_map.csv
  - class: InputYamlMdMeta
    path_pattern: meta/*-*.md
    git: true
    git_data_dir: data
  - class: InputYamlMeta
    path_pattern: indicator-config/*-*.yml
    git: false
translations:
  - class: TranslationInputYaml
    source: translations
reporting_status_extra_fields: [tier]
""",
    "_prose.yml": """\
prose:
  metadata:
    meta:
      - {name: indicator_name, field: {element: text, label: Name, scope: global}}
      - name: reporting_status
        field: {element: select, label: Status, options: [{name: complete, value: complete}]}
""",
    "column_map.csv": "Text,Value\nGender,Sex\n",
    "code_map.csv": "Dimension,Text,Value\nSex,w,Female\nSex,m,Male\n",
    "data/indicator_1-2-1.csv": (
        "Year,Units,Gender,Age,COMMENT_TS,Value\n"
        "2015,Percent,,,,12.50\n"
        "2016,Percent,,,,12\n"
        "2016,Percent,w,,,13.25\n"
        "2016,Percent,w,5,,0.1234567890123\n"
        "2016,Percent,m,,late,\n"
        "2016,Percent,w,,,99\n"
    ),
    "data/indicator_3-1-1.csv": "Year,Value\n2015,10\n2020/21,20\n",
    "data/indicator_5-5-1.csv": "Year,Series,Value\n2015,Parliament,30\n2018,Parliament,36\n2015,Councils,20\n",
    "meta/1-2-1.md": """\
---
indicator_name: People in poverty
target_name: global_targets.1-2-title
reporting_status: complete
data_non_statistical: 'false'
tier: Tier I
when: 2020-01-31
ratio: 0.123456789012345
answer: no
expected_disaggregations: [Sex, Age, Region]
---
More [words](https://example.org).
""",
    "meta/fr/1-2-1.md": "---\nindicator_name: Personnes pauvres\n---\n",
    "meta/3-1-1.md": "---\nindicator_name: Deaths\nreporting_status: complete\n---\n",
    "indicator-config/1-2-1.yml": "graph_type: bar\nanswer: no\n",
    "indicator-config/5-5-1.yml": """\
auto_progress_calculation: true
progress_calculation_options:
  - {direction: positive, series: Parliament, target: 50, limit: 100}
  - {direction: negative, series: Nowhere}
""",
    "indicator_calculation_components.yml": "5-5-1:\n  5-5-1 / Parliament: {status: substantial_progress}\n",
    "translations/en/global_targets.yml": "1-2-title: Halve poverty\n",
    "translations/fr/global_targets.yml": "1-2-title: Réduire la pauvreté\n",
    "translations/fr/Sex.yml": "Female: Femme\nSex: Sexe\n",
    "translations/en/Sex.yml": "Female: Women\n",
    "LICENSE": "Synthetic data, for tests only\n",
}
"""By path. Written by hand; the day of the commit is 4 March 2021."""


def write(repo: Path, files: dict[str, str] | None = None) -> Path:
    """The repository as a folder under git, with one commit."""
    for name, text in (files or FILES).items():
        path = repo / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    moment = {"GIT_AUTHOR_DATE": "2021-03-04T12:00:00Z", "GIT_COMMITTER_DATE": "2021-03-04T12:00:00Z"}
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-qm", "data")):
        subprocess.run(
            ["git", *words], cwd=repo, check=True, env={"PATH": "/usr/bin:/bin:/usr/local/bin", **moment}
        )
    return repo
