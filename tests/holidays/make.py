#!/usr/bin/env python3
"""Writes what the public holidays of Candor are compared with, and the rules of the regions that agree with it.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install holidays==0.109 python-dateutil
    /tmp/v/bin/python tests/holidays/make.py NAGER

NAGER is the `data` folder of the crate `opening-hours`: the days of Nager.Date, the first source of most regions.

Out come, beside each other in the checkout:
  tests/holidays/days.txt        a region and a year a line: the days that the package `holidays` (MIT) knows
  data/holidays-found.toml       the regions whose days of 2024 to 2032 follow from rules that Candor knows, so that
                                 they come out the same as in that package, and of whose country no day that
                                 Nager.Date calls national is missing; with the package's names
Rules are found, not written: a day of the same name that falls on the same date, the same distance from Easter, or
the same weekday of a month in every year. Regions whose days depend on the moon, an equinox or a decree drop out.
"""

import datetime as dt
import re
import sys
from pathlib import Path

import holidays
from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

YEARS = range(2024, 2033)
ROOT = Path(__file__).resolve().parents[2]
# Regions whose rules stand in data/holidays.toml, read in the law.
BY_HAND = ["US", "US-NY"]
# Countries whose parts are offered, too: those with two-letter to three-letter codes of ISO 3166-2.
WITH_PARTS = ["GB", "DE", "CH", "CA", "AT", "AU", "NZ", "IE"]
DAY = dt.timedelta(1)


def days(code, observed=True, language=None):
    country, _, part = code.partition("-")
    kw = {"years": range(YEARS[0], YEARS[-1] + 2), "observed": observed}
    if part:
        kw["subdiv"] = part
    if language:
        kw["language"] = language
    return holidays.country_holidays(country, **kw)


def rule_of(dates):
    """The rule that gives these dates, a dict from year to date; None where there is none."""
    found = list(dates.values())
    if len({(d.month, d.day) for d in found}) == 1:
        return f"{{ month = {found[0].month}, day = {found[0].day} }}"
    for key, way in (("easter", EASTER_WESTERN), ("orthodox_easter", EASTER_ORTHODOX)):
        offsets = {(d - easter(year, way)).days for year, d in dates.items()}
        if len(offsets) == 1:
            return f"{{ {key} = {offsets.pop()} }}"
    if len({d.weekday() for d in found}) != 1:
        return None
    weekday = found[0].strftime("%a")
    months = {d.month for d in found}
    if len(months) == 1:
        nth = {(d.day - 1) // 7 + 1 for d in found}
        if len(nth) == 1:
            return f'{{ month = {found[0].month}, weekday = "{weekday}", nth = {nth.pop()} }}'
        if all((d + 7 * DAY).month != d.month for d in found):
            return f'{{ month = {found[0].month}, weekday = "{weekday}", nth = -1 }}'
    # The weekday on or after a date: seven days of the calendar, each met in some year.
    in_a_year = sorted(d.replace(year=2001).timetuple().tm_yday for d in found)
    if in_a_year[-1] - in_a_year[0] == 6:
        first = dt.date(2001, 1, 1) + (in_a_year[0] - 1) * DAY
        return f'{{ month = {first.month}, day = {first.day}, weekday = "{weekday}" }}'
    return None


def rules_of(code):
    """(English name, rule, first year, dates) of every holiday; None where one follows no rule."""
    by_name = {}
    language = english(code)
    for date, text in days(code, observed=False, language=language).items():
        for name in text.split("; "):
            by_name.setdefault(name, {}).setdefault(date.year, []).append(date)
    rules = []
    for name, years in by_name.items():
        known = sorted(years)
        # A name may stand for two days of a year: the first and the second, as the year goes.
        times = {len(dates) for dates in years.values()}
        if len(times) != 1 or known != list(range(known[0], YEARS[-1] + 2)):
            return None
        for at in range(times.pop()):
            dates = {year: sorted(dates)[at] for year, dates in years.items()}
            rule = rule_of(dates)
            if rule is None:
                return None
            rules.append((name, rule, known[0] if known[0] > YEARS[0] else None, dates))
    return rules


# What becomes of holidays on a weekend: each as crates/model/src/holidays.rs does it.
def never(dates):
    return set(dates)


def nearest_weekday(dates):
    return set(dates) | {d - DAY for d in dates if d.weekday() == 5} | {d + DAY for d in dates if d.weekday() == 6}


def sunday_adds_monday(dates):
    return set(dates) | {d + DAY for d in dates if d.weekday() == 6}


def next_free_day(dates):
    out = set(dates)
    for d in sorted(dates):
        if d.weekday() >= 5:
            while d.weekday() >= 5 or d in out:
                d += DAY
            out.add(d)
    return out


def not_on_sunday(dates):
    return {d for d in dates if d.weekday() != 6}


POLICIES = {
    "never": never,
    "nearest-weekday": nearest_weekday,
    "sunday-adds-monday": sunday_adds_monday,
    "next-free-day": next_free_day,
    "not-on-sunday": not_on_sunday,
}


def in_years(dates):
    return {d for d in dates if d.year in YEARS}


def english(code):
    known = days(code).supported_languages
    return next((tag for tag in ("en_US", "en_GB") + tuple(known) if tag in known and tag.startswith("en")), None)


def names_of(code, name, dates):
    """The names of a holiday in the languages that the package has: English, Spanish and the region's own."""
    known = days(code)
    tags = {"es": next((t for t in known.supported_languages if t[:2] == "es"), None)}
    own = known.default_language
    if own:
        tags.setdefault(own[:2], own)
    out = {"en": name.replace("'", "’")} if english(code) else {}
    for lang, tag in tags.items():
        if lang in out or not tag:
            continue
        texts = days(code, observed=False, language=tag)
        # The name that the day has in every year.
        shared = set.intersection(*(set(texts[d].split("; ")) for d in dates.values()))
        if len(shared) == 1:
            out[lang] = shared.pop().replace("'", "’")
    return out


def nager(folder):
    out = {}
    for line in (Path(folder) / "holidays_public.global.txt").read_text().splitlines():
        country, *texts = line.split()
        out.setdefault(country, set()).update(dt.date.fromisoformat(t) for t in texts)
    return {country: in_years(dates) for country, dates in out.items()}


def slug(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("’", "").replace("'", "")).strip("-")


def main():
    first_source = nager(sys.argv[1])
    supported = holidays.list_supported_countries()
    codes = []
    for country in sorted(first_source):
        if country in supported:
            codes.append(country)
            if country in WITH_PARTS:
                parts = [p for p in supported[country] if re.fullmatch(r"[A-Z]{2,3}", p)]
                codes += [f"{country}-{part}" for part in parts]
    lines, regions, names = [], [], {}
    for code in BY_HAND:
        lines += written(code)
    for code in codes:
        if code in BY_HAND:
            continue
        theirs = in_years(days(code))
        if not first_source[code[:2]] - theirs <= {d for d in first_source[code[:2]] if d.weekday() == 6}:
            continue
        rules = rules_of(code)
        if rules is None:
            continue
        plain = [d for _, _, _, dates in rules for d in dates.values()]
        policy = next((name for name, way in POLICIES.items() if in_years(way(plain)) == theirs), None)
        if policy is None:
            continue
        entries = []
        for name, rule, since, dates in sorted(rules, key=lambda r: max(r[3].values())):
            texts = names_of(code, name, dates)
            if "en" not in texts:
                break
            key = slug(texts["en"])
            if any(names.get(key, {}).get(lang, text) != text for lang, text in texts.items()):
                key = f"{code.lower()}-{key}"
            names.setdefault(key, {}).update(texts)
            since = f", since = {since}" if since else ""
            entries.append(f'    {{ id = "{key}", on = {rule}{since} }},')
        else:
            regions.append(f'[[region]]\ncode = "{code}"\nobserved = "{policy}"\nholidays = [\n' + "\n".join(entries) + "\n]\n")
            lines += written(code)
    head = "# Written by tests/holidays/make.py from the Python package holidays " + holidays.__version__ + " (MIT). Do not edit.\n"
    text = head + "\n" + "\n".join(regions) + "\n[names]\n"
    for key, texts in sorted(names.items()):
        text += key + " = { " + ", ".join(f'{lang} = "{value}"' for lang, value in sorted(texts.items())) + " }\n"
    (ROOT / "data/holidays-found.toml").write_text(text)
    (ROOT / "tests/holidays/days.txt").write_text(head + "".join(line + "\n" for line in lines))
    print(len(regions), "regions:", " ".join(re.findall(r'code = "([^"]+)"', text)))


def written(code):
    dates = sorted(in_years(days(code)))
    return [
        f"{code} {year} " + " ".join(d.strftime("%m-%d") for d in dates if d.year == year) for year in YEARS
    ]


main()
