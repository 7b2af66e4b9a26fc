/** Vector tiles by hand, also such as nothing but malice would write. */

import { PbfWriter } from "pbf";

export const MOVE_TO = 1;
export const LINE_TO = 2;
export const CLOSE_PATH = 7;

export type Command = [command: number, count: number, ...steps: number[]];

export interface HandFeature {
  type: 1 | 2 | 3;
  geometry: Command[];
  /** Text of the key "name". */
  name?: string;
}

export interface HandLayer {
  name: string;
  features: readonly HandFeature[];
  extent?: number;
  /** Text of the key "kind" of all features. */
  kind?: string;
}

function bytesOf(write: (writer: PbfWriter) => void): Uint8Array {
  const writer = new PbfWriter();
  write(writer);
  return writer.finish().slice();
}

const zigzag = (step: number): number => (step < 0 ? -step * 2 - 1 : step * 2);

function feature({ type, geometry, name }: HandFeature, values: string[], kind: string | undefined): Uint8Array {
  const tags: number[] = [];
  const tag = (key: number, value: string): void => {
    tags.push(key, values.push(value) - 1);
  };
  if (kind !== undefined) tag(0, kind);
  if (name !== undefined) tag(1, name);
  return bytesOf((writer) => {
    if (tags.length > 0) writer.writePackedVarint(2, tags);
    writer.writeVarintField(3, type);
    const words = geometry.flatMap(([command, count, ...steps]) => [count * 8 + command, ...steps.map(zigzag)]);
    if (words.length > 0) writer.writePackedVarint(4, words);
  });
}

/** The bytes of a tile with these layers. */
export function handTile(...layers: HandLayer[]): ArrayBuffer {
  const tile = bytesOf((writer) => {
    for (const { name, features, extent, kind } of layers) {
      const values: string[] = [];
      const written = features.map((each) => feature(each, values, kind));
      const layer = bytesOf((inner) => {
        inner.writeVarintField(15, 2);
        inner.writeStringField(1, name);
        for (const each of written) inner.writeBytesField(2, each);
        for (const key of ["kind", "name"]) inner.writeStringField(3, key);
        for (const value of values)
          inner.writeBytesField(
            4,
            bytesOf((text) => text.writeStringField(1, value)),
          );
        if (extent !== undefined) inner.writeVarintField(5, extent);
      });
      writer.writeBytesField(3, layer);
    }
  });
  return tile.buffer as ArrayBuffer;
}

/** A square in the units of a tile. */
export const square = (x: number, y: number, side: number): Command[] => [
  [MOVE_TO, 1, x, y],
  [LINE_TO, 3, side, 0, 0, side, -side, 0],
  [CLOSE_PATH, 1],
];
