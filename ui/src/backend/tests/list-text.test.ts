import { describe, expect, it } from "vitest";
import { listItems, listText } from "../list-text";

describe("lists in one line", () => {
  it("an item with a separator in it stands in quotation marks", () => {
    expect(listText(["office: 020 1, ext. 2", "030 4"])).toBe('"office: 020 1, ext. 2", 030 4');
  });

  it("what is written is read again", () => {
    for (const items of [[], ["a"], ["a, b", "c"], ['"', "x;y"], ['say "x"', '"quoted", yes'], ["+44 20 1"]]) {
      expect(listItems(listText(items))).toEqual(items);
    }
  });

  it("what people type is read as it stands", () => {
    expect(listItems(" a ,, b;c\nd ")).toEqual(["a", "b", "c", "d"]);
    expect(listItems('"open, b')).toEqual(['"open', "b"]);
  });
});
